"""Logs: small logs for tests, of what the test cares about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import LOG, Direction, EventKind, Kind, LogTable, Side
from matcher.features import feature_list
from training.data import Log, Manifest, TrainingSet
from training.data.schema import in_schema
from training.data.training_set import COLUMNS

BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
ENDS = datetime(2026, 6, 1, tzinfo=UTC)
WIDTH = len(feature_list().features)

Row = Mapping[str, Any]


def day(number: float) -> datetime:
    """The moment so many days after the log begins."""
    return BEGINS + timedelta(days=number)


def shown(talent: str, offer: str, at: float, **fields: Any) -> Row:
    """An offer in a talent's own list on day ``at``."""
    row = {
        "slate": f"{talent}@{at}",
        "at": day(at),
        "direction": Direction.OFFERS_FOR_TALENT.value,
        "audience": "talent",
        "surface": "api",
        "viewer_role": "talent",
        "item_order": "fit",
        "item_limit": 10,
        "model": "m",
        "schema": feature_list().hash,
        "seed": 1,
        "candidates": 20,
        "exploration": 0.0,
        "talent": talent,
        "offer": offer,
        "position": 1,
        "score": 0.25,
        "wants": 0.5,
        "taken": 0.5,
        "seats_left": None,
        "queue": None,
        "still_free": None,
        "propensity": 1.0,
        "prefix_propensity": 1.0,
        "cells": [1] * WIDTH,
    }
    return row | fields


def found(offer: str, talent: str, at: float, **fields: Any) -> Row:
    """A talent in a list that an organisation saw for its offer."""
    direction = Direction.TALENTS_FOR_OFFER.value
    own = {"slate": f"{offer}@{at}", "direction": direction, "audience": "organisation"}
    return shown(talent, offer, at, **(own | fields))


def done(kind: EventKind, talent: str, offer: str, at: float, **fields: Any) -> Row:
    """Something the talent did on day ``at``."""
    row = {
        "seq": 0,
        "id": f"{kind}-{talent}-{offer}-{at}",
        "kind": kind.value,
        "side": Side.TALENT.value,
        "talent": talent,
        "offer": offer,
        "at": day(at),
        "recorded_at": day(at),
        "slate": None,
        "rating": None,
    }
    return row | fields


def tables(impressions: Sequence[Row], events: Sequence[Row] = ()) -> dict[LogTable, Any]:
    """The four tables as columns; offers and talents are those that are shown."""
    numbered = [{**event, "seq": place + 1} for place, event in enumerate(events)]
    offers = sorted({row["offer"] for row in impressions})
    talents = sorted({row["talent"] for row in impressions})
    return {
        LogTable.IMPRESSIONS: _columns(LogTable.IMPRESSIONS, impressions),
        LogTable.EVENTS: _columns(LogTable.EVENTS, numbered),
        LogTable.OFFERS: _columns(LogTable.OFFERS, [_offer(one) for one in offers]),
        LogTable.TALENTS: _columns(LogTable.TALENTS, [_talent(one) for one in talents]),
    }


def log_of(impressions: Sequence[Row], events: Sequence[Row] = (), *, ends: datetime = ENDS) -> Log:
    """A log in memory."""
    return log_in_memory(tables(impressions, events), ends=ends)


def manifest(*, ends: datetime = ENDS) -> Manifest:
    """Of a log from January on."""
    return Manifest(
        exported_at=ends,
        begins=BEGINS,
        ends=ends,
        features=tuple(feature_list().index),
        schema=feature_list().hash,
    )


def many(count: int, *, seed: int = 0, people: int = 300, offers: int = 60) -> dict[LogTable, Any]:
    """Columns of ``count`` impressions in lists of ten, with views of some: made by arrays."""
    rng = np.random.default_rng(seed)
    slate = np.arange(count) // 10
    talent = rng.integers(people, size=slate.max() + 1)[slate]
    offer = (
        rng.integers(offers, size=slate.max() + 1)[slate] + 7 * (np.arange(count) % 10)
    ) % offers
    start = np.datetime64("2026-01-01T00:00:00", "s")
    at = start + np.sort(rng.integers(140 * 86_400, size=slate.max() + 1))[slate]
    columns: dict[str, Any] = {
        name: np.full(count, value)
        for name, value in shown("t", "o", 0).items()
        if value is not None and name not in {"cells", "at"}
    }
    columns |= {
        "slate": _ids("slate", slate),
        "at": at,
        "talent": _ids("tal", talent),
        "offer": _ids("off", offer),
        "position": np.arange(count) % 10 + 1,
        "cells": rng.integers(0, 5, size=(count, WIDTH), dtype=np.uint8),
    }
    viewed = np.flatnonzero(rng.random(count) < 0.1)
    events = {
        "seq": np.arange(len(viewed)),
        "id": _ids("ev", viewed),
        "kind": np.where(rng.random(len(viewed)) < 0.3, "apply", "view"),
        "side": np.full(len(viewed), "talent"),
        "talent": columns["talent"][viewed],
        "offer": columns["offer"][viewed],
        "at": at[viewed] + rng.integers(60, 5 * 86_400, size=len(viewed)),
        "recorded_at": at[viewed],
    }
    some = tables([shown("tal-0", "off-0", 0)])
    return some | {LogTable.IMPRESSIONS: columns, LogTable.EVENTS: events}


def log_in_memory(made: Mapping[LogTable, Any], *, ends: datetime = ENDS) -> Log:
    """Columns as a log."""
    return Log(
        manifest(ends=ends), {name: in_schema(columns, name) for name, columns in made.items()}
    )


def assert_equal(one: TrainingSet, other: TrainingSet) -> None:
    """All columns and ids are the same."""
    for name in (*COLUMNS, "talent_ids", "offer_ids"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def _ids(word: str, numbers: NDArray[np.integer[Any]]) -> NDArray[np.str_]:
    return np.char.add(f"{word}-", numbers.astype(np.str_))


def _columns(table: LogTable, rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {column.name: [row[column.name] for row in rows] for column in LOG[table]}


def _offer(offer: str) -> Row:
    row: dict[str, Any] = dict.fromkeys(column.name for column in LOG[LogTable.OFFERS])
    return row | {"offer": offer, "organisation": "org-1", "genres": ["pop"], "roles": []}


def _talent(talent: str) -> Row:
    row: dict[str, Any] = dict.fromkeys(column.name for column in LOG[LogTable.TALENTS])
    lists: dict[str, Any] = {c.name: [] for c in LOG[LogTable.TALENTS] if c.kind is Kind.TEXTS}
    return row | lists | {"talent": talent, "institution": False}
