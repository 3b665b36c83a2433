"""Exposure: shares of attention, and seats that would not last, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluate.exposure import Shown, congestion, gini, market, novelty
from training.evaluate.rankings import ordered


def shown(seats: list[float]) -> Shown:
    """Two people who see the same two offers."""
    return Shown(
        person=np.array([0, 0, 1, 1]),
        offer=np.array([0, 1, 0, 1]),
        wants=np.array([1.0, 0.5, 1.0, 0.5]),
        seats=np.array(seats),
        known_by=np.array([0.5, 0.25]),
    )


LISTS = np.array([0, 0, 1, 1], dtype=np.int32)
ORDER = ordered(np.array([2.0, 1.0, 2.0, 1.0]), LISTS, seed=1)


def test_equal_shares_have_gini_0_and_one_who_has_all_comes_near_1() -> None:
    assert gini(np.ones(10)) == pytest.approx(0)
    assert gini(np.eye(100)[0]) == pytest.approx(0.99)


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=20))
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[float]) -> None:
    held = np.array(values)
    slow = np.abs(held[:, None] - held[None]).mean() / (2 * held.mean())
    assert gini(held) == pytest.approx(slow, abs=1e-9)


def test_only_what_stands_within_the_depth_is_covered() -> None:
    assert market(ORDER, shown([9, 9]), depth=1)["coverage"] == 0.5
    assert market(ORDER, shown([9, 9]), depth=2)["coverage"] == 1


def test_congestion_is_the_share_of_wishes_without_a_seat() -> None:
    assert congestion(np.array([3.0, 1.0]), np.array([1.0, 5.0])) == 0.5


def test_offers_without_a_limit_are_never_full() -> None:
    assert market(ORDER, shown([np.nan, np.nan]), depth=2)["congestion"] == 0


def test_who_sees_an_offer_twice_wishes_for_it_once() -> None:
    twice = Shown(
        person=np.zeros(4, dtype=np.intp),
        offer=np.zeros(4, dtype=np.intp),
        wants=np.ones(4),
        seats=np.array([1.0]),
        known_by=np.array([1.0]),
    )
    assert market(ORDER, twice, depth=2)["congestion"] == 0


def test_novelty_is_the_surprise_of_what_stands_first() -> None:
    assert novelty(ORDER, shown([9, 9]), depth=1).tolist() == [1, 1]


def test_nothing_seen_says_nothing() -> None:
    assert np.isnan(gini(np.zeros(3)))
    assert np.isnan(congestion(np.zeros(2), np.ones(2)))
