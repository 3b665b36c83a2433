"""Tests of proposals: what is proposed is the best there is, and equals have equal chances."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matcher.market.cohort import Aim, AimKind, People, Wish, WishImpossible, propose
from matcher.market.cohort.people import counted
from tests.matcher.market.cohort.groups import (
    Rows,
    crowds,
    every_group,
    missed_by,
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
    crowd = people([0.9, 0.2, 0.8], fills=both, first=both)
    aims = tuple(Aim(kind=AimKind.ROLE, code=code, least=1) for code in ("drums", "bass"))
    found = propose(crowd, Wish(seats=2, aims=aims), seed=1)
    assert found.rows == (0, 1)
    assert [aims[role].code for role in found.role_of] == ["drums", "bass"]


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


def test_each_municipality_is_bounded_where_no_code_is_given() -> None:
    crowd = people([0.9, 0.8, 0.7, 0.6], municipality=["0217", "0217", "0265", ""])
    found = propose(crowd, Wish(seats=3, aims=(Aim(kind=AimKind.MUNICIPALITY, most=1),)), seed=1)
    assert found.rows == (0, 2, 3)
    assert [int(counted(crowd, aim).sum()) for aim in found.aims] == [2, 1]
