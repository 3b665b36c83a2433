"""Tests of what decisions cost: the best group there is without them, less the best with them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import Problem
from matcher.market.cohort import Aim, AimKind, People, SolverFailed, Wish, propose
from matcher.market.cohort.program import Panel, Program
from tests.matcher.market.cohort.groups import (
    crowds,
    every_group,
    missed_by,
    people,
    points,
    wishes,
)


@settings(max_examples=40)
@given(crowds(), wishes(), st.integers(1, 3), st.integers(0, 6), st.integers(0, 6))
def test_decisions_cost_what_the_best_group_loses_by_them(
    crowd: People, aims: tuple[Aim, ...], seats: int, into: int, out: int
) -> None:
    into, out = into % len(crowd), out % len(crowd)
    left = np.array([row for row in range(len(crowd)) if row != out or row == into], dtype=np.intp)
    locked = replace(crowd, locked=np.arange(len(crowd)) == into).keep(left)
    found = propose(locked, Wish(seats=seats, aims=aims), seed=1, undecided=crowd)
    if found.feasible:
        good = [rows for rows in every_group(crowd, seats) if not missed_by(crowd, aims, rows)]
        free = max(points(crowd, rows) for rows in good)
        assert found.decided == free - found.best


def test_where_nobody_decided_nothing_has_a_price() -> None:
    assert propose(people([0.5, 0.9]), Wish(seats=1), seed=1).decided is None


def test_a_price_that_is_not_worked_out_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = people([0.5, 0.9])
    decided = replace(crowd, locked=np.array([True, False]))
    assert propose(decided, Wish(seats=1), seed=1, undecided=crowd).decided == 40
    whole = Program.best

    def cut_short(program: Program, **asked: object) -> Panel | None:
        if not program.equals.locked.any():
            raise SolverFailed(Problem("solver_failed", {"status": "cut short"}))
        return whole(program)

    monkeypatch.setattr(Program, "best", cut_short)
    aims = (Aim(kind=AimKind.SIZE, most=1),)
    found = propose(decided, Wish(seats=1, aims=aims), seed=1, undecided=crowd)
    assert (found.feasible, found.decided) == (True, None)
