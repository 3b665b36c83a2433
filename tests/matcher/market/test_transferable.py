"""Tests of matching with transferable utility."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("temperature", [0.01, 0.003, 0.001])
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


def test_too_few_iterations_are_told() -> None:
    found = transferable(market(5), TransferableConfig(temperature=0.02, iterations=2))
    assert not found.converged
    assert found.iterations == 2
    assert found.moved > 1e-9


def test_a_temperature_of_nothing_is_refused() -> None:
    with pytest.raises(MatcherError, match="transferable_config"):
        TransferableConfig(temperature=0)
