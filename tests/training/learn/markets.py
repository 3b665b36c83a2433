"""Markets: a small log in which one thing decides what people want, so that it can be learned."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import LOG, EventKind, Kind, LogTable
from matcher.features import feature_list
from tests.training.data.logs import done, log_in_memory, shown
from training.data import Log

PEOPLE, OFFERS, ORGANISATIONS, LENGTH = 90, 24, 6, 8
DECIDES = "times_overlap"
START = np.datetime64("2026-03-23T10:00:00", "s")
DAYS = 69

Columns = dict[str, Any]


def market(*, lists: int = 700, seed: int = 3, poisoned: bool = False, tastes: bool = False) -> Log:
    """Lists until the end of May in an order that says nothing; the times decide what is saved.

    ``poisoned``: in the last week accounts that nobody knows save all of ``org-5``. ``tastes``: not
    the times but half of the organisations decide for one half of the people, the rest for others.
    """
    random = np.random.default_rng(seed)
    columns = _shown(random, lists)
    wanted = _liked(columns, random) if tastes else _wanted(columns, random)
    events = _saved({name: columns[name][wanted] for name in ("talent", "offer", "slate", "at")})
    if poisoned:
        columns, events = _with_puppets(columns, events)
    people = np.unique(columns["talent"]).tolist()
    return log_in_memory(
        {
            LogTable.IMPRESSIONS: columns,
            LogTable.EVENTS: events,
            LogTable.OFFERS: _table(LogTable.OFFERS, [_offer(n) for n in range(OFFERS)]),
            LogTable.TALENTS: _table(LogTable.TALENTS, [_talent(one) for one in people]),
        }
    )


def _shown(random: np.random.Generator, lists: int) -> Columns:
    count = lists * LENGTH
    slate = np.arange(count) // LENGTH
    days = np.sort(random.random(lists)) * DAYS
    features = feature_list().features
    cells = np.column_stack([random.integers(1, f.cells + 1, count) for f in features])
    rows = _constant(count)
    return rows | {
        "slate": _ids("slate", slate),
        "at": START + (days[slate] * 86_400).astype(np.int64),
        "talent": _ids("tal", random.integers(PEOPLE, size=lists)[slate]),
        "offer": _ids(
            "off",
            random.permuted(np.tile(np.arange(OFFERS), (lists, 1)), axis=1)[:, :LENGTH].ravel(),
        ),
        "position": np.arange(count) % LENGTH + 1,
        "cells": cells.astype(np.uint8),
    }


def _wanted(columns: Columns, random: np.random.Generator) -> NDArray[np.bool_]:
    features = feature_list()
    place = features.index[DECIDES]
    share = columns["cells"][:, place] / features.features[place].cells
    looked = columns["position"] ** -0.5
    return random.random(len(share)) < looked * (0.02 + 0.9 * (share > 0.7))


def _liked(columns: Columns, random: np.random.Generator) -> NDArray[np.bool_]:
    talent, offer = (_numbers(columns[name]) for name in ("talent", "offer"))
    own = talent % 2 == (offer % ORGANISATIONS < ORGANISATIONS // 2)
    looked = columns["position"] ** -0.5
    return np.asarray(random.random(len(own)) < looked * (0.02 + 0.5 * own))


def _saved(of: Mapping[str, NDArray[Any]]) -> Columns:
    count = len(of["talent"])
    row = done(EventKind.SAVE, "t", "o", 0)
    constant = {n: np.full(count, v) for n, v in row.items() if isinstance(v, str | int)}
    at = of["at"] + 600
    own = {"seq": np.arange(count) + 1, "id": _ids("ev", np.arange(count)), "at": at}
    return constant | own | {"recorded_at": at, **{n: of[n] for n in ("talent", "offer", "slate")}}


def _with_puppets(columns: Columns, events: Columns) -> tuple[Columns, Columns]:
    """Thirty accounts, each shown the four offers of ``org-5`` on the last day but one."""
    offers = [n for n in range(OFFERS) if n % ORGANISATIONS == ORGANISATIONS - 1]
    puppet = np.repeat(np.arange(30), len(offers))
    count = len(puppet)
    fake = _constant(count) | {
        "slate": _ids("fake", puppet),
        "at": np.full(count, np.datetime64("2026-05-30T12:00:00", "s")),
        "talent": _ids("puppet", puppet),
        "offer": _ids("off", np.tile(offers, 30)),
        "position": np.tile(np.arange(1, len(offers) + 1), 30),
        "cells": np.ones((count, columns["cells"].shape[1]), dtype=np.uint8),
    }
    all_columns = {name: np.concatenate([columns[name], fake[name]]) for name in columns}
    more = _saved({name: fake[name] for name in ("talent", "offer", "slate", "at")})
    more["seq"] = more["seq"] + len(events["seq"])
    more["id"] = _ids("fake-ev", np.arange(count))
    return all_columns, {name: np.concatenate([events[name], more[name]]) for name in events}


def _constant(count: int) -> Columns:
    row = shown("t", "o", 0)
    left = {"cells", "at"}
    return {n: np.full(count, v) for n, v in row.items() if v is not None and n not in left}


def _offer(number: int) -> Mapping[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in LOG[LogTable.OFFERS])
    return row | {
        "offer": f"off-{number}",
        "organisation": f"org-{number % ORGANISATIONS}",
        "genres": ["pop"],
        "roles": [],
        "capacity": 5 if number % 2 else None,
    }


def _talent(talent: str) -> Mapping[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in LOG[LogTable.TALENTS])
    lists = {c.name: ["pop"] for c in LOG[LogTable.TALENTS] if c.kind is Kind.TEXTS}
    town = "0217" if talent < "tal-5" else "0190"
    return row | lists | {"talent": talent, "institution": False, "municipality": town}


def _table(table: LogTable, rows: list[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {column.name: [row[column.name] for row in rows] for column in LOG[table]}


def _ids(word: str, numbers: Any) -> NDArray[np.str_]:
    return np.char.add(f"{word}-", np.asarray(numbers).astype(np.str_))


def _numbers(ids: NDArray[np.str_]) -> NDArray[np.int64]:
    return np.array([int(one.rsplit("-", 1)[1]) for one in ids.tolist()])
