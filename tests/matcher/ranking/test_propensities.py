"""Propensities: what is computed is what all the lists there are, weighed, come to."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.ranking.exploration import MOST_HEAD, MOST_POOL
from matcher.ranking.propensities import (
    QUADRATURE_ERROR,
    drawn_order,
    drawn_sets,
    item_at_position,
    plackett_luce_prefixes,
    position_chances,
)

Array = NDArray[np.float64]


@st.composite
def strengths(draw: st.DrawFn, most: int = 5) -> Array:
    """A mixture of one to three rows over a few candidates, near or very far apart."""
    rows, count = draw(st.integers(1, 3)), draw(st.integers(1, most))
    spread = draw(st.sampled_from([0.0, 0.5, 3.0, 30.0, 300.0]))
    unit = draw(st.lists(st.floats(-1, 1), min_size=rows * count, max_size=rows * count))
    return np.array(unit).reshape(rows, count) * spread


def every_list(strengths: Array) -> dict[tuple[int, ...], float]:
    """The probability of each order of all candidates, place by place."""
    return {
        order: float(np.mean([_chance(row, order) for row in strengths]))
        for order in permutations(range(strengths.shape[1]))
    }


def _chance(row: Array, order: tuple[int, ...]) -> float:
    chance = 1.0
    for place, item in enumerate(order):
        rest = row[list(order[place:])]
        chance *= float(np.exp(row[item] - rest.max()) / np.exp(rest - rest.max()).sum())
    return chance


@given(strengths=strengths(), seed=st.integers(0, 2**32))
def test_a_prefix_is_as_likely_as_all_lists_that_begin_with_it(strengths: Array, seed: int) -> None:
    order = drawn_order(strengths, strengths.shape[1], rng=np.random.default_rng(seed))
    lists = every_list(strengths)
    for length, chance in enumerate(plackett_luce_prefixes(strengths, order), start=1):
        begun = [p for other, p in lists.items() if other[:length] == tuple(order[:length])]
        assert chance == pytest.approx(sum(begun), abs=1e-12)


@given(strengths=strengths())
def test_an_item_is_at_a_position_in_as_many_lists_as_said(strengths: Array) -> None:
    count = strengths.shape[1]
    lists = every_list(strengths)
    chances = position_chances(strengths, np.arange(count), count)
    for item in range(count):
        for place in range(count):
            there = sum(p for order, p in lists.items() if order[place] == item)
            assert chances[item, place] == pytest.approx(there, abs=QUADRATURE_ERROR)


@given(
    spread=st.sampled_from([0.0, 0.3, 1.0, 3.0, 10.0, 100.0]),
    rows=st.integers(1, 8),
    seed=st.integers(0, 2**32),
)
def test_of_a_large_pool_all_items_and_all_positions_sum_to_one(
    spread: float, rows: int, seed: int
) -> None:
    strengths = np.random.default_rng(seed).normal(size=(rows, 30)) * spread
    chances = position_chances(strengths, np.arange(30), 10)
    assert chances.sum(axis=0) == pytest.approx(1, abs=30 * QUADRATURE_ERROR)
    assert (chances.sum(axis=1) <= 1 + 10 * QUADRATURE_ERROR).all()
    assert chances.min() >= 0


CORNERS = [(pool, head) for head in (10, MOST_HEAD) for pool in (30, 50, MOST_POOL)]


@pytest.mark.parametrize(("pool", "head"), CORNERS)
@pytest.mark.parametrize("gap", [0.0, -5.0, -4.0, -2.5, -1.0, 1.0, 2.5])
def test_the_error_is_bounded_in_every_corner_of_the_configuration(
    pool: int, head: int, gap: float
) -> None:
    chances = position_chances(_one_apart(pool, gap), np.arange(2), head)
    exact = _chances_of_the_one(pool, gap, head=head)
    assert chances[0] == pytest.approx(exact, abs=QUADRATURE_ERROR)
    if not gap:
        assert chances == pytest.approx(1 / pool, abs=QUADRATURE_ERROR)


def test_many_who_are_almost_never_earlier_count_all_the_same() -> None:
    strengths = _one_apart(MOST_POOL, float(-np.log(0.9e-6)))
    found = position_chances(strengths, np.array([0]), 2)[0]
    assert found == pytest.approx([1 - 199 * 0.9e-6, 199 * 0.9e-6], abs=QUADRATURE_ERROR / 2)


def _one_apart(pool: int, gap: float) -> Array:
    """Equal candidates, but for the first, who is stronger by ``gap``."""
    strengths = np.zeros((1, pool))
    strengths[0, 0] = gap
    return strengths


def _chances_of_the_one(pool: int, gap: float, *, head: int) -> Array:
    """Where the first of ``_one_apart`` comes, place by place: exact."""
    left = pool - 1 - np.arange(head)
    chosen = np.exp(gap) / (np.exp(gap) + left)
    passed: Array = np.concatenate([[1.0], np.cumprod(1 - chosen)[:-1]])
    return passed * chosen


def test_some_items_at_their_positions_are_found_among_all() -> None:
    strengths = np.random.default_rng(7).normal(size=(4, 12)) * 2
    items, positions = np.array([3, 0, 11, 5, 3]), np.array([2, 1, 9, 4, 1])
    chances = position_chances(strengths, np.arange(12), 10)
    expected = chances[items, positions - 1]
    found = item_at_position(strengths, items, positions)
    assert found == pytest.approx(expected, abs=QUADRATURE_ERROR)


def test_equal_candidates_are_equally_likely_everywhere() -> None:
    level = np.zeros((2, 6))
    assert position_chances(level, np.arange(6), 6) == pytest.approx(1 / 6, abs=1e-5)
    assert plackett_luce_prefixes(level, np.arange(6))[-1] == pytest.approx(1 / factorial(6))


def test_nobody_is_asked_for_and_nothing_is_answered() -> None:
    nobody = np.zeros(0, dtype=np.intp)
    assert item_at_position(np.zeros((1, 3)), nobody, nobody).shape == (0,)


@pytest.mark.parametrize("spread", [0.5, 4.0])
def test_drawn_lists_are_as_frequent_as_likely(spread: float) -> None:
    strengths = np.random.default_rng(3).normal(size=(3, 5)) * spread
    rng = np.random.default_rng(4)
    lists = [tuple(drawn_order(strengths, 5, rng=rng).tolist()) for _ in range(4000)]
    for order, chance in every_list(strengths).items():
        assert lists.count(order) / 4000 == pytest.approx(chance, abs=0.035)


def test_drawn_sets_hold_everybody_as_often_as_likely() -> None:
    strengths = np.random.default_rng(5).normal(size=(3, 8)) * 2
    sets = drawn_sets(strengths, 4, each=4000, rng=np.random.default_rng(6))
    assert (sets.sum(axis=1) == 4).all()
    among = position_chances(strengths, np.arange(8), 4).sum(axis=1)
    assert sets.mean(axis=0) == pytest.approx(among, abs=0.02)
