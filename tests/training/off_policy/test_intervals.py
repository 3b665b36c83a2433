"""Intervals over people: bootstrap and empirical Bernstein."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tests.training.off_policy.logs import choices, seeds
from training.off_policy import (
    Bounds,
    Interval,
    Method,
    NoBound,
    bootstrap,
    empirical_bernstein,
    ipw,
    snipw,
)
from training.off_policy.contributions import plain, weighted
from training.off_policy.intervals import drawn_counts


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


@settings(max_examples=20)
@given(seeds)
def test_every_interval_holds_its_own_estimate(seed: int) -> None:
    parts = ipw(choices(seed))
    intervals = (
        bootstrap(parts, _rng()),
        empirical_bernstein(parts, Bounds(0.0, 10.0)),
    )
    assert all(interval.holds(parts.value) for interval in intervals)


def test_a_bootstrap_agrees_with_a_literal_loop_over_people() -> None:
    log, people = choices(2), np.arange(40) // 5
    drawn = bootstrap(snipw(log), _rng(), people=people, draws=4000)
    rng, values = np.random.default_rng(6), []
    for _ in range(4000):
        rows = np.concatenate([np.flatnonzero(people == one) for one in rng.integers(8, size=8)])
        values.append((log.weight[rows] * log.reward[rows]).sum() / log.weight[rows].sum())
    low, high = np.quantile(values, [0.025, 0.975])
    assert drawn.low == pytest.approx(low, abs=0.01)
    assert drawn.high == pytest.approx(high, abs=0.01)


def test_people_with_many_like_rows_make_intervals_wider_than_rows_do() -> None:
    reward = np.repeat(_rng().random(20), 30)
    people = np.repeat(np.arange(20), 30)
    by_row = bootstrap(plain(reward), _rng())
    by_person = bootstrap(plain(reward), _rng(), people=people)
    assert by_person.high - by_person.low > 3 * (by_row.high - by_row.low)


def test_draws_are_made_piece_by_piece_as_they_are_asked_for() -> None:
    rng = _Counting(np.random.PCG64(5))
    pieces = drawn_counts(1000, 10_000, rng)
    assert (next(pieces).shape, rng.asked) == ((4000, 1000), 1)
    assert [len(piece) for piece in pieces] == [4000, 2000]


class _Counting(np.random.Generator):
    """Counts how often whole numbers are asked for."""

    asked = 0

    def integers(self, *args: Any, **kwargs: Any) -> Any:
        """As the generator does, counted."""
        self.asked += 1
        return super().integers(*args, **kwargs)


def test_empirical_bernstein_is_the_formula_of_the_paper() -> None:
    terms = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    interval = empirical_bernstein(plain(terms), Bounds(0.0, 2.0), level=0.9)
    told = np.log(4 / 0.1)
    half = np.sqrt(2 * terms.var(ddof=1) * told / 5) + 7 * 2.0 * told / (3 * 4)
    assert (interval.low, interval.high) == pytest.approx((0.6 - half, 0.6 + half))
    assert interval.method is Method.EMPIRICAL_BERNSTEIN


def test_empirical_bernstein_counts_people_and_bounds_the_busiest() -> None:
    terms, people = np.ones(6), np.array([0, 0, 0, 1, 2, 3])
    interval = empirical_bernstein(plain(terms), Bounds(0.0, 1.0), people=people)
    summed, told = np.array([3.0, 1.0, 1.0, 1.0]) / 1.5, np.log(4 / 0.05)
    half = np.sqrt(2 * summed.var(ddof=1) * told / 4) + 7 * (3 / 1.5) * told / (3 * 3)
    assert (interval.low, interval.high) == pytest.approx((1 - half, 1 + half))


def test_empirical_bernstein_refuses_what_normalises_itself() -> None:
    with pytest.raises(NoBound, match="ope_normalised_has_no_bound"):
        empirical_bernstein(snipw(choices(1)), Bounds(0.0, 10.0))


def test_empirical_bernstein_refuses_bounds_that_do_not_hold() -> None:
    with pytest.raises(NoBound, match="ope_outside_bounds"):
        empirical_bernstein(plain(np.array([0.0, 3.0])), Bounds(0.0, 1.0))


def test_empirical_bernstein_refuses_a_single_person() -> None:
    with pytest.raises(NoBound, match="ope_too_few_people"):
        empirical_bernstein(plain(np.ones(3)), Bounds(0.0, 1.0), people=np.zeros(3, dtype=np.intp))


def test_the_same_seed_gives_the_same_interval() -> None:
    parts = ipw(choices(4))
    assert bootstrap(parts, _rng()) == bootstrap(parts, _rng())


def test_a_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(200):
        weights = rng.exponential(size=(150, 1))
        parts = weighted(np.full((150, 1), 0.5), weights, normalised=False)
        held += bootstrap(parts, rng, draws=200).holds(0.5)
    assert 0.88 <= held / 200 <= 0.99


def test_an_interval_holds_its_ends() -> None:
    assert Interval(0.0, 1.0, 0.95, Method.BOOTSTRAP).holds(1.0)
    assert not Interval(0.0, 1.0, 0.95, Method.BOOTSTRAP).holds(1.1)
