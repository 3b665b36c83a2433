"""Metrics: known values, and the bounds that hold for any ranking."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import metrics

GRADES = np.array([[3, 0, 2, 1], [0, 0, 0, 0]])


def test_the_perfect_order_has_ndcg_1_and_nothing_relevant_has_none() -> None:
    values = metrics.ndcg(GRADES.astype(float), GRADES)
    assert values[0] == 1
    assert np.isnan(values[1])


def test_ndcg_is_the_discounted_gain_over_the_best() -> None:
    scores = np.array([[0.0, 3.0, 2.0, 1.0]])
    gain = 0 / 1 + 3 / np.log2(3) + 1 / np.log2(4) + 7 / np.log2(5)
    best = 7 / 1 + 3 / np.log2(3) + 1 / np.log2(4)
    assert metrics.ndcg(scores, GRADES[:1])[0] == pytest.approx(gain / best)


def test_only_the_first_k_count() -> None:
    scores = np.array([[0.0, 3.0, 2.0, 1.0]])
    assert metrics.ndcg(scores, GRADES[:1], k=1)[0] == 0
    assert metrics.recall(scores, GRADES[:1], k=2)[0] == 0.5


def test_the_reciprocal_rank_is_of_the_first_good_one() -> None:
    scores = np.array([[0.0, 3.0, 2.0, 1.0], [1.0, 1.0, 1.0, 1.0]])
    values = metrics.reciprocal_rank(scores, GRADES)
    assert values[0] == 0.5
    assert np.isnan(values[1])


@given(
    scores=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    grades=st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
def test_no_order_is_better_than_the_best(scores: list[float], grades: list[int]) -> None:
    value = metrics.ndcg(np.array([scores]), np.array([grades]))[0]
    assert np.isnan(value) or 0 <= value <= 1 + 1e-12


def test_the_interval_holds_the_mean_and_repeats_with_the_seed() -> None:
    values = np.array([0.1, 0.5, 0.9, np.nan])
    low, high = metrics.bootstrap(values, np.random.default_rng(1))
    assert low <= 0.5 <= high
    assert (low, high) == metrics.bootstrap(values, np.random.default_rng(1))


def test_where_nobody_has_a_value_the_mean_and_its_interval_are_unknown() -> None:
    values = metrics.ndcg(np.zeros((2, 3)), np.zeros((2, 3), dtype=np.int64))
    assert np.isnan(metrics.mean(values))
    assert np.isnan(metrics.bootstrap(values, np.random.default_rng(1))).all()


def test_the_mean_is_over_those_who_have_a_value() -> None:
    assert metrics.mean(np.array([0.2, np.nan, 0.4])) == pytest.approx(0.3)
