"""A ladder: the steps that there are, a reach and a kind each, and which the vocabulary joins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Step
from matcher.features.pairs import RUNG_OF_LEVEL
from matcher.vocabulary import Vocabularies

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

BANDS = 4
_BAND_OF_LEVEL = np.array([0, 1, 1, 2, 3, 3])
# How readily one goes so many rungs up (or down) at once, before anybody has gone anywhere.
_UPWARDS = {-2: 0.05, -1: 0.2, 0: 1.0, 1: 0.6, 2: 0.1}
# How fast a first step loses its pull with every rung that it is away from the person's level.
_PER_RUNG = 1.2
# What unlike kinds keep, and what kinds that serve the same goals are worth beside related ones.
_LEAST_ALIKE, _SAME_GOALS = 0.15, 0.7
# What a step keeps that serves none of the person's goals.
_LEAST_SERVED = 0.1
# From which affinity on a role may do what another was asked for.
_KINDRED = 0.5


@dataclass(frozen=True, eq=False)
class Ladder:
    """Steps are numbered reach by reach, from the home town outwards: S = reaches × kinds.

    The number ``start``, one after the last step, is where somebody stands who has taken none.
    """

    words: Vocabularies

    @cached_property
    def reaches(self) -> tuple[str, ...]:
        """The reaches from the home town outwards."""
        return tuple(sorted(self.words.reaches.codes, key=self.words.rungs.__getitem__))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of offers."""
        return self.words.kinds.codes

    @property
    def start(self) -> int:
        """The number of steps, and the number of the place before them."""
        return len(self.reaches) * len(self.kinds)

    @cached_property
    def rung(self) -> Whole:
        """The rung of each step, 0 for the home town: shape (S,)."""
        return np.repeat(np.arange(len(self.reaches)), len(self.kinds))

    @cached_property
    def kind(self) -> Whole:
        """The place of each step's kind in ``kinds``: shape (S,)."""
        return np.tile(np.arange(len(self.kinds)), len(self.reaches))

    def number(self, reach: str | None, kind: str | None) -> int | None:
        """The step's number; none where no kind is stated. An unstated reach is local."""
        place = self.words.kinds.index.get(kind or "")
        if place is None:
            return None
        known = reach in self.reaches
        return (self.reaches.index(str(reach)) if known else 0) * len(self.kinds) + place

    def numbers(self, rungs: NDArray[np.float32], kinds: NDArray[np.int8]) -> Whole:
        """The same of columns of a snapshot: NaN and -1 for "not stated", -1 for no step."""
        rung = np.nan_to_num(rungs, nan=0).astype(np.int64)
        return np.where(kinds >= 0, rung * len(self.kinds) + kinds, -1)

    def step(self, number: int, role: str | None = None) -> Step:
        """What a list is narrowed to."""
        reach, kind = divmod(number, len(self.kinds))
        return Step(reach=self.reaches[reach], kind=self.kinds[kind], role=role)

    @cached_property
    def serves(self) -> Floats:
        """How well each kind serves each goal, 0..1: shape (kinds, goals)."""
        served = np.zeros((len(self.kinds), len(self.words.goals.codes)))
        for row, kind in enumerate(self.kinds):
            for goal, weight in self.words.kind_goals.get(kind, {}).items():
                served[row, self.words.goals.index[goal]] = weight
        return served

    def served(self, goals: NDArray[np.floating]) -> Floats:
        """How well each step serves the best of the goals set in ``goals`` (n, goals): (n, S).

        Between ``_LEAST_SERVED`` and 1, by the square, so that what serves half counts a quarter;
        1 everywhere for who has no goal.
        """
        best = np.zeros((len(goals), len(self.kinds)))
        for goal, weights in enumerate(self.serves.T):
            np.maximum(best, np.where(goals[:, goal, None] > 0, weights, 0), out=best)
        best[~(goals > 0).any(axis=1)] = 1
        return (_LEAST_SERVED + (1 - _LEAST_SERVED) * best**2)[:, self.kind]

    @cached_property
    def alike(self) -> Floats:
        """How near two kinds are, by relation or by the goals they serve: (kinds, kinds)."""
        unit = self.serves / np.linalg.norm(self.serves, axis=1, keepdims=True)
        goals = _SAME_GOALS * (unit @ unit.T)
        return np.maximum(self.words.kinds.affinity.astype(np.float64), goals)

    @cached_property
    def kindred(self) -> Mask:
        """Whether who has one role may do what another was asked for: (roles, roles)."""
        near: Mask = self.words.roles.affinity >= _KINDRED
        return near

    def open_to(self, asked: NDArray[np.integer], roles: Whole) -> Mask:
        """Whether offers that ask for ``asked`` (n, width), codes with -1 for none, take who has
        each of ``roles`` (k,), or a like one, or anybody: shape (k, n)."""
        # The code -1, "no role", looks up the last entry.
        known = np.pad(self.kindred[roles], ((0, 0), (0, 1)))
        met: Mask = np.logical_or.reduce(known[:, asked], axis=2)
        anybody: Mask = np.logical_and.reduce(asked < 0, axis=1)
        return met | anybody

    @cached_property
    def prior(self) -> Floats:
        """Where one goes from each place, by the vocabulary alone: (BANDS, S + 1, S), shares.

        From a step: kinds that are near, and the same rung or the next one up. From the start: any
        kind, on the rung of one's level; who states no level, the lowest.
        """
        ups = np.vectorize(lambda up: _UPWARDS[up])(self.rung[None, :] - self.rung[:, None])
        near = _LEAST_ALIKE + (1 - _LEAST_ALIKE) * self.alike
        onwards = ups * near[np.ix_(self.kind, self.kind)]
        rungs = np.array([0, 0, 0.75, 1.75])
        first = np.exp(-_PER_RUNG * np.abs(self.rung[None, :] - rungs[:, None]))
        whole = np.empty((BANDS, self.start + 1, self.start))
        whole[:, :-1], whole[:, -1] = onwards, first
        return whole / whole.sum(axis=2, keepdims=True)


def bands(levels: NDArray[np.floating]) -> Whole:
    """The band of each level: 0 not stated, 1 for 1 and 2, 2 for 3, 3 for 4 and 5."""
    return _BAND_OF_LEVEL[np.nan_to_num(levels, nan=0).astype(np.int64)]


def level_rungs(levels: NDArray[np.floating]) -> Whole:
    """The rung that each level has reached; the lowest where none is stated."""
    reached = RUNG_OF_LEVEL[np.nan_to_num(levels, nan=0).astype(np.int64)]
    return np.nan_to_num(reached, nan=0).astype(np.int64)


def goal_columns(goals: Iterable[str], words: Vocabularies) -> Floats:
    """The goals of one person as a row over all goals: shape (1, goals)."""
    row = np.zeros((1, len(words.goals.codes)))
    row[0, [words.goals.index[goal] for goal in goals if goal in words.goals.index]] = 1
    return row
