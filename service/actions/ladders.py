"""Ladders: what people did, counted for the pathways, and counted again when it has aged."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Engine

from matcher.features.columns import Array
from matcher.ranking import Ladder, Map, TakenPart, bands, onwards, trodden
from matcher.vocabulary import WordList, load
from service.store import taken_part
from service.store.engine import reading
from service.store.taken_part import TookPart

_KEPT = timedelta(minutes=15)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Counted:
    """The map of the ladder as it was at a moment."""

    map: Map
    at: datetime


@dataclass(slots=True)
class Ladders:
    """Keeps what was counted for a quarter of an hour: one person's step moves it hardly at all."""

    _counted: Counted | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def current(self, engine: Engine, *, now: datetime) -> Counted:
        """What is counted now; the counting is done beside the event loop."""
        async with self._turn:
            if self._counted is None or not now - _KEPT < self._counted.at <= now:
                self._counted = await asyncio.to_thread(count, engine, now=now)
            return self._counted


def count(engine: Engine, *, now: datetime) -> Counted:
    """Read who took part in what, of those who let others learn from it, and count the ways."""
    ladder = Ladder(load())
    with reading(engine) as session:
        learned = (one for one in taken_part.stream(session) if one.learned)
        known = trodden(columns(learned, ladder), ladder)
    likely = onwards(ladder, known)
    return Counted(map=Map(ladder=ladder, known=known, likely=likely), at=now)


def columns(took: Iterable[TookPart], ladder: Ladder) -> TakenPart:
    """What was taken part in as columns; people are numbered as they come."""
    numbers: dict[str, int] = {}
    known: dict[str, list[int]] = {}
    rows, roles = [], []
    for one in took:
        step = ladder.number(one.reach, one.kind)
        if step is None:
            continue
        person = numbers.setdefault(one.talent, len(numbers))
        rows.append((person, one.day.toordinal(), step, one.level or 0))
        if one.talent not in known:
            known[one.talent] = _codes(one.roles, ladder.words.roles)
        roles.append(known[one.talent])
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
    return TakenPart(
        person=table[:, 0],
        day=table[:, 1],
        step=table[:, 2],
        band=bands(table[:, 3].astype(np.float64)),
        roles=_padded(roles),
    )


def _codes(roles: Iterable[str], among: WordList) -> list[int]:
    return [among.index[role] for role in roles if role in among.index]


def _padded(rows: list[list[int]]) -> Array:
    width = max(map(len, rows), default=0) or 1
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64).reshape(
        len(rows), width
    )
