"""A log on disk is read a part at a time, with the same result."""

from pathlib import Path

import pytest

from matcher.domain import LogTable, Side
from tests.training.data import logs
from training.data import read_log, training_set, write_log


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("logs") / "log"
    write_log(made, logs.many(4_000), begins=logs.BEGINS, ends=logs.ENDS, exported_at=logs.ENDS)
    return made


@pytest.mark.parametrize("side", list(Side))
def test_the_set_is_the_same_as_of_the_whole_log(folder: Path, side: Side) -> None:
    whole = training_set(read_log(folder), side)
    logs.assert_equal(
        whole, training_set(read_log(folder, in_memory=False, rows_at_once=333), side)
    )


def test_no_part_is_larger_than_asked_for_and_all_come_in_order(folder: Path) -> None:
    log = read_log(folder, in_memory=False, rows_at_once=333)
    parts = list(log.batches(LogTable.IMPRESSIONS, ["at", "slate"]))
    assert max(len(part) for part in parts) <= 333
    moments = [at for part in parts for at in part["at"].to_pylist()]
    assert moments == sorted(moments)
    assert len(moments) == 4_000


def test_what_stays_on_disk_can_be_asked_for(folder: Path) -> None:
    log = read_log(folder, in_memory=False)
    assert log.impressions.equals(read_log(folder).impressions)
