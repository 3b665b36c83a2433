"""Demand: the chance of a seat and the seats that are filled, beside sums and draws."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.market.demand import UNLIMITED, Demand, at_most

LOADS = st.floats(0, 300)


def whole(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, dtype=np.int64)


def test_the_law_is_the_negative_binomial() -> None:
    share = 5.0 / (4.0 + 5.0)
    expected = sum(comb(k + 3, k) * (1 - share) ** 4 * share**k for k in range(3))
    assert at_most(whole(2), np.array([5.0]), shape=4.0)[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seats", [1, 7, 40, 300])
def test_figures_are_those_of_many_draws(seats: int) -> None:
    rng = np.random.default_rng(5)
    load, doubt = seats * 1.1, 0.3
    came = rng.poisson(load * rng.gamma(doubt**-2, doubt**2, 200_000))
    demand = Demand(whole(seats), doubt)
    free, filled = demand.free(np.array([load]))[0], demand.filled(np.array([load]))[0]
    assert free == pytest.approx((came < seats).mean(), abs=0.006)
    assert filled == pytest.approx(np.minimum(came, seats).mean(), rel=0.006)


@given(st.integers(0, 120), LOADS)
def test_the_slope_is_how_the_filled_seats_grow(seats: int, load: float) -> None:
    demand, step = Demand(whole(seats)), 1e-4
    both = [demand.filled(np.array([max(load + way, 0.0)]))[0] for way in (-step, step)]
    width = load + step - max(load - step, 0.0)
    slope = demand.slope(np.array([load]))[0]
    assert slope == pytest.approx((both[1] - both[0]) / width, abs=2e-4)


@given(st.integers(0, 120), LOADS, st.floats(0, 50))
def test_the_more_come_the_less_is_free_and_the_more_is_filled(
    seats: int, load: float, more: float
) -> None:
    demand = Demand(whole(seats))
    before, after = np.array([load]), np.array([load + more])
    assert demand.free(after)[0] <= demand.free(before)[0] + 1e-12
    assert demand.filled(after)[0] >= demand.filled(before)[0] - 1e-9
    assert demand.filled(after)[0] <= seats + 1e-9


def test_without_a_limit_everybody_finds_a_seat() -> None:
    demand = Demand(whole(UNLIMITED))
    assert demand.free(np.array([1e6])).tolist() == [1.0]
    assert demand.filled(np.array([37.5])).tolist() == [37.5]


def test_without_seats_nobody_does() -> None:
    demand = Demand(whole(0))
    assert demand.free(np.array([0.0])).tolist() == [0.0]
    assert demand.filled(np.array([9.0])).tolist() == [0.0]
