"""Tests of matching with transferable utility among candidates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.candidates import NOBODY, Candidates
from matcher.market.demand import UNLIMITED
from matcher.market.sparse_transferable import log_matches, transferable_among
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market
from tests.matcher.market.markets import Floats, market
from tests.matcher.market.sparse import drawn, seats


def _among_all(whole: Market) -> Candidates:
    everything = np.arange(whole.offers, dtype=np.int32)
    return Candidates(
        offers=np.tile(everything, (whole.people, 1)),
        wants=whole.wants.astype(np.float32),
        taken=whole.takes.T.astype(np.float32),
        count=whole.offers,
    )


def _mass_of_offers(candidates: Candidates, logs: Floats) -> Floats:
    count = candidates.count + 1
    held = np.bincount(candidates.offers.ravel() % count, np.exp(logs).ravel(), count)
    return held[:-1].astype(np.float64)


@pytest.mark.parametrize("temperature", [1.0, 0.05, 0.001])
def test_where_everything_is_a_candidate_it_is_the_whole_market_s(temperature: float) -> None:
    whole, left = market(1), np.array([1, 2, 3, 1, 0, 4])
    config = TransferableConfig(temperature=temperature, iterations=400)
    found = transferable_among(_among_all(whole), left, config, block=4)
    expected = np.exp(transferable(whole, config, seats=left).log_matches)
    logs = log_matches(_among_all(whole), found, config)
    np.testing.assert_allclose(np.exp(logs), expected, atol=1e-5)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.sampled_from((1.0, 0.1, 0.01, 0.0005)))
def test_nobody_has_more_than_one_and_no_offer_more_than_its_seats(
    seed: int, temperature: float
) -> None:
    some = drawn(seed, people=60, offers=10, width=5)
    config = TransferableConfig(temperature=temperature, tolerance=1e-6)
    logs = log_matches(some, transferable_among(some, seats(10, 3), config), config)
    assert (np.exp(logs).sum(axis=1) <= 1 + 1e-2).all()
    assert (_mass_of_offers(some, logs) <= 3 + 1e-6).all()


def test_blocks_change_nothing() -> None:
    some = drawn(3)
    small, large = (transferable_among(some, seats(20, 4), block=size) for size in (7, 1000))
    np.testing.assert_allclose(small.person, large.person)
    np.testing.assert_allclose(small.offer, large.offer)


def test_who_has_no_candidates_and_what_nobody_has_as_one_stay_alone() -> None:
    some = Candidates(
        offers=np.array([[0, 1], [NOBODY, NOBODY], [1, NOBODY]], dtype=np.int32),
        wants=np.array([[0.5, 0.9], [0, 0], [0.4, 0]], dtype=np.float32),
        taken=np.array([[0.5, 0.5], [0, 0], [0.9, 0]], dtype=np.float32),
        count=3,
    )
    found = transferable_among(some, np.array([0, 1, 2]))
    mass = np.exp(log_matches(some, found))
    assert found.converged
    assert found.person[1] == 0
    assert found.offer[2] == pytest.approx(np.log(2) / 2)
    assert (mass > 0).tolist() == [[False, True], [False, False], [True, False]]


def test_seats_without_a_limit_are_as_many_as_there_are_people() -> None:
    some = drawn(4, people=30, offers=8, width=4)
    free, many = (transferable_among(some, seats(8, each)) for each in (UNLIMITED, 30))
    np.testing.assert_array_equal(free.offer, many.offer)


@pytest.mark.parametrize(
    ("people", "width", "offers"), [(0, 4, 2), (3, 0, 2), (3, 4, 0), (0, 0, 0)]
)
def test_without_people_candidates_or_offers_the_potentials_are_those_of_nobody(
    people: int, width: int, offers: int
) -> None:
    nothing = np.zeros((people, width), dtype=np.float32)
    nobody = np.full(nothing.shape, NOBODY, dtype=np.int32)
    some = Candidates(offers=nobody, wants=nothing, taken=nothing, count=offers)
    found = transferable_among(some, seats(offers, 1))
    assert found.converged
    assert found.person.tolist() == [0.0] * people
    assert found.offer.tolist() == [0.0] * offers
    assert np.isneginf(log_matches(some, found)).all()


@pytest.mark.parametrize(("left", "code"), [((1, -2), "seats_negative"), ((1,), "seats_shape")])
def test_seats_that_are_not_the_market_s_are_refused(left: tuple[int, ...], code: str) -> None:
    with pytest.raises(MatcherError, match=code):
        transferable_among(drawn(1, offers=2, width=1), np.array(left))
