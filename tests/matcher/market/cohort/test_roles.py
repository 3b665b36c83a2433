"""Tests of roles: who holds which, against every way there is."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.market.cohort import Aim, AimKind, Wish, propose
from matcher.market.cohort.roles import RoleBounds, bounds_of, holders_of
from tests.matcher.market.cohort.groups import people

ROLES = 3
ELSEWHERE = ROLES

Able = list[list[bool]]


def ways(able: Able, bounds: RoleBounds) -> list[tuple[int, ...]]:
    """Every way for each to hold one role so that all bounds are kept."""
    options = [np.flatnonzero(row).tolist() for row in able]
    return [
        way
        for way in product(*options)
        if all(
            bounds.least[role] <= way.count(role) <= bounds.most[role] for role in range(ROLES + 1)
        )
    ]


def bounds(ends: Sequence[tuple[int, int]]) -> RoleBounds:
    codes = ("drums", "bass", "singer")
    return bounds_of(
        [
            Aim(kind=AimKind.ROLE, code=code, least=least, most=least + more)
            for code, (least, more) in zip(codes, ends, strict=True)
        ]
    )


some_can = st.lists(st.booleans(), min_size=ROLES + 1, max_size=ROLES + 1).filter(any)
some_people = st.lists(some_can, max_size=5)
some_ends = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=ROLES, max_size=ROLES
)

DRUMS, BASS, SINGER, DRUMS_BASS, BASS_SINGER, DRUMS_ELSE = (
    [role in able for role in range(ROLES + 1)]
    for able in ((0,), (1,), (2,), (0, 1), (1, 2), (0, ELSEWHERE))
)


@settings(max_examples=150)
@given(some_people, some_ends)
# Three move for one: each role is full, and the last has room.
@example([DRUMS_BASS, BASS_SINGER, DRUMS], [(0, 1), (0, 1), (0, 1)])
# A role is short, and who fills it leaves another one short.
@example([BASS_SINGER, DRUMS_BASS, DRUMS_BASS], [(1, 0), (1, 0), (1, 0)])
@example([DRUMS_ELSE, DRUMS], [(0, 1), (0, 0), (0, 0)])
def test_roles_are_held_within_their_bounds_wherever_that_can_be(
    able: Able, ends: list[tuple[int, int]]
) -> None:
    limits = bounds(ends)
    all_ways = ways(able, limits)
    found = holders_of(np.array(able).reshape(-1, ROLES + 1), limits)
    assert (found is not None) == bool(all_ways)
    if found is None:
        return
    way = tuple(found.role_of[person] for person in range(len(able)))
    assert way in all_ways
    assert way.count(ELSEWHERE) == min(one.count(ELSEWHERE) for one in all_ways)


@settings(max_examples=150)
@given(some_people, some_ends, st.lists(some_can, min_size=1, max_size=2), st.data())
def test_newcomers_can_take_a_place_wherever_all_can_then_hold_a_role(
    able: Able, ends: list[tuple[int, int]], newcomers: Able, data: st.DataObject
) -> None:
    limits = bounds(ends)
    found = holders_of(np.array(able).reshape(-1, ROLES + 1), limits)
    if found is None:
        return
    gone = data.draw(st.sets(st.sampled_from(range(len(able))))) if able else set()
    left = [row for person, row in enumerate(able) if person not in gone]
    options = [np.flatnonzero(row).tolist() for row in newcomers]
    assert found.without(gone).can_take(options) == bool(ways([*left, *newcomers], limits))


def test_who_can_do_least_else_is_who_holds_the_role() -> None:
    many, some = [True, True, False, True], [True, False, False, True]
    for able in ([many, some], [some, many]):
        found = holders_of(np.array(able), bounds([(0, 1), (0, 0), (0, 0)]))
        assert found is not None
        assert found.role_of[able.index(some)] == 0


def test_who_waits_together_comes_only_where_all_of_them_can_hold_a_role() -> None:
    drums = Aim(kind=AimKind.ROLE, code="drums", most=1)
    crowd = people([0.9, 0.9, 0.5, 0.5], fills={"drums": [False, False, True, True]})
    pairs = (("tal-0", "tal-1"), ("tal-2", "tal-3"))
    wish = Wish(seats=2, aims=(drums,), together=pairs)
    assert propose(crowd, wish, seed=1).waiting.entries == ()
    free = Wish(seats=2, together=pairs)
    assert [one.rows for one in propose(crowd, free, seed=1).waiting.entries] == [(2, 3)]
