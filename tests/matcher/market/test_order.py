"""Tests of the order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.market.order import descending

WHOLE = st.lists(st.integers(-1000, 1000), min_size=1, max_size=40)


@given(WHOLE)
def test_the_highest_come_first_and_ties_by_index(scores: list[int]) -> None:
    values = np.array(scores, dtype=np.float64) / 8
    assert descending(values).tolist() == np.argsort(-values, kind="stable").tolist()


def test_rows_are_sorted_each_for_itself() -> None:
    values = np.random.default_rng(1).normal(size=(20, 300))
    assert np.array_equal(descending(values), np.argsort(-values, axis=1, kind="stable"))


def test_the_two_zeros_are_equal_and_the_infinite_come_last_and_first() -> None:
    assert descending(np.array([-np.inf, 0.0, -0.0, 0.0, np.inf])).tolist() == [4, 1, 2, 3, 0]


def test_what_differs_only_in_the_last_bits_counts_as_equal() -> None:
    assert descending(np.array([1.0, 1.0 + 1e-16, 1.0])).tolist() == [0, 1, 2]
    assert descending(np.array([1.0, 1.0 + 1e-9, 1.0])).tolist() == [1, 0, 2]


@given(st.lists(st.integers(-(2**10), 2**10), min_size=1, max_size=256))
def test_in_single_precision_too_what_few_digits_tell_apart_is_told_apart(
    scores: list[int],
) -> None:
    values = np.array(scores, dtype=np.float32) / 64
    assert descending(values).tolist() == np.argsort(-values, kind="stable").tolist()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_every_index_comes_once_and_no_score_is_before_one_that_is_clearly_higher(
    scores: list[float],
) -> None:
    values = np.array(scores)
    order = descending(values)
    assert sorted(order.tolist()) == list(range(len(values)))
    assert (np.diff(values[order]) <= 1e-12).all()
