"""How much of a log speaks about another policy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.off_policy.logs import seeds
from training.off_policy import effective_size, overlap


@given(st.integers(1, 50), st.floats(0.01, 100))
def test_equal_weights_count_as_what_they_are(rows: int, weight: float) -> None:
    assert effective_size(np.full(rows, weight)) == pytest.approx(rows)


@given(seeds)
def test_unequal_weights_count_for_less(seed: int) -> None:
    weights = np.random.default_rng(seed).exponential(size=30)
    assert 1.0 <= effective_size(weights) <= 30.0


def test_no_weight_at_all_counts_for_nothing() -> None:
    found = overlap(np.zeros(4))
    assert (found.effective, found.mean_weight, found.heaviest_share) == (0.0, 0.0, 1.0)


def test_one_loud_row_is_seen() -> None:
    weights = np.array([97.0, 1.0, 1.0, 1.0])
    found = overlap(weights)
    assert (found.heaviest, found.heaviest_share) == (97.0, 0.97)
    assert found.effective == pytest.approx(100**2 / (97**2 + 3))


def test_the_place_that_says_least_is_told() -> None:
    weights = np.column_stack((np.ones(10), np.array([10.0, *np.zeros(9)])))
    assert overlap(weights).effective == pytest.approx(1.0)


def test_rows_of_one_person_count_as_one() -> None:
    found = overlap(np.ones(12), people=np.repeat([0, 1, 2], 4))
    assert (found.rows, found.people) == (12, 3)
    assert found.effective == pytest.approx(3.0)


def test_the_mean_weight_tells_how_much_the_log_never_shows() -> None:
    rng = np.random.default_rng(1)
    # The log draws items 0 and 1 evenly; the new policy picks a third one half of the time.
    item = rng.integers(2, size=4000)
    weights = np.array([0.3, 0.2])[item] / 0.5
    assert overlap(weights).unsupported == pytest.approx(0.5, abs=0.02)


def test_full_support_is_told_as_full() -> None:
    weights = np.random.default_rng(2).exponential(size=500)
    assert overlap(weights / weights.mean()).unsupported == 0.0
