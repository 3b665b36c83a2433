"""Tests of proposals: what is proposed is the best there is, and equals have equal chances."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matcher.market.cohort import Aim, AimKind, People, Wish, WishImpossible, propose
from matcher.market.cohort.people import counted
from matcher.market.programme import Numbers, Solution, Solver
from tests.matcher.market.cohort.groups import (
    Rows,
    can_hold,
    crowds,
    every_group,
    missed_by,
    off,
    people,
    points,
    wishes,
)

NEW = Aim(kind=AimKind.NEWCOMER, least=1)


@settings(max_examples=60)
@given(crowds(), wishes(), st.integers(1, 4))
def test_the_group_is_the_best_of_all_that_meet_the_aims(
    crowd: People, aims: tuple[Aim, ...], seats: int
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims), seed=1)
    good = [rows for rows in every_group(crowd, seats) if not missed_by(crowd, aims, rows)]

    assert found.feasible == bool(good)
    if good:
        assert found.points == found.bound == max(points(crowd, rows) for rows in good)
        assert found.rows in good


@settings(max_examples=80)
@given(crowds(), wishes(), st.integers(2, 4), st.data())
def test_who_comes_together_and_who_is_in_already_leave_the_best_of_the_rest(
    crowd: People, aims: tuple[Aim, ...], seats: int, data: st.DataObject
) -> None:
    n = len(crowd)
    pairs = [row for row in range(0, n - 1, 2) if data.draw(st.booleans())]
    fixed = data.draw(st.integers(0, 2 * n))
    crowd = replace(crowd, locked=np.arange(n) == fixed)
    together = tuple((crowd.ids[row], crowd.ids[row + 1]) for row in pairs)
    found = propose(crowd, Wish(seats=seats, aims=aims, together=together), seed=1)

    whole = [
        rows
        for rows in every_group(crowd, seats)
        if all((row in rows) == (row + 1 in rows) for row in pairs)
    ]
    good = [rows for rows in whole if not missed_by(crowd, aims, rows)]
    assert found.feasible == bool(good)
    if found.smallest is not None:
        assert found.smallest.proved
        assert found.smallest.by == min(missed_by(crowd, aims, rows) for rows in whole)
        return
    assert found.points == max(points(crowd, rows) for rows in good)
    assert found.rows in good
    for first, place in found.waiting.next_for.items():
        leaves = next(({row, row + 1} for row in pairs if first in (row, row + 1)), {first})
        rows = {*found.rows} - leaves | {*found.waiting.entries[place].rows}
        assert len(rows) <= seats
        assert all((row in rows) == (row + 1 in rows) for row in pairs)
        assert not missed_by(crowd, aims, tuple(sorted(rows)))


@settings(max_examples=60)
@given(crowds(), wishes(), st.integers(1, 4))
def test_where_no_group_meets_the_aims_the_smallest_change_is_told(
    crowd: People, aims: tuple[Aim, ...], seats: int
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims), seed=1)
    if found.smallest is None:
        return
    assert found.smallest.by == min(
        missed_by(crowd, aims, rows) for rows in every_group(crowd, seats)
    )
    again = propose(crowd, Wish(seats=seats, aims=found.smallest.aims), seed=1)
    assert again.points == found.smallest.panel.points
    for one in found.alone:
        assert len(one.changes) == 1
        assert propose(crowd, Wish(seats=seats, aims=one.aims), seed=1).feasible


@settings(max_examples=40)
@given(crowds(), wishes(), st.integers(1, 4), st.sampled_from([0.0, 0.1, 0.5]))
def test_chances_are_leximin_over_all_groups_that_are_good_enough(
    crowd: People, aims: tuple[Aim, ...], seats: int, tolerance: float
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims, tolerance=tolerance), seed=1)
    if not found.feasible:
        return
    good = [rows for rows in every_group(crowd, seats) if not missed_by(crowd, aims, rows)]
    floor = np.ceil((1 - tolerance) * max(points(crowd, rows) for rows in good) - 1e-7)
    good = [rows for rows in good if points(crowd, rows) >= floor]

    assert found.proved
    assert found.chances == pytest.approx(leximin(len(crowd), good), abs=1e-5)
    assert found.points >= floor


def leximin(n: int, groups: Sequence[Rows]) -> list[float]:
    """The chances that are leximin over ``groups``, by one linear program a person and stage."""
    inside = np.array([[row in rows for rows in groups] for row in range(n)], dtype=float)
    fixed = {row: 0.0 for row in range(n) if not inside[row].any()}
    while len(fixed) < n:
        others = [row for row in range(n) if row not in fixed]
        level = _best(inside, dict(fixed), others, goal=others)
        for row in others:
            held = fixed | {other: level for other in others if other != row}
            if _best(inside, held, [row], goal=[row]) < level + 1e-6:
                fixed[row] = level
    return [fixed[row] for row in range(n)]


def _best(inside: np.ndarray, held: dict[int, float], free: list[int], *, goal: list[int]) -> float:
    """The largest least chance of ``goal`` where ``held`` people have at least theirs."""
    groups = inside.shape[1]
    rows = [np.append(-inside[row], 1.0) for row in goal]
    ends = [0.0] * len(goal)
    for row, chance in held.items():
        rows.append(np.append(-inside[row], 0.0))
        ends.append(-chance + 1e-9)
    found = linprog(
        np.append(np.zeros(groups), -1.0),
        A_ub=np.array(rows),
        b_ub=ends,
        A_eq=[np.append(np.ones(groups), 0.0)],
        b_eq=[1.0],
    )
    return float(-found.fun)


@settings(max_examples=40)
@given(crowds(), wishes(), st.integers(1, 4), st.integers(0, 99))
def test_people_who_are_alike_have_the_same_chance(
    crowd: People, aims: tuple[Aim, ...], seats: int, seed: int
) -> None:
    twice = crowd.keep(np.repeat(np.arange(len(crowd)), 2))
    ids = tuple(f"tal-{place}" for place in range(len(twice)))
    found = propose(
        People(**{name: getattr(twice, name) for name in twice.__slots__} | {"ids": ids}),
        Wish(seats=seats, aims=aims),
        seed=seed,
    )
    if found.feasible:
        assert found.chances[::2] == pytest.approx(found.chances[1::2], abs=1e-12)


def test_over_many_seeds_everybody_is_drawn_as_often_as_was_said() -> None:
    crowd = people([0.5] * 6, newcomer=[True, True, False, False, False, False])
    wish = Wish(seats=2, aims=(Aim(kind=AimKind.NEWCOMER, least=1, most=1),))
    drawn = np.zeros(6)
    for seed in range(400):
        found = propose(crowd, wish, seed=seed)
        drawn[list(found.rows)] += 1
        assert found.chances == pytest.approx([0.5, 0.5, 0.25, 0.25, 0.25, 0.25])
    assert drawn / 400 == pytest.approx(found.chances, abs=0.09)


def test_the_same_seed_draws_the_same_group() -> None:
    crowd = people([0.5] * 9)
    first, again = (propose(crowd, Wish(seats=3), seed=7) for _ in range(2))
    assert first.rows == again.rows
    assert any(propose(crowd, Wish(seats=3), seed=seed).rows != first.rows for seed in range(9))


def test_a_person_fills_one_role_alone() -> None:
    both = {"drums": [True, False, False], "bass": [True, True, False]}
    crowd = people([0.9, 0.2, 0.8], fills=both)
    aims = tuple(Aim(kind=AimKind.ROLE, code=code, least=1) for code in ("drums", "bass"))
    found = propose(crowd, Wish(seats=2, aims=aims), seed=1)
    assert found.rows == (0, 1)
    assert [aims[role].code for role in found.role_of] == ["drums", "bass"]


def test_the_most_of_a_role_counts_who_holds_it_and_not_who_can() -> None:
    drums = Aim(kind=AimKind.ROLE, code="drums", most=1)
    crowd = people(
        [0.9, 0.8, 0.7, 0.6],
        fills={"drums": [True, True, True, False]},
        elsewhere=[False, False, True, False],
    )
    found = propose(crowd, Wish(seats=3, aims=(drums,)), seed=1)
    assert found.rows == (0, 2, 3)
    assert found.role_of == (0, -1, -1)
    assert [one.count for one in found.met] == [1]


def test_who_can_hold_two_roles_takes_the_one_with_room() -> None:
    aims = tuple(Aim(kind=AimKind.ROLE, code=code, most=1) for code in ("drums", "bass"))
    fills = {"drums": [True, True, True], "bass": [False, True, True]}
    found = propose(people([0.9, 0.8, 0.7], fills=fills), Wish(seats=3, aims=aims), seed=1)
    assert found.rows == (0, 1)
    assert found.role_of == (0, 1)
    assert [price.points for price in found.prices] == [70, 70]


@settings(max_examples=60)
@given(crowds(), wishes(), st.integers(1, 4))
def test_everybody_in_the_group_holds_one_role_they_can_and_the_bounds_are_kept(
    crowd: People, aims: tuple[Aim, ...], seats: int
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims), seed=1)
    roles = [aim for aim in aims if aim.kind is AimKind.ROLE]
    held = [None if place < 0 else aims[place].code for place in found.role_of]
    assert all(
        role in can_hold(crowd, roles, row) for row, role in zip(found.rows, held, strict=True)
    )
    if found.feasible:
        assert not any(off(aim, held.count(aim.code)) for aim in roles)


def test_those_who_come_together_come_together() -> None:
    crowd = people([0.9, 0.1, 0.6, 0.5])
    together = (("tal-0", "tal-1"),)
    assert propose(crowd, Wish(seats=2, together=together), seed=1).rows == (2, 3)
    locked = people([0.9, 0.1, 0.6, 0.5], locked=[False, True, False, False])
    assert propose(locked, Wish(seats=2, together=together), seed=1).rows == (0, 1)


def test_whose_companion_is_missing_cannot_come() -> None:
    crowd = people([0.9, 0.1])
    found = propose(crowd, Wish(seats=1, together=(("tal-0", "stranger"),)), seed=1)
    assert found.people.ids == ("tal-1",)


def test_more_people_who_are_in_than_seats_is_refused() -> None:
    with pytest.raises(WishImpossible) as refused:
        propose(people([0.5] * 3, locked=[True] * 3), Wish(seats=2, aims=(NEW,)), seed=1)
    assert refused.value.problem.params == {"fixed": 3, "seats": 2}


def test_an_aim_that_moves_nobody_is_free_and_another_shows_what_it_costs() -> None:
    crowd = people([0.9, 0.8, 0.3], newcomer=[False, False, True])
    aims = (NEW, Aim(kind=AimKind.LEVEL, low=1, high=3, least=1))
    found = propose(crowd, Wish(seats=2, aims=aims), seed=1)
    new, level = found.prices
    assert (new.points, new.enters, new.leaves) == (50, (1,), (2,))
    assert (level.points, level.enters, level.leaves) == (0, (), ())


def test_who_has_objected_to_ranking_stands_at_a_place_by_lot() -> None:
    crowd = people([*[place / 40 for place in range(20)], None])
    inside = sum(20 in propose(crowd, Wish(seats=7), seed=seed).rows for seed in range(150))
    assert inside / 150 == pytest.approx(7 / 21, abs=0.12)


def test_who_has_objected_is_in_as_often_as_others_of_the_same_place() -> None:
    crowd = people([*[0.5] * 5, *[0.9] * 5, *[None] * 4])
    inside = [propose(crowd, Wish(seats=4), seed=seed).rows for seed in range(250)]
    by_lot = sum(row >= 10 for rows in inside for row in rows) / (250 * 4)
    assert by_lot == pytest.approx(4 / 14, abs=0.04)


def test_where_everybody_has_objected_the_lot_decides_alone() -> None:
    assert propose(people([None] * 4), Wish(seats=1), seed=1).chances == pytest.approx([0.25] * 4)


def test_nobody_at_all_is_an_empty_group() -> None:
    assert propose(people([]), Wish(seats=3), seed=1).rows == ()


def test_who_waits_is_ranked_and_can_take_somebodys_place() -> None:
    crowd = people([0.9, 0.8, 0.7, 0.6, 0.5], newcomer=[False, False, False, False, True])
    found = propose(crowd, Wish(seats=3, aims=(Aim(kind=AimKind.NEWCOMER, least=1),)), seed=1)
    assert found.rows == (0, 1, 4)
    assert [one.rows for one in found.waiting.entries] == [(2,), (3,)]
    assert [one.follows for one in found.waiting.entries] == [2, 2]
    assert found.waiting.next_for == {0: 0, 1: 0}


def test_who_waits_with_the_same_fit_is_ordered_by_lot_and_not_by_what_the_aims_count() -> None:
    crowd = people([0.9, 0.5, 0.5], newcomer=[False, False, True])
    aims = (Aim(kind=AimKind.NEWCOMER, most=2),)
    found = [propose(crowd, Wish(seats=1, aims=aims), seed=seed).waiting for seed in range(9)]
    assert {tuple(one.rows for one in waiting.entries) for waiting in found} == {
        ((1,), (2,)),
        ((2,), (1,)),
    }
    assert {waiting.next_for[0] for waiting in found} == {0}


@settings(max_examples=40)
@given(crowds(), wishes(), st.integers(1, 4))
def test_everybody_who_waits_keeps_the_aims_met(
    crowd: People, aims: tuple[Aim, ...], seats: int
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims), seed=1)
    for first, place in found.waiting.next_for.items():
        rows = {*found.rows} - {first} | {*found.waiting.entries[place].rows}
        assert len(rows) <= seats
        assert not missed_by(crowd, aims, tuple(sorted(rows)))


@settings(max_examples=60)
@given(crowds(), wishes(), st.integers(1, 4))
def test_nobody_who_could_follow_somebody_is_off_the_list(
    crowd: People, aims: tuple[Aim, ...], seats: int
) -> None:
    found = propose(crowd, Wish(seats=seats, aims=aims), seed=1)
    if not found.feasible:
        return
    follows = {}
    for row in set(range(len(crowd))) - {*found.rows}:
        groups = [tuple(sorted({*found.rows} - {out} | {row})) for out in found.rows]
        follows[row] = sum(not missed_by(crowd, aims, rows) for rows in groups)
    told = {one.rows[0]: one.follows for one in found.waiting.entries}
    assert told == {row: count for row, count in follows.items() if count}


def test_each_municipality_is_bounded_where_no_code_is_given() -> None:
    crowd = people([0.9, 0.8, 0.7, 0.6], municipality=["0217", "0217", "0265", ""])
    found = propose(crowd, Wish(seats=3, aims=(Aim(kind=AimKind.MUNICIPALITY, most=1),)), seed=1)
    assert found.rows == (0, 2, 3)
    assert [int(counted(crowd, aim).sum()) for aim in found.aims] == [2, 1]


@pytest.fixture
def cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search ends with a point missing to its proof."""
    whole = Solver.solve

    def unproved(solver: Solver, objective: Numbers, **given: Any) -> Solution | None:
        found = whole(solver, objective, **given)
        return None if found is None else replace(found, bound=found.bound + 1)

    monkeypatch.setattr(Solver, "solve", unproved)


@pytest.mark.usefixtures("cut_short")
def test_of_a_search_that_was_cut_short_the_gap_is_told_and_no_price() -> None:
    crowd = people([0.9, 0.8, 0.3], newcomer=[False, False, True])
    found = propose(crowd, Wish(seats=2, aims=(NEW,)), seed=1)
    assert (found.rows, found.bound - found.best, found.prices) == ((0, 2), 1, ())


@pytest.mark.usefixtures("cut_short")
def test_a_change_that_was_not_proved_to_be_the_smallest_says_so() -> None:
    found = propose(people([0.9, 0.8]), Wish(seats=2, aims=(NEW,)), seed=1)
    assert found.smallest is not None
    assert (found.smallest.by, found.smallest.proved) == (1, False)
