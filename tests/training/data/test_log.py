"""A log is written whole, read as it was written, and refused when it is not what it should be."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.domain import LOG, MANIFEST, EventKind, LogTable
from matcher.features import FeatureList, feature_list
from tests.training.data import logs
from training.data import LogRefused, Manifest, log_schema, read_log, save_log, sha256_of, write_log

IMPRESSIONS = [
    logs.shown("tal-2", "off-1", 3),
    logs.shown("tal-1", "off-1", 1, position=2, wants=None, propensity=None),
    logs.shown("tal-1", "off-2", 1),
]
EVENTS = [logs.done(EventKind.VIEW, "tal-1", "off-2", 1.5, slate="tal-1@1")]


def written(folder: Path, tables: dict[LogTable, Any] | None = None) -> Manifest:
    return write_log(
        folder,
        tables or logs.tables(IMPRESSIONS, EVENTS),
        begins=logs.BEGINS,
        ends=logs.ENDS,
        exported_at=logs.ENDS,
        left_out={"objected": 2},
    )


def changed(folder: Path, **members: Any) -> None:
    told = orjson.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_bytes(orjson.dumps(told | members))


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = written(tmp_path / "log")
    log = read_log(tmp_path / "log")
    assert log.manifest == manifest
    assert log.manifest.rows == {"impressions": 3, "events": 1, "offers": 2, "talents": 2}
    assert log.events["kind"].to_pylist() == ["view"]
    assert log.impressions["cells"][0].as_py() == [1] * logs.WIDTH


@pytest.mark.parametrize("table", list(LogTable))
def test_the_schema_is_that_of_the_contract(table: LogTable, tmp_path: Path) -> None:
    written(tmp_path / "log")
    assert read_log(tmp_path / "log").table(table).schema == log_schema(table)
    assert log_schema(table).names == [column.name for column in LOG[table]]


def test_impressions_stand_in_the_order_of_time_list_and_place(tmp_path: Path) -> None:
    written(tmp_path / "log")
    rows = read_log(tmp_path / "log").impressions
    assert list(zip(rows["talent"].to_pylist(), rows["position"].to_pylist(), strict=True)) == [
        ("tal-1", 1),
        ("tal-1", 2),
        ("tal-2", 1),
    ]


def test_the_same_content_gives_the_same_bytes_in_whatever_order_it_comes(tmp_path: Path) -> None:
    one = written(tmp_path / "one")
    other = written(tmp_path / "other", logs.tables(IMPRESSIONS[::-1], EVENTS))
    assert one.sha256 == other.sha256
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (
        tmp_path / "other" / MANIFEST
    ).read_bytes()


def test_what_is_not_known_comes_back_as_null(tmp_path: Path) -> None:
    written(tmp_path / "log")
    log = read_log(tmp_path / "log")
    assert log.impressions["wants"].to_pylist() == [0.5, None, 0.5]
    assert log.talents["level"].to_pylist() == [None, None]


def test_columns_may_be_numpy_arrays_and_optional_ones_may_be_left_out(tmp_path: Path) -> None:
    tables = logs.many(50)
    del tables[LogTable.IMPRESSIONS]["wants"]
    written(tmp_path / "log", tables)
    log = read_log(tmp_path / "log")
    assert log.impressions["wants"].null_count == 50
    assert log.impressions["cells"].to_pylist() == tables[LogTable.IMPRESSIONS]["cells"].tolist()


def test_missing_reals_of_an_array_are_nulls(tmp_path: Path) -> None:
    tables = logs.many(20)
    tables[LogTable.IMPRESSIONS]["wants"] = np.where(np.arange(20) < 5, np.nan, 0.5)
    written(tmp_path / "log", tables)
    assert read_log(tmp_path / "log").impressions["wants"].null_count == 5


def test_a_log_that_is_written_again_replaces_the_one_before(tmp_path: Path) -> None:
    written(tmp_path / "log")
    written(tmp_path / "log", logs.tables(IMPRESSIONS[:1]))
    assert len(read_log(tmp_path / "log").impressions) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_log_is_on_the_disk_by_its_name_before_the_one_before_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, synced = tmp_path / "log", list[tuple[int, int]]()
    written(folder)

    def sync(opened: int) -> None:
        synced.append((os.fstat(opened).st_ino, len(list(tmp_path.iterdir()))))

    monkeypatch.setattr("training.disk.os.fsync", sync)
    written(folder)
    inodes = {path.stat().st_ino for path in folder.iterdir()}
    assert {inode for inode, _ in synced[:-2]} == inodes
    assert synced[-2:] == [(folder.stat().st_ino, 2), (tmp_path.stat().st_ino, 2)]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_log_that_cannot_be_written_leaves_the_one_before_alone(tmp_path: Path) -> None:
    written(tmp_path / "log")
    tables = logs.tables(IMPRESSIONS)
    del tables[LogTable.IMPRESSIONS]["score"]
    with pytest.raises(LogRefused, match="lacks score"):
        written(tmp_path / "log", tables)
    assert len(read_log(tmp_path / "log").impressions) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_nothing_that_is_not_in_the_contract_may_be_written(tmp_path: Path) -> None:
    tables = logs.tables(IMPRESSIONS)
    tables[LogTable.TALENTS]["name"] = ["Alma", "Noor"]
    with pytest.raises(LogRefused, match="holds name"):
        written(tmp_path / "log", tables)


def test_a_column_of_another_kind_is_named(tmp_path: Path) -> None:
    tables = logs.tables(IMPRESSIONS)
    tables[LogTable.IMPRESSIONS]["position"] = ["first", "second", "third"]
    with pytest.raises(LogRefused) as caught:
        written(tmp_path / "log", tables)
    assert caught.value.problem.code == "log_column_of_other_kind"
    assert caught.value.problem.params["column"] == "position"


@pytest.mark.parametrize("name", [MANIFEST, "impressions.parquet", "talents.parquet"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    written(tmp_path / "log")
    (tmp_path / "log" / name).unlink()
    with pytest.raises(LogRefused) as caught:
        read_log(tmp_path / "log")
    assert caught.value.problem.code == "log_file_missing"
    assert caught.value.problem.params["file"] == name


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "log")
    written(tmp_path / "other", logs.tables(IMPRESSIONS[:2]))
    (tmp_path / "other" / "events.parquet").rename(tmp_path / "log" / "events.parquet")
    with pytest.raises(LogRefused, match=r"events\.parquet is not the file that was exported"):
        read_log(tmp_path / "log")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"format": "something"}, "log_of_other_format"),
        ({"from": 5}, "log_unreadable"),
        ({"rows": 5}, "log_unreadable"),
        ({"version": 9}, "log_of_other_version"),
        ({"schema": "0123"}, "log_of_other_features"),
        ({"rows": {"impressions": 9}}, "log_rows_differ"),
    ],
)
def test_another_log_is_refused_with_what_to_do(
    members: dict[str, Any], code: str, tmp_path: Path
) -> None:
    written(tmp_path / "log")
    changed(tmp_path / "log", **members)
    with pytest.raises(LogRefused) as caught:
        read_log(tmp_path / "log")
    assert caught.value.problem.code == code
    assert str(caught.value).endswith(".")


def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "log")
    (tmp_path / "log" / MANIFEST).write_text("{")
    with pytest.raises(LogRefused, match="cannot be read"):
        read_log(tmp_path / "log")


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "log")
    offers = tmp_path / "log" / "offers.parquet"
    offers.write_bytes(b"offers;but no table")
    told = read_manifest_hashes(tmp_path / "log") | {"offers.parquet": sha256_of(offers)}
    changed(tmp_path / "log", sha256=told)
    with pytest.raises(LogRefused, match=r"offers\.parquet cannot be read"):
        read_log(tmp_path / "log")


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "log")
    path = tmp_path / "log" / "offers.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["organisation"]), path)
    told = read_manifest_hashes(tmp_path / "log") | {path.name: sha256_of(path)}
    changed(tmp_path / "log", sha256=told)
    with pytest.raises(LogRefused, match="lacks organisation"):
        read_log(tmp_path / "log")


def test_a_log_of_other_features_names_those_that_differ(tmp_path: Path) -> None:
    written(tmp_path / "log")
    fewer = FeatureList(feature_list().features[:-1])
    with pytest.raises(LogRefused, match=feature_list().features[-1].name):
        read_log(tmp_path / "log", features=fewer)


def test_plain_texts_do_for_choices(tmp_path: Path) -> None:
    """Whoever writes need not encode them."""
    written(tmp_path / "log")
    path = tmp_path / "log" / "offers.parquet"
    table = pq.read_table(path)
    plain = table.set_column(2, "kind", pa.array(["gig", None]))
    pq.write_table(plain, path)
    told = read_manifest_hashes(tmp_path / "log") | {path.name: sha256_of(path)}
    changed(tmp_path / "log", sha256=told)
    assert read_log(tmp_path / "log").offers["kind"].to_pylist() == ["gig", None]


def test_a_log_in_memory_can_be_written(tmp_path: Path) -> None:
    written(tmp_path / "log")
    save_log(read_log(tmp_path / "log"), tmp_path / "copy")
    assert read_log(tmp_path / "copy").manifest == read_log(tmp_path / "log").manifest


def test_until_leaves_out_what_came_later() -> None:
    events = [
        logs.done(EventKind.VIEW, "tal-1", "off-2", 1.5),
        logs.done(EventKind.SAVE, "tal-1", "off-2", 1.6, recorded_at=logs.day(5)),
    ]
    log = logs.log_of(IMPRESSIONS, events).until(logs.day(2))
    assert log.impressions["talent"].to_pylist() == ["tal-1", "tal-1"]
    assert log.events["kind"].to_pylist() == ["view"]
    assert log.manifest.ends == logs.day(2)


def test_since_leaves_out_what_came_before() -> None:
    events = [
        logs.done(EventKind.VIEW, "tal-1", "off-2", 1.5),
        logs.done(EventKind.SAVE, "tal-1", "off-2", 2.5),
    ]
    whole = logs.log_of(IMPRESSIONS, events)
    log = whole.since(logs.day(2))
    assert len(log.impressions) + len(whole.until(logs.day(2)).impressions) == len(IMPRESSIONS)
    assert log.events["kind"].to_pylist() == ["save"]
    assert log.manifest.begins == logs.day(2)


def read_manifest_hashes(folder: Path) -> dict[str, str]:
    hashes: dict[str, str] = orjson.loads((folder / MANIFEST).read_bytes())["sha256"]
    return hashes
