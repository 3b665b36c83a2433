"""Who takes consent back is in no table and no file, and that can be shown."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from matcher.domain import EventKind, LogTable, Side
from tests.training.data import logs
from training.data import Mention, mentions, read_log, save_log, training_set, without, write_log

IMPRESSIONS = [
    logs.shown("tal-1", "off-1", 1),
    logs.shown("tal-10", "off-1", 2),
    logs.found("off-1", "tal-1", 3, slate="list-of-off-1"),
    logs.found("off-1", "tal-10", 3, slate="list-of-off-1", position=2),
]
EVENTS = [
    logs.done(EventKind.APPLY, "tal-1", "off-1", 4),
    logs.done(EventKind.APPLY, "tal-10", "off-1", 4),
]


def written(folder: Path) -> Path:
    write_log(
        folder,
        logs.tables(IMPRESSIONS, EVENTS),
        begins=logs.BEGINS,
        ends=logs.ENDS,
        exported_at=logs.ENDS,
    )
    return folder


def test_who_is_taken_out_is_in_no_table() -> None:
    log = without(logs.log_of(IMPRESSIONS, EVENTS), {"tal-1"})
    for table in (log.impressions, log.events, log.talents):
        assert set(table["talent"].to_pylist()) == {"tal-10"}
    assert log.manifest.rows == {"impressions": 2, "events": 1, "offers": 1, "talents": 1}


def test_who_is_taken_out_is_in_neither_side_s_set() -> None:
    log = without(logs.log_of(IMPRESSIONS, EVENTS), {"tal-1"})
    for side in Side:
        rows = training_set(log, side)
        assert rows.talent_ids.tolist() == ["tal-10"]


def test_the_files_of_a_log_name_its_people(tmp_path: Path) -> None:
    found = mentions(written(tmp_path / "log"), {"tal-1"})
    assert {mention.file for mention in found} == {
        "impressions.parquet",
        "events.parquet",
        "talents.parquet",
    }


def test_the_files_of_a_log_without_a_person_do_not_name_them(tmp_path: Path) -> None:
    log = read_log(written(tmp_path / "log"))
    save_log(without(log, {"tal-1"}), tmp_path / "less")
    assert mentions(tmp_path / "less", {"tal-1"}) == []
    assert mentions(tmp_path / "less", {"tal-10"}) != []


def test_an_id_within_a_longer_text_is_found(tmp_path: Path) -> None:
    impressions = [logs.shown("tal-2", "off-1", 1, slate="list for tal-1")]
    folder = tmp_path / "log"
    write_log(
        folder,
        logs.tables(impressions),
        begins=logs.BEGINS,
        ends=logs.ENDS,
        exported_at=logs.ENDS,
    )
    assert Mention("impressions.parquet", "slate", "tal-1") in mentions(folder, {"tal-1"})


@pytest.mark.parametrize("table", [LogTable.OFFERS, LogTable.EVENTS])
def test_an_id_in_what_a_file_says_of_itself_is_found(table: LogTable, tmp_path: Path) -> None:
    path = written(tmp_path / "log") / f"{table.value}.parquet"
    pq.write_table(pq.read_table(path).replace_schema_metadata({"about": "of tal-7"}), path)
    assert mentions(path.parent, {"tal-7"}) == [Mention(path.name, "", "tal-7")]


def test_an_id_in_the_manifest_is_found(tmp_path: Path) -> None:
    folder = written(tmp_path / "log")
    (folder / "log.json").write_text('{"exported_by": "tal-7"}')
    assert mentions(folder, {"tal-7"}) == [Mention("log.json", "", "tal-7")]
