"""Tests of the log: what was recorded, and nobody who does not want to be learned from."""

import json
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from matcher.domain import (
    LOG,
    Audience,
    Direction,
    EventKind,
    Kind,
    LogTable,
    OfferId,
    OfferStatus,
    Order,
    SearcherId,
    Side,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Unshown,
)
from matcher.features import feature_list
from service.errors import ServiceError
from service.exchange.log import export_log
from service.exchange.log_rows import Exported, LogSpan
from service.store import OFFERS, ORGANISATIONS, TALENTS, appending, connect, slates, writing
from service.store.engine import reading
from service.store.events import record
from tests.factories import offer, organisation, talent
from tests.service.databases import SqliteFiles
from tests.service.store.samples import NOW, event, slate, slate_item

WIDTH = len(feature_list().features)
LATER = NOW + timedelta(days=30)
CELLS = tuple(n % 6 for n in range(WIDTH))
PEOPLE = ("tal-1", "tal-2", "tal-3", "tal-4")
Rows = list[dict[str, Any]]


def item(key: str = "off-1", **fields: Any) -> SlateItem:
    return slate_item(key, **{"cells": CELLS, **fields})


def recorded(key: str = "sla-1", *, of: str = "tal-1", **fields: Any) -> Slate:
    """A list of this release's features."""
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT, subject=TalentId(of), audience=Audience.TALENT
    )
    schema = feature_list().hash
    given = {"schema_hash": schema, "request": request, "items": (item(),), "unshown": ()}
    return slate(key, **{**given, **fields})


def for_offer(key: str, *talents: str, **fields: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.TALENTS_FOR_OFFER,
        subject=OfferId("off-1"),
        audience=Audience.COORDINATOR,
    )
    items = tuple(item(one, position=place) for place, one in enumerate(talents, 1))
    return recorded(key, **{"request": request, "items": items, **fields})


def fill(engine: Engine, *, found: Sequence[Slate] = (), **people: Any) -> None:
    """Four talents, two offers and a draft; ``people`` are fields of ``tal_2`` and so on."""
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        told = {name.replace("_", "-"): fields for name, fields in people.items()}
        talents = [talent(key, **told.get(key, {})) for key in PEOPLE]
        TALENTS.put_many(session, talents, now=NOW)
        draft = offer("off-draft", status=OfferStatus.DRAFT)
        OFFERS.put_many(session, [offer("off-1"), offer("off-2"), draft], now=NOW)
        slates.add_many(session, found)


def did(engine: Engine, key: str, of: str = "tal-1", **fields: Any) -> None:
    with writing(engine) as session:
        made = event(key, EventKind.VIEW, talent=TalentId(of), **fields)
        record(session, made, recorded_by="key-1", now=fields.get("at", NOW))


def exported(engine: Engine, folder: Path, **span: Any) -> Exported:
    return export_log(engine, folder, span=LogSpan(**{"exported_at": LATER, **span}))


def rows(folder: Path, table: LogTable) -> Rows:
    found: Rows = pq.read_table(folder / f"{table.value}.parquet").to_pylist()
    return found


def impressions(folder: Path) -> Rows:
    return rows(folder, LogTable.IMPRESSIONS)


def manifest(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "log.json").read_bytes())
    return read


def texts(folder: Path) -> set[str]:
    """Every text in any column of any table."""
    return {text for table in LogTable for row in rows(folder, table) for text in _texts(row)}


def _texts(row: dict[str, Any]) -> Iterator[str]:
    for value in row.values():
        yield from (one for one in (value if isinstance(value, list) else [value]) if one)


def test_every_item_of_a_list_is_one_row_to_the_bit(engine: Engine, tmp_path: Path) -> None:
    shown = item(wants=1 / 3, taken=0.1 + 0.2, propensity=0.1, prefix_propensity=1e-30 / 7)
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
        "seed": 2**62 + 1,
        "candidates": 2,
        "exploration": 0.05,
        "talent": "tal-1",
        "offer": "off-1",
        "position": 1,
        "score": 0.1 + 0.2,
        "wants": 1 / 3,
        "taken": 0.1 + 0.2,
        "seats_left": 3,
        "propensity": 0.1,
        "prefix_propensity": 1e-30 / 7,
        "cells": list(CELLS),
    }
    assert (second["offer"], second["position"], second["seats_left"]) == ("off-2", 2, None)


def test_of_an_offers_list_the_items_are_the_talents(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-2", "tal-3")])
    exported(engine, tmp_path / "log")
    pairs = [(row["talent"], row["offer"]) for row in impressions(tmp_path / "log")]
    assert pairs == [("tal-2", "off-1"), ("tal-3", "off-1")]


def test_what_might_have_been_shown_stands_at_position_0_without_propensities(
    engine: Engine, tmp_path: Path
) -> None:
    pool = tuple(Unshown(id=OfferId(f"off-{n}"), score=0.25, cells=CELLS) for n in (3, 2))
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
        {"schema_hash": "of before"},
        {"items": (item(cells=()),)},
    ],
    ids=["profiles nobody", "a search", "other features", "no cells"],
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
    assert (first["id"], first["slate"], first["kind"]) == ("eve-1", "sla-1", "view")
    assert (second["id"], second["side"], second["slate"]) == ("eve-2", "provider", None)
    assert first["seq"] < second["seq"]
    assert not {"Det er hemmeligt", "key-1"} & texts(tmp_path / "log")


def test_profiles_are_told_in_broad_strokes_and_only_of_those_who_were_met(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, found=[recorded()], tal_1={"bio": "Jeg synger", "postcode": "3000"})
    exported(engine, tmp_path / "log")
    (person,) = rows(tmp_path / "log", LogTable.TALENTS)
    assert person["talent"] == "tal-1"
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
    assert "tal-2" not in texts(tmp_path / "log")
    assert {"tal-1", "tal-3"} <= texts(tmp_path / "log")
    assert done.left_out == {"erased_or_unknown": 0, "objected": 1}
    assert not any(b"tal-2" in path.read_bytes() for path in (tmp_path / "log").iterdir())


def test_who_was_erased_is_nowhere(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[recorded(of="tal-2"), for_offer("sla-2", "tal-1", "tal-2")])
    did(engine, "eve-1", of="tal-2")
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
    done = exported(engine, tmp_path / "log")
    assert "tal-2" not in texts(tmp_path / "log")
    assert done.left_out == {"erased_or_unknown": 1, "objected": 0}


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
    assert [row["id"] for row in events] == ["eve-1", "eve-2"]
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
    assert (told["from"], told["to"]) == (NOW.isoformat(), LATER.isoformat())
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

    with pytest.raises(KeyboardInterrupt):
        export_log(engine, tmp_path / "log", span=LogSpan(exported_at=LATER), told=interrupted)
    assert (tmp_path / "log" / "log.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_folder_of_something_else_is_not_replaced(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Kære", encoding="utf-8")
    with pytest.raises(ServiceError) as refused:
        exported(engine, tmp_path)
    assert refused.value.code == "log_folder_taken"
    assert (tmp_path / "brev.txt").is_file()


CHANCES = st.floats(0, 1, exclude_min=True)
CELL_LISTS = st.lists(st.integers(0, 255), min_size=WIDTH, max_size=WIDTH).map(tuple)


@st.composite
def lists(draw: st.DrawFn) -> list[Slate]:
    """Lists of any of the four talents, for themselves or for an offer."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        key, cells = f"sla-{number}", draw(CELL_LISTS)
        at = datetime.fromtimestamp(draw(st.integers(1_700_000_000, 1_780_000_000)), UTC)
        more: dict[str, Any] = {
            "cells": cells,
            "propensity": draw(CHANCES),
            "prefix_propensity": draw(CHANCES),
        }
        if draw(st.booleans()):
            own = recorded(key, of=draw(st.sampled_from(PEOPLE)), items=(item(**more),), at=at)
            made.append(own)
        else:
            chosen = draw(st.permutations(PEOPLE))[: draw(st.integers(0, 4))]
            listed = for_offer(key, *chosen, at=at)
            items = tuple(replace(one, **more) for one in listed.items)
            made.append(replace(listed, items=items))
    return made


def expected(one: Slate, willing: set[str]) -> Iterator[tuple[Any, ...]]:
    own = one.request.direction is Direction.OFFERS_FOR_TALENT
    for listed in one.items:
        told = one.request.subject if own else listed.id
        if told in willing:
            numbers = (listed.propensity, listed.prefix_propensity, list(listed.cells))
            yield (one.id, told, listed.position, *numbers)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=lists(), objecting=st.sets(st.sampled_from(PEOPLE)), erased=st.sampled_from(PEOPLE))
def test_the_log_is_what_was_recorded_of_those_who_are_willing(
    sqlite: SqliteFiles, tmp_path: Path, found: list[Slate], objecting: set[str], erased: str
) -> None:
    url = sqlite.migrated()
    engine = connect(url)
    people = {key.replace("-", "_"): {"learning": False} for key in objecting}
    fill(engine, found=found, **people)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId(erased), now=NOW)
    exported(engine, tmp_path / "log")
    engine.dispose()
    sqlite.drop(url)

    willing = set(PEOPLE) - objecting - {erased}
    names = ("slate", "talent", "position", "propensity", "prefix_propensity", "cells")
    told = [tuple(row[name] for name in names) for row in impressions(tmp_path / "log")]
    ordered = sorted(found, key=lambda one: (one.at, one.id))
    assert told == [row for one in ordered for row in expected(one, willing)]
    assert not ({erased} | objecting) & texts(tmp_path / "log")


def peak_of(engine: Engine, folder: Path, count: int) -> int:
    """The peak of memory, in bytes, of exporting that many lists of twenty."""
    items = tuple(item(f"off-{n}", position=n) for n in range(1, 21))
    with reading(engine) as session:
        there = len(slates.page(session, limit=100_000))
    many = [recorded(f"sla-{n:05}", items=items) for n in range(there, count)]
    with appending(engine) as session:
        slates.add_many(session, many)
    tracemalloc.start()
    exported(engine, folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_long_log_takes_no_more_memory_than_a_short_one(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.exchange.log.ROW_GROUP", 1_000)
    monkeypatch.setattr("service.exchange.log._ROWS_AT_ONCE", 500)
    fill(sqlite_engine)
    peak_of(sqlite_engine, tmp_path / "log", 10)
    short = peak_of(sqlite_engine, tmp_path / "log", 300)
    assert peak_of(sqlite_engine, tmp_path / "log", 1_200) < 1.3 * short
