"""Popularity damped by exposure: little known is drawn to the mean, much known is believed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.behaviour import damped_rates


@given(st.lists(st.tuples(st.integers(0, 200), st.floats(0, 1)), min_size=1, max_size=20))
def test_a_damped_rate_lies_between_the_own_rate_and_the_mean(
    seen: list[tuple[int, float]],
) -> None:
    shown = np.array([count for count, _ in seen], dtype=np.float64)
    taken = np.floor(shown * np.array([share for _, share in seen]))
    rates, mean, strength = damped_rates(taken, shown)
    own = np.divide(taken, shown, out=np.full(len(shown), mean), where=shown > 0)
    assert (rates >= np.minimum(own, mean) - 1e-12).all()
    assert (rates <= np.maximum(own, mean) + 1e-12).all()
    assert strength > 0


def test_one_lucky_showing_is_no_success() -> None:
    rates, mean, _ = damped_rates(np.array([1.0, 60, 20, 35]), np.array([1.0, 100, 100, 100]))
    assert mean < rates[0] < rates[1]


def test_where_all_are_alike_everything_is_the_mean() -> None:
    rates, mean, _ = damped_rates(np.array([10.0, 20, 5]), np.array([100.0, 200, 50]))
    np.testing.assert_allclose(rates, mean, atol=1e-12)


def test_without_showings_there_is_no_rate() -> None:
    rates, mean, _ = damped_rates(np.zeros(3), np.zeros(3))
    assert not rates.any()
    assert mean == 0
