"""Relaxation: where no group meets every aim, which aims must give way, and by how little."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain import Problem
from matcher.market.cohort.aim import Aim
from matcher.market.cohort.program import Panel, Program
from matcher.market.programme import SolverFailed

_EPS = 1e-6
_NO_GAP = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An aim that gives way: its bounds become these; ``by`` people in all."""

    aim: str
    least: int | None
    most: int | None
    by: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """Changes that suffice, and the best group once they are made, found by solving it anew.

    ``proved``: less would not do; else the search was cut short before that was shown.
    """

    changes: tuple[Change, ...]
    panel: Panel
    aims: tuple[Aim, ...]
    proved: bool

    @property
    def by(self) -> int:
        """How many people the changes are in all."""
        return sum(change.by for change in self.changes)


def smallest(program: Program) -> Relaxation | None:
    """The smallest change of all aims together that lets a group be found.

    1. Each aim may give way; the weighted number of people is made as small as can be.
    2. Of all groups that give way no more, the one of most points says which aims they are.
    3. With these bounds, and nothing giving way, the program is solved again.
    ``None`` where even that leaves no group: those who are in take more seats than there are.
    """
    return _relaxed(program, range(len(program.aims)))


def alone(program: Program) -> tuple[Relaxation, ...]:
    """Every single aim that suffices if it alone gives way, the smallest change first."""
    found = [_if_solved(program, place) for place in range(len(program.aims))]
    return tuple(sorted(filter(None, found), key=lambda one: one.by))


def _if_solved(program: Program, place: int) -> Relaxation | None:
    try:
        return _relaxed(program, (place,))
    except SolverFailed:
        return None


def _relaxed(program: Program, free: Sequence[int]) -> Relaxation | None:
    bounds = program.bounds(free=free)
    least = program.solver.solve(program.over_slack(), bounds=bounds)
    if least is None:
        return None
    # The row before the last one adds up all that was given way.
    bounds.row_upper[-2] = -least.objective + _EPS
    found = program.solver.solve(program.points, bounds=bounds)
    given = np.rint((found or least).values[program.slack]).astype(int).tolist()
    k = len(program.aims)
    aims = [
        _given_way(aim, fall, rise)
        for aim, fall, rise in zip(program.aims, given[:k], given[k:], strict=True)
    ]
    panel = Program(program.equals, aims, program.seats).best()
    if panel is None:
        raise SolverFailed(Problem("solver_failed", {"status": "no group when solved again"}))
    changes = [
        Change(aim=aim.key, least=after.least, most=after.most, by=fall + rise)
        for aim, after, fall, rise in zip(program.aims, aims, given[:k], given[k:], strict=True)
        if fall + rise
    ]
    proved = least.gap < _NO_GAP
    return Relaxation(changes=tuple(changes), panel=panel, aims=tuple(aims), proved=proved)


def _given_way(aim: Aim, fall: int, rise: int) -> Aim:
    least = None if aim.least is None else max(aim.least - fall, 0)
    most = None if aim.most is None else aim.most + rise
    return replace(aim, least=least, most=most)
