"""Tests of settling."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.applications import applications
from matcher.market.examination import Examination
from matcher.market.expected_matches import ExpectedMatches
from matcher.market.policy import Policy, ranked
from matcher.market.scores import naive, reciprocal
from matcher.market.settling import SettlingConfig, settled
from matcher.market.transferable import transferable
from matcher.market.two_sided import Market, seated
from tests.matcher.market.markets import market


def _value(market: Market, policy: Policy) -> float:
    return ExpectedMatches(market).slope(applications(market, policy))[0]


def test_in_a_crowd_it_is_above_what_looks_ahead_less() -> None:
    crowd = market(1, people=90, offers=60)
    others = naive(crowd), reciprocal(crowd), transferable(crowd).log_matches
    best = max(_value(crowd, ranked(scores)) for scores in others)
    assert _value(crowd, settled(crowd)) > best


def test_everybody_has_every_offer_once() -> None:
    small = market(2)
    orders = settled(small).orders
    assert orders.shape == (1, small.people, small.offers)
    assert (np.sort(orders[0], axis=1) == np.arange(small.offers)).all()


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from(Examination))
def test_whatever_is_wanted_and_however_many_seats_everybody_has_every_offer_once(
    seed: int, examination: Examination
) -> None:
    rng = np.random.default_rng(seed)
    people, offers = rng.integers(1, 9, 2)
    wants, takes = (
        rng.choice([0.0, 1e-9, 0.3, 1.0], shape) for shape in ((people, offers), (offers, people))
    )
    some = seated(wants, takes, examination, counts=rng.integers(0, 12, offers))
    orders = settled(some).orders
    assert (np.sort(orders[0], axis=1) == np.arange(offers)).all()


def test_without_rounds_it_is_where_it_begins() -> None:
    small = market(3)
    begun = settled(small, SettlingConfig(yielding=()))
    assert _value(small, begun) > _value(small, ranked(naive(small)))


def test_seats_are_looked_at_offer_by_offer() -> None:
    rng = np.random.default_rng(4)
    wants, takes = rng.random((60, 6)), rng.random((6, 60))
    seats = np.array([1, 1, 1, 20, 20, 20])
    crowd = seated(wants, takes, Examination.INV, counts=seats)
    assert _value(crowd, settled(crowd)) > _value(crowd, ranked(reciprocal(crowd)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"yielding": (1.5,)},
        {"steps": 0},
        {"followed": 0},
        {"temperature": 0.001},
        {"temperature": float("nan")},
        {"iterations": 0},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MatcherError, match="settling_config"):
        SettlingConfig(**wrong)


def test_it_leaves_the_market_as_it_was() -> None:
    small = market(5)
    wants, takes = small.wants.copy(), small.takes.copy()
    settled(small)
    assert (small.wants == wants).all()
    assert (small.takes == takes).all()


def test_with_the_coldest_beginning_that_is_allowed_rankings_are_whole() -> None:
    sure = Market(np.ones((5, 4)), np.ones((4, 5)), np.ones(4), np.ones(5))
    orders = settled(sure, SettlingConfig(temperature=0.03)).orders
    assert (np.sort(orders[0], axis=1) == np.arange(4)).all()
