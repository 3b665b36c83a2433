"""Suppression: no group of few people is shown, nor what lies between two."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from training.evaluate.groups import Grouping, labelled
from training.evaluate.suppression import shown

SMALL = 10


def split(*sizes: int) -> Grouping:
    """A grouping that holds everybody once, in groups of these sizes."""
    return labelled("town", np.repeat([f"g{at}" for at in range(len(sizes))], sizes))


def overlapping(member: list[list[bool]]) -> Grouping:
    table = sparse.csr_array(np.array(member, dtype=float))
    names = tuple(f"o{at}" for at in range(table.shape[1]))
    return Grouping(dimension="roles", names=names, member=table, exclusive=False)


def of(*groupings: Grouping) -> list[list[bool]]:
    everybody = np.ones(groupings[0].member.shape[0], dtype=bool)
    return [mask.tolist() for mask in shown(groupings, everybody, small=SMALL)]


def test_large_groups_are_shown() -> None:
    assert of(split(20, 30)) == [[True, True]]


def test_a_small_group_takes_the_smallest_other_with_it() -> None:
    assert of(split(3, 12, 40)) == [[False, False, True]]


def test_several_small_ones_cover_for_each_other() -> None:
    assert of(split(6, 7, 40)) == [[False, False, True]]


def test_hidden_ones_that_together_are_too_few_take_another() -> None:
    assert of(split(2, 3, 15, 40)) == [[False, False, False, True]]


def test_a_group_of_nobody_hides_nothing() -> None:
    people = np.repeat([True, False], [40, 5])
    assert [m.tolist() for m in shown((split(20, 20, 5),), people, small=SMALL)] == [
        [True, True, False]
    ]


def test_a_group_that_nearly_everybody_is_in_tells_of_the_rest() -> None:
    member = [[True]] * 45 + [[False]] * 5
    assert of(overlapping(member)) == [[False]]


def test_a_group_inside_another_tells_of_the_difference() -> None:
    member = [[True, True]] * 20 + [[True, False]] * 4 + [[False, False]] * 20
    assert of(overlapping(member)) == [[True, False]]


@given(
    sizes=st.lists(st.integers(0, 25), min_size=1, max_size=6),
    seed=st.integers(0, 1000),
    roles=st.integers(0, 4),
)
def test_no_difference_of_two_shown_figures_is_of_few_people(
    sizes: list[int], seed: int, roles: int
) -> None:
    town = split(*sizes, 30)
    count = town.member.shape[0]
    drawn = np.random.default_rng(seed).random((count, roles)) < 0.6
    groupings = (town, overlapping(drawn.tolist())) if roles else (town,)
    masks = shown(groupings, np.ones(count, dtype=bool), small=SMALL)

    towns = [
        set(np.flatnonzero(town.member.toarray()[:, at]).tolist())
        for at in np.flatnonzero(masks[0])
    ]
    visible: list[set[int]] = [set(range(count)), *towns]
    if roles:
        visible += [set(np.flatnonzero(drawn[:, at]).tolist()) for at in np.flatnonzero(masks[1])]
    rest = set(range(count)).difference(*towns)
    assert not 0 < len(rest) < SMALL
    for one, other in combinations(visible, 2):
        for apart in (one - other if other <= one else (), other - one if one <= other else ()):
            assert not 0 < len(apart) < SMALL
    assert all(len(group) >= SMALL for group in visible)


@pytest.mark.parametrize("small", [1, 5])
def test_how_few_is_too_few_is_a_setting(small: int) -> None:
    everybody = np.ones(32, dtype=bool)
    masks = shown((split(4, 4, 24),), everybody, small=small)
    assert masks[0].all() == (small == 1)
