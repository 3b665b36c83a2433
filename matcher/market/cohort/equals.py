"""Equals: who can take whose place, because fit and aims see no difference between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.aim import Aim, AimKind
from matcher.market.cohort.people import People, counted

Whole = NDArray[np.int64]

POINTS = 100
"""A fit of 1 in points: fits that round to the same hundredth are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class Equals:
    """Classes of units that are equal; a unit is a person, or people who come together.

    ``points`` (classes,) is what a unit's fit adds, ``size`` its people, ``count`` how many such
    units there are, ``counts`` (classes, aims) how many of its people each aim counts, of roles
    nobody: those are held. ``parts`` (classes, masks) says how many of its people can hold just the
    roles of each of ``masks`` (masks, aims and one for what no aim asks for). ``units`` holds each
    class's units as rows of the people, ordered by lot; ``turns`` (people,) are the lots.
    """

    points: Whole
    size: Whole
    count: Whole
    locked: NDArray[np.bool_]
    counts: Whole
    parts: Whole
    masks: NDArray[np.bool_]
    units: tuple[tuple[tuple[int, ...], ...], ...]
    turns: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.points)

    def members(self, chosen: Whole) -> list[int]:
        """The people of the first ``chosen`` (classes,) units of each class, ascending."""
        return sorted(
            row
            for units, some in zip(self.units, chosen.tolist(), strict=True)
            for unit in units[:some]
            for row in unit
        )


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is asked of each person: points, whom the aims count, which roles they can hold."""

    points: Whole
    counts: NDArray[np.bool_]
    able: NDArray[np.bool_]


def asked_of(people: People, fit: NDArray[np.float64], *, aims: Sequence[Aim]) -> Asked:
    """Nobody counts for less than a point, so that no seat stays empty for nothing."""
    counts = np.zeros((len(people), len(aims)), dtype=np.bool_)
    for place, aim in enumerate(aims):
        if aim.kind is not AimKind.ROLE:
            counts[:, place] = counted(people, aim)
    points = np.maximum(np.rint(fit * POINTS), 1).astype(np.int64)
    return Asked(points, counts, able_to_hold(people, aims))


def able_to_hold(people: People, aims: Sequence[Aim]) -> NDArray[np.bool_]:
    """Who can hold the role of which aim, shape (people, aims + 1): in the last column who can hold
    a role that no aim asks for, or names none that one asks for."""
    able = np.zeros((len(people), len(aims) + 1), dtype=np.bool_)
    for place, aim in enumerate(aims):
        if aim.kind is AimKind.ROLE:
            able[:, place] = counted(people, aim)
    able[:, -1] = people.elsewhere | ~able.any(axis=1)
    return able


def equals(
    people: People,
    asked: Asked,
    *,
    together: Sequence[Sequence[int]],
    drawn: NDArray[np.uint64],
) -> Equals:
    """Sort the people into classes. ``together`` are rows of people who come together or not at
    all, no person in two of them; a unit is locked when one of its people is."""
    masks, mask_of = _masks(asked.able)
    bound = {row for group in together for row in group}
    units: list[tuple[int, ...]] = [(row,) for row in range(len(people)) if row not in bound]
    units += [tuple(group) for group in together]
    parts = np.zeros((len(units), len(masks)), dtype=np.int64)
    owner = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
    rows = np.array([row for unit in units for row in unit], dtype=np.intp)
    np.add.at(parts, (owner, mask_of[rows]), 1)
    table = np.column_stack(
        [
            _summed(asked.points[rows], owner, len(units)),
            _summed(np.ones(len(rows), dtype=np.int64), owner, len(units)),
            _summed(people.locked[rows], owner, len(units)) > 0,
            _summed(asked.counts[rows], owner, len(units)),
            parts,
        ]
    ).astype(np.int64)
    kinds, kind_of = np.unique(table, axis=0, return_inverse=True)
    return _classes(kinds, kind_of.reshape(-1), units=units, drawn=drawn, masks=masks)


def _classes(
    kinds: Whole,
    kind_of: NDArray[np.intp],
    *,
    units: Sequence[tuple[int, ...]],
    drawn: NDArray[np.uint64],
    masks: NDArray[np.bool_],
) -> Equals:
    members: list[list[tuple[int, ...]]] = [[] for _ in kinds]
    order = sorted(range(len(units)), key=lambda place: int(drawn[units[place][0]]))
    for place in order:
        members[kind_of[place]].append(units[place])
    aims = masks.shape[1] - 1
    return Equals(
        points=kinds[:, 0],
        size=kinds[:, 1],
        count=np.array([len(some) for some in members], dtype=np.int64),
        locked=kinds[:, 2] > 0,
        counts=kinds[:, 3 : 3 + aims],
        parts=kinds[:, 3 + aims :],
        masks=masks,
        units=tuple(map(tuple, members)),
        turns=drawn,
    )


def _masks(able: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    if not len(able):
        return np.zeros((0, able.shape[1]), dtype=np.bool_), np.zeros(0, dtype=np.intp)
    masks, mask_of = np.unique(able, axis=0, return_inverse=True)
    return masks, mask_of.reshape(-1)


def _summed(values: NDArray[np.int64] | NDArray[np.bool_], owner: Whole, units: int) -> Whole:
    total = np.zeros((units, *values.shape[1:]), dtype=np.int64)
    np.add.at(total, owner, values)
    return total
