"""Tests of matching with transferable utility."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market
from tests.matcher.market.markets import Floats, market


def _plain(market: Market, temperature: float) -> Floats:
    """The iteration as published, in plain numbers."""
    kernel = np.exp((market.wants + market.takes.T) / (2 * temperature))
    offer = np.ones(market.offers)
    for _ in range(2000):
        half = kernel @ offer / 2
        person = np.sqrt(1 + half**2) - half
        half = person @ kernel / 2
        offer = np.sqrt(1 + half**2) - half
    mass: Floats = kernel * person[:, None] * offer
    return mass


@pytest.mark.parametrize("temperature", [1.0, 0.2])
def test_it_is_the_published_iteration(temperature: float) -> None:
    small = market(1)
    found = transferable(small, TransferableConfig(temperature=temperature, iterations=2000))
    assert found.converged
    np.testing.assert_allclose(np.exp(found.log_matches), _plain(small, temperature), rtol=1e-6)


def test_matched_and_unmatched_are_all_there_are() -> None:
    small = market(2)
    seats = np.array([1, 2, 3, 1, 0, 4])
    mass = np.exp(transferable(small, seats=seats).log_matches)
    kernel = np.exp((small.wants + small.takes.T) / 2)
    alone = 1 - mass.sum(axis=1)
    empty = seats - mass.sum(axis=0)
    assert (alone > 0).all()
    np.testing.assert_allclose(mass, kernel * np.sqrt(np.outer(alone, np.maximum(empty, 0))))


@pytest.mark.parametrize("temperature", [0.01, 0.003, 0.001, 0.0001])
def test_it_is_stable_when_cold_and_says_how_far_it_came(temperature: float) -> None:
    found = transferable(
        market(3), TransferableConfig(temperature=temperature, iterations=5000, tolerance=1e-6)
    )
    assert np.isfinite(found.log_matches).all()
    mass = np.exp(found.log_matches)
    assert (mass.sum(axis=0) <= 1 + 1e-4).all()
    assert (mass.sum(axis=1) <= 1 + 1e-4).all()
    assert found.converged == (found.moved <= 1e-6)


def test_cold_sums_of_logarithms_agree_with_plain_ones() -> None:
    """On both sides of where the kernel would overflow the masses are almost the same."""
    small = market(4, people=5, offers=4)
    warm, cold = (
        np.exp(transferable(small, TransferableConfig(temperature=t, iterations=8_000)).log_matches)
        for t in (0.00335, 0.00333)
    )
    np.testing.assert_allclose(warm, cold, atol=0.01)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_cold_it_is_all_but_the_best_assignment(seed: int) -> None:
    """At a temperature of nothing it is a linear programme: here found by trying everything."""
    small = market(seed, people=5, offers=4)
    both = small.wants + small.takes.T
    best = max(both[list(rows), range(4)].sum() for rows in permutations(range(5), 4))
    found = transferable(small, TransferableConfig(temperature=0.001))
    assert (np.exp(found.log_matches) * both).sum() == pytest.approx(best, abs=0.02)


@pytest.mark.parametrize("temperature", [1.0, 0.001])
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1)])
def test_one_alone_and_seats_that_are_none_or_too_many_are_answered(
    shape: tuple[int, int], temperature: float
) -> None:
    lone = market(1, people=shape[0], offers=shape[1])
    config = TransferableConfig(temperature=temperature)
    for each in (0, 1, 9):
        seats = np.full(lone.offers, each)
        mass = np.exp(transferable(lone, config, seats=seats).log_matches)
        assert (mass.sum(axis=1) <= 1 + 1e-6).all()
        assert (mass.sum(axis=0) <= seats + 1e-6).all()
        assert (mass > 0).any() == (each > 0)


@pytest.mark.parametrize(
    ("seats", "code"), [((1, -1, 1, 1, 1, 1), "seats_negative"), ((1, 1), "seats_shape")]
)
def test_seats_that_are_not_the_market_s_are_refused(seats: tuple[int, ...], code: str) -> None:
    with pytest.raises(MatcherError, match=code):
        transferable(market(1), seats=np.array(seats))


def test_too_few_iterations_are_told() -> None:
    found = transferable(market(5), TransferableConfig(temperature=0.02, iterations=2))
    assert not found.converged
    assert found.iterations == 2
    assert found.moved > 1e-9


@pytest.mark.parametrize("temperature", [0, -1, float("nan"), float("inf")])
def test_a_temperature_of_nothing_is_refused(temperature: float) -> None:
    with pytest.raises(MatcherError, match="transferable_config"):
        TransferableConfig(temperature=temperature)
