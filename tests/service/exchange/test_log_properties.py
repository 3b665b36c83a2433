"""Properties of the log: it is what was recorded, whatever that is, and however much."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from matcher.domain import Direction, Slate, TalentId
from service.store import TALENTS, appending, connect, slates, writing
from service.store.engine import reading
from tests.service.databases import SqliteFiles
from tests.service.exchange.recorded import (
    NAMES,
    PEOPLE,
    WIDTH,
    exported,
    fill,
    for_offer,
    impressions,
    item,
    recorded,
    texts,
)
from tests.service.store.samples import NOW

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
            yield (one.id, NAMES.talent(told), listed.position, *numbers)


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
    unwilling = {erased} | objecting
    assert not {*PEOPLE, *map(NAMES.talent, unwilling)} & texts(tmp_path / "log")


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
    monkeypatch.setattr("service.exchange.log.ROW_GROUP", 500)
    monkeypatch.setattr("service.exchange.log._ROWS_AT_ONCE", 250)
    fill(sqlite_engine)
    peak_of(sqlite_engine, tmp_path / "log", 10)
    # More than are read at once.
    short = peak_of(sqlite_engine, tmp_path / "log", 250)
    assert peak_of(sqlite_engine, tmp_path / "log", 750) < 1.5 * short
