"""Answers: what became of each row that was shown, as target, grade and delay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import EventKind, Side
from training.data.attribution import NOWHERE, Moment, attributed
from training.data.exposure import Exposures
from training.data.log import Log
from training.data.reaction import Reaction, SetConfig, microseconds

TOOK_PART = 4
_LIFTS_FROM = 2


@dataclass(frozen=True, eq=False)
class Deeds:
    """Events as columns: when, about which pair, and which kind by which side they are.

    ``act`` is a place in ``ACTS``, ``rating`` 0 without one.
    """

    when: Moment
    act: NDArray[np.int8]
    rating: NDArray[np.int8]

    def keep(self, rows: NDArray[Any]) -> "Deeds":
        """The same with only ``rows``."""
        return Deeds(self.when.keep(rows), self.act[rows], self.rating[rows])


@dataclass(frozen=True, eq=False)
class Answers:
    """Of each row shown: target (0–1), grade (0–4), whether anything was done about it at all,
    how many microseconds after, and whether that took the pair out of later lists."""

    target: NDArray[np.float32]
    grade: NDArray[np.int8]
    reacted: NDArray[np.bool_]
    delay: NDArray[np.int64]
    ended: NDArray[np.bool_]


ACTS = tuple((kind, side) for kind in EventKind for side in Side)
_ACT_OF = {act: place for place, act in enumerate(ACTS)}
_ACT_NAMES = pa.array([f"{kind.value}|{side.value}" for kind, side in ACTS])


def deeds_of(log: Log, seen: Exposures) -> Deeds:
    """The log's events about pairs that were shown, in the order of time."""
    table = log.events
    talent, offer = _codes(table["talent"], seen.talent_ids), _codes(table["offer"], seen.offer_ids)
    slate = _codes(table["slate"], seen.slate_ids)
    acts = pc.binary_join_element_wise(
        table["kind"].cast(pa.string()), table["side"].cast(pa.string()), "|"
    )
    at = table["at"].cast(pa.int64()).to_numpy()
    pair = talent.astype(np.int64) * max(len(seen.offer_ids), 1) + offer
    rating = pc.fill_null(table["rating"], 0).to_numpy().astype(np.int8)
    deeds = Deeds(Moment(pair, slate, at), _codes(acts, _ACT_NAMES).astype(np.int8), rating)
    known = np.flatnonzero((talent >= 0) & (offer >= 0))
    return deeds.keep(known[np.argsort(at[known], kind="stable")])


def answers(
    deeds: Deeds, shown: Moment, *, reactions: Sequence[Reaction], by: Side, config: SetConfig
) -> Answers:
    """What ``by`` made of what was ``shown``.

    Steps: 1. every deed that is among ``reactions`` is attributed to one row; 2. target and grade
    of a row are the highest of its deeds; 3. ceilings lower them, unless something of grade 2 or
    more came later; 4. the last rating scales the target, and who took part and gave few stars
    has not reached the highest grade.
    """
    told = _Table(reactions)
    ours = deeds.keep(told.known[deeds.act])
    window = np.where(
        told.late[ours.act], microseconds(config.late_days), microseconds(config.window_days)
    )
    rows = attributed(ours.when, shown, window=window)
    ours, rows = ours.keep(rows != NOWHERE), rows[rows != NOWHERE]
    target, grade = _highest(ours, rows, told, len(shown))
    _lower(target, grade, ours, rows, told)
    _rate(target, grade, deeds, shown, by, config)
    delay = np.full(len(shown), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(delay, rows, ours.when.at - shown.at[rows])
    ended = np.zeros(len(shown), dtype=np.bool_)
    ended[rows[told.ending[ours.act]]] = True
    reacted = np.zeros(len(shown), dtype=np.bool_)
    reacted[rows] = True
    return Answers(target, grade, reacted, delay, ended)


class _Table:
    """The reactions as arrays over ``ACTS``."""

    def __init__(self, reactions: Sequence[Reaction]) -> None:
        count = len(ACTS)
        self.known, self.ceiling, self.late, self.ending = np.zeros((4, count), dtype=np.bool_)
        self.target = np.zeros(count, dtype=np.float32)
        self.grade = np.zeros(count, dtype=np.int8)
        for one in reactions:
            act = _ACT_OF[one.kind, one.by]
            self.known[act] = True
            self.target[act], self.grade[act] = one.target, one.grade
            self.ceiling[act], self.late[act] = one.ceiling, one.late
            self.ending[act] = one.ending


def _highest(
    ours: Deeds, rows: NDArray[np.intp], told: _Table, count: int
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    floor = ~told.ceiling[ours.act]
    target, grade = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.int8)
    np.maximum.at(target, rows[floor], told.target[ours.act[floor]])
    np.maximum.at(grade, rows[floor], told.grade[ours.act[floor]])
    return target, grade


def _lower(
    target: NDArray[np.float32],
    grade: NDArray[np.int8],
    ours: Deeds,
    rows: NDArray[np.intp],
    told: _Table,
) -> None:
    """Apply the ceilings that nothing lifted afterwards, in place."""
    lifts = ~told.ceiling[ours.act] & (told.grade[ours.act] >= _LIFTS_FROM)
    lifted = np.full(len(target), np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(lifted, rows[lifts], ours.when.at[lifts])
    holds = told.ceiling[ours.act] & (ours.when.at >= lifted[rows])
    np.minimum.at(target, rows[holds], told.target[ours.act[holds]])
    np.minimum.at(grade, rows[holds], told.grade[ours.act[holds]])


def _rate(
    target: NDArray[np.float32],
    grade: NDArray[np.int8],
    deeds: Deeds,
    shown: Moment,
    by: Side,
    config: SetConfig,
) -> None:
    """Scale by the last rating that ``by`` gave, in place."""
    rated = deeds.keep((deeds.act == _ACT_OF[EventKind.RATE, by]) & (deeds.rating > 0))
    window = np.full(len(rated.act), microseconds(config.late_days))
    rows = attributed(rated.when, shown, window=window)
    stars = np.zeros(len(target), dtype=np.int8)
    # Deeds stand in the order of time: the last one stays.
    stars[rows[rows != NOWHERE]] = rated.rating[rows != NOWHERE]
    given = stars > 0
    scale = np.array([1.0, *config.rating_scale], dtype=np.float32)
    target[given] *= scale[stars[given]]
    grade[given & (stars < config.liked_from) & (grade == TOOK_PART)] = TOOK_PART - 1


def _codes(column: Any, ids: pa.Array) -> NDArray[np.int32]:
    """The place of each value among ``ids``, -1 for others."""
    found = pc.fill_null(pc.index_in(column, ids), -1)
    return found.to_numpy().astype(np.int32, copy=False)
