"""Tests of filled seats."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.applications import applications
from matcher.market.demand import Whole
from matcher.market.examination import Examination
from matcher.market.expected_matches import ExpectedMatches
from matcher.market.filled_seats import FilledSeats
from matcher.market.policy import ranked
from matcher.market.scores import reciprocal
from matcher.market.two_sided import Market, examined, seated
from matcher.market.welfare import social_welfare
from tests.matcher.market.markets import Floats, market

SEEDS = st.integers(0, 10_000)


def _counted(market: Market, applied: Floats, counts: Whole) -> float:
    """By going through everybody who may come and be taken."""
    total, chance = 0.0, applied * market.takes.T
    for offer, held in enumerate(counts):
        for came in product((0, 1), repeat=market.people):
            one = np.where(came, chance[:, offer], 1 - chance[:, offer])
            total += np.prod(one) * min(sum(came), held)
    return float(total)


@settings(max_examples=15)
@given(SEEDS)
def test_they_are_what_going_through_all_cases_counts(seed: int) -> None:
    rng, small = np.random.default_rng(seed), market(seed, people=6, offers=3)
    applied, counts = rng.random((6, 3)), rng.integers(0, 9, 3)
    value, _ = FilledSeats(small, counts).slope(applied)
    assert value == pytest.approx(_counted(small, applied, counts))


def test_the_slope_is_that_of_finite_differences() -> None:
    rng, small = np.random.default_rng(2), market(2)
    applied, objective = rng.random((9, 6)), FilledSeats(small, np.arange(6))
    _, slope = objective.slope(applied)
    for at in np.ndindex(*applied.shape):
        nudge = np.zeros_like(applied)
        nudge[at] = 1e-6
        higher, lower = (objective.slope(applied + way * nudge)[0] for way in (1, -1))
        assert slope[at] == pytest.approx((higher - lower) / 2e-6, abs=1e-6)


@settings(max_examples=15)
@given(SEEDS)
def test_seats_that_go_on_are_more_than_seats_that_stay_empty_and_never_too_many(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 4, 3)
    small = seated(rng.random((7, 3)), rng.random((3, 7)), Examination.INV, counts=counts)
    applied = rng.random((7, 3))
    value, slope = FilledSeats(small, counts).slope(applied)
    assert ExpectedMatches(small).slope(applied)[0] - 1e-9 <= value <= counts.sum() + 1e-9
    assert (slope >= -1e-12).all()


def test_welfare_climbs_it() -> None:
    rng, counts = np.random.default_rng(3), np.full(5, 4)
    wants = np.clip(rng.random((40, 5)) * np.linspace(1, 0.3, 5), 0, 1)
    crowd = examined(wants, rng.random((5, 40)), Examination.INV)
    objective = FilledSeats(crowd, counts)
    begun = objective.slope(applications(crowd, ranked(reciprocal(crowd))))[0]
    found = social_welfare(crowd, objective=objective)
    assert found.value > 1.02 * begun


@pytest.mark.parametrize(
    ("counts", "code"), [((1, -1, 1), "seats_negative"), ((1, 2), "market_shapes")]
)
def test_seats_that_are_not_the_market_s_are_refused(counts: tuple[int, ...], code: str) -> None:
    with pytest.raises(MatcherError, match=code):
        FilledSeats(market(1, offers=3), np.array(counts))
