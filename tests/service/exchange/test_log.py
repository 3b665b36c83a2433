"""Tests of the log: what was recorded, and nobody who does not want to be learned from."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from matcher.domain import (
    LOG,
    Audience,
    Direction,
    Kind,
    LogTable,
    OfferId,
    Order,
    SearcherId,
    Side,
    SlateId,
    SlateRequest,
    TalentId,
    Unshown,
)
from matcher.features import feature_list
from service.errors import ServiceError
from service.exchange.log import export_log, file_of
from service.exchange.log_rows import LogSpan
from service.store import TALENTS, writing
from tests.service.exchange.recorded import (
    AFTER,
    CELLS,
    LATER,
    NAMES,
    PEOPLE,
    did,
    exported,
    fill,
    for_offer,
    impressions,
    item,
    manifest,
    recorded,
    rows,
    texts,
)
from tests.service.store.samples import NOW
from training.data.schema import file_of as name_of
from training.data.schema import log_schema


@pytest.mark.parametrize("table", LogTable)
def test_what_is_written_is_what_learning_reads(
    engine: Engine, tmp_path: Path, table: LogTable
) -> None:
    fill(engine, found=[recorded()])
    exported(engine, tmp_path / "log")
    written = pq.read_schema(tmp_path / "log" / file_of(table))
    assert written.equals(log_schema(table))
    assert file_of(table) == name_of(table)


def test_every_item_of_a_list_is_one_row_to_the_bit(engine: Engine, tmp_path: Path) -> None:
    chances: dict[str, Any] = {"wants": 1 / 3, "taken": 0.1 + 0.2, "still_free": 0.3 - 0.1}
    shown = item(**chances, propensity=0.1, prefix_propensity=1e-30 / 7)
    one = recorded(items=(shown, item("off-2", position=2, seats_left=None)), exploration=0.05)
    fill(engine, found=[one])
    exported(engine, tmp_path / "log")
    first, second = impressions(tmp_path / "log")
    assert first == {
        "slate": "sla-1",
        "at": NOW,
        "direction": "offers_for_talent",
        "audience": "talent",
        "surface": "api",
        "viewer_role": "talent",
        "item_order": "fit",
        "item_limit": 10,
        "model": "model",
        "schema": feature_list().hash,
        "seed": NAMES.seed(2**62 + 1),
        "candidates": 2,
        "exploration": 0.05,
        "talent": NAMES.talent("tal-1"),
        "offer": "off-1",
        "position": 1,
        "score": 0.1 + 0.2,
        "wants": 1 / 3,
        "taken": 0.1 + 0.2,
        "seats_left": 3,
        "queue": 2,
        "still_free": 0.3 - 0.1,
        "propensity": 0.1,
        "prefix_propensity": 1e-30 / 7,
        "cells": list(CELLS),
    }
    assert (second["offer"], second["position"], second["seats_left"]) == ("off-2", 2, None)


def test_of_an_offers_list_the_items_are_the_talents(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-2", "tal-3")])
    exported(engine, tmp_path / "log")
    pairs = [(row["talent"], row["offer"]) for row in impressions(tmp_path / "log")]
    assert pairs == [(NAMES.talent(one), "off-1") for one in ("tal-2", "tal-3")]


def test_what_might_have_been_shown_stands_at_position_0_without_propensities(
    engine: Engine, tmp_path: Path
) -> None:
    pool = tuple(
        Unshown(id=OfferId(f"off-{n}"), score=0.25, still_free=0.5, cells=CELLS) for n in (3, 2)
    )
    fill(engine, found=[recorded(unshown=pool)])
    exported(engine, tmp_path / "log")
    found = impressions(tmp_path / "log")
    assert [(row["position"], row["offer"]) for row in found] == [
        (0, "off-2"),
        (0, "off-3"),
        (1, "off-1"),
    ]
    assert (found[0]["propensity"], found[0]["prefix_propensity"]) == (None, None)
    assert (found[0]["score"], found[0]["cells"]) == (0.25, list(CELLS))
    assert (found[0]["still_free"], found[0]["queue"]) == (0.5, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"request": replace(recorded().request, order=Order.NEWEST)},
        {
            "request": SlateRequest(
                direction=Direction.OFFERS_BY_WORDS,
                subject=SearcherId("tal-1"),
                audience=Audience.TALENT,
                query="pop",
            )
        },
        *(
            {
                "request": SlateRequest(
                    direction=direction, subject=TalentId("tal-1"), audience=Audience.TALENT
                )
            }
            for direction in Direction
            if direction.mutual
        ),
        {"schema_hash": "of before"},
        {"items": (item(cells=()),)},
    ],
    ids=["profiles nobody", "a search", "peers", "partners", "other features", "no cells"],
)
def test_lists_that_nothing_can_be_learned_from_are_left_out(
    engine: Engine, tmp_path: Path, fields: dict[str, Any]
) -> None:
    fill(engine, found=[recorded(**fields)])
    exported(engine, tmp_path / "log")
    assert impressions(tmp_path / "log") == []


def test_events_come_in_their_order_without_reasons_and_keys(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, found=[recorded()])
    did(engine, "eve-1", recommendation=SlateId("sla-1"), reason="Det er hemmeligt")
    did(engine, "eve-2", of="tal-2", side=Side.PROVIDER)
    exported(engine, tmp_path / "log")
    first, second = rows(tmp_path / "log", LogTable.EVENTS)
    assert (first["slate"], first["kind"], first["side"]) == ("sla-1", "view", "talent")
    assert (second["slate"], second["side"]) == (None, "provider")
    assert [first["id"], second["id"]] == [NAMES.event("eve-1"), NAMES.event("eve-2")]
    assert first["seq"] < second["seq"]
    assert not {"Det er hemmeligt", "key-1"} & texts(tmp_path / "log")


def test_profiles_are_told_in_broad_strokes_and_only_of_those_who_were_met(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, found=[recorded()], tal_1={"bio": "Jeg synger", "postcode": "3000"})
    exported(engine, tmp_path / "log")
    (person,) = rows(tmp_path / "log", LogTable.TALENTS)
    assert person["talent"] == NAMES.talent("tal-1")
    assert set(person) == {column.name for column in LOG[LogTable.TALENTS]}
    assert not {"Jeg synger", "3000", "Alma Testrup"} & texts(tmp_path / "log")


def test_drafts_that_nobody_met_are_not_told(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    exported(engine, tmp_path / "log")
    offers = rows(tmp_path / "log", LogTable.OFFERS)
    assert [row["offer"] for row in offers] == ["off-1", "off-2"]


@pytest.mark.parametrize("no", [{"profiling": False}, {"learning": False}])
def test_who_said_no_is_nowhere_not_even_as_an_id(
    engine: Engine, tmp_path: Path, no: dict[str, bool]
) -> None:
    pool = (Unshown(id=TalentId("tal-2"), score=0.5, cells=CELLS),)
    lists = [
        recorded("sla-1", of="tal-2"),
        for_offer("sla-2", "tal-1", "tal-2", "tal-3"),
        for_offer("sla-3", "tal-1", unshown=pool),
    ]
    fill(engine, found=lists, tal_2=no)
    did(engine, "eve-1", of="tal-2")
    done = exported(engine, tmp_path / "log")
    told = texts(tmp_path / "log")
    assert not {"tal-2", NAMES.talent("tal-2")} & told
    assert {NAMES.talent("tal-1"), NAMES.talent("tal-3")} <= told
    assert done.left_out == {"erased_or_unknown": 0, "objected": 1}


def test_who_was_erased_is_nowhere(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[recorded(of="tal-2"), for_offer("sla-2", "tal-1", "tal-2")])
    did(engine, "eve-1", of="tal-2")
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
    done = exported(engine, tmp_path / "log")
    assert not {"tal-2", NAMES.talent("tal-2")} & texts(tmp_path / "log")
    assert done.left_out == {"erased_or_unknown": 1, "objected": 0}


def test_no_id_of_a_person_or_an_event_is_in_it_as_the_store_has_it(
    engine: Engine, tmp_path: Path
) -> None:
    pool = (Unshown(id=TalentId("tal-3"), score=0.5, cells=CELLS),)
    fill(engine, found=[recorded(of="tal-1"), for_offer("sla-2", "tal-2", unshown=pool)])
    did(engine, "Alma ringede den 3.", of="tal-4")
    exported(engine, tmp_path / "log")
    hidden = {*PEOPLE, "Alma ringede den 3."}
    assert not hidden & texts(tmp_path / "log")
    files = [path.read_bytes() for path in (tmp_path / "log").iterdir()]
    assert not [one for one in hidden for file in files if one.encode() in file]


def test_a_person_is_the_same_in_every_table(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[recorded(of="tal-1"), for_offer("sla-2", "tal-1")])
    did(engine, "eve-1", of="tal-1")
    exported(engine, tmp_path / "log")
    tables = (LogTable.IMPRESSIONS, LogTable.EVENTS, LogTable.TALENTS)
    named = {row["talent"] for table in tables for row in rows(tmp_path / "log", table)}
    assert named == {NAMES.talent("tal-1")}


def test_the_order_of_rows_says_nothing_about_the_order_of_ids(
    engine: Engine, tmp_path: Path
) -> None:
    pool = tuple(Unshown(id=TalentId(one), score=0.5, cells=CELLS) for one in PEOPLE[1:])
    fill(engine, found=[for_offer("sla-1", "tal-1", unshown=pool)])
    exported(engine, tmp_path / "log")
    people = [row["talent"] for row in rows(tmp_path / "log", LogTable.TALENTS)]
    assert people == sorted(map(NAMES.talent, PEOPLE))
    unshown = [row["talent"] for row in impressions(tmp_path / "log") if not row["position"]]
    assert unshown == sorted(map(NAMES.talent, PEOPLE[1:]))


def test_organisations_are_told_by_their_ids(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    exported(engine, tmp_path / "log")
    assert "org-1" in texts(tmp_path / "log")


def test_a_span_begins_with_its_first_moment_and_ends_before_its_last(
    engine: Engine, tmp_path: Path
) -> None:
    hours = [NOW + timedelta(hours=n) for n in range(4)]
    fill(engine, found=[recorded(f"sla-{n}", at=at) for n, at in enumerate(hours)])
    for number, at in enumerate(hours):
        did(engine, f"eve-{number}", at=at)
    exported(engine, tmp_path / "log", since=hours[1], until=hours[3])
    assert [row["slate"] for row in impressions(tmp_path / "log")] == ["sla-1", "sla-2"]
    events = rows(tmp_path / "log", LogTable.EVENTS)
    assert [row["id"] for row in events] == [NAMES.event("eve-1"), NAMES.event("eve-2")]
    told = manifest(tmp_path / "log")
    assert (told["from"], told["to"]) == (hours[1].isoformat(), hours[3].isoformat())


def test_the_manifest_says_what_is_there(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[recorded()])
    done = exported(engine, tmp_path / "log")
    told = manifest(tmp_path / "log")
    assert (told["format"], told["version"]) == ("samspil-log", 1)
    assert told["features"] == list(feature_list().index)
    assert told["schema"] == feature_list().hash
    assert told["rows"] == done.rows
    assert (told["from"], told["to"]) == (NOW.isoformat(), AFTER.isoformat())
    for name, digest in told["sha256"].items():
        assert sha256((tmp_path / "log" / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("table", list(LogTable))
def test_columns_are_those_of_the_contract(engine: Engine, tmp_path: Path, table: LogTable) -> None:
    fill(engine)
    exported(engine, tmp_path / "log")
    schema = pq.read_schema(tmp_path / "log" / f"{table.value}.parquet")
    assert schema.names == [column.name for column in LOG[table]]
    for column in LOG[table]:
        kind = schema.field(column.name).type
        assert pa.types.is_dictionary(kind) == (column.kind is Kind.CHOICE)
        assert schema.field(column.name).nullable == column.optional


def test_the_same_store_gives_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[recorded(f"sla-{n}") for n in range(9)])
    for name in ("one", "two", "one"):
        exported(engine, tmp_path / name)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two


def test_nothing_is_left_beside_the_log(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    for _ in range(2):
        exported(engine, tmp_path / "log")
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_log_that_cannot_be_finished_leaves_the_one_before(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, found=[recorded()])
    exported(engine, tmp_path / "log")
    before = (tmp_path / "log" / "log.json").read_bytes()

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    span = LogSpan(exported_at=LATER)
    with pytest.raises(KeyboardInterrupt):
        export_log(engine, tmp_path / "log", span=span, names=NAMES, told=interrupted)
    assert (tmp_path / "log" / "log.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_folder_of_something_else_is_not_replaced(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Kære", encoding="utf-8")
    with pytest.raises(ServiceError) as refused:
        exported(engine, tmp_path)
    assert refused.value.code == "log_folder_taken"
    assert (tmp_path / "brev.txt").is_file()


def test_a_log_with_something_of_somebodys_own_is_not_replaced(
    engine: Engine, tmp_path: Path
) -> None:
    exported(engine, tmp_path / "log")
    own = tmp_path / "log" / "audit.parquet"
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(ServiceError) as refused:
        exported(engine, tmp_path / "log")
    assert refused.value.code == "log_folder_taken"
    assert refused.value.params["files"] == "audit.parquet"
    assert own.read_text(encoding="utf-8") == "mine"


def test_the_manifest_of_something_else_is_not_replaced(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text('{"format": "of another"}', encoding="utf-8")
    with pytest.raises(ServiceError) as refused:
        exported(engine, tmp_path)
    assert refused.value.params["files"] == "log.json"
    assert (tmp_path / "log.json").is_file()
