"""Scores to rank by that know of no queue: one side's wish, both, or their harmonic mean."""

import numpy as np
from numpy.typing import NDArray

from matcher.market.two_sided import Market

Floats = NDArray[np.float64]


def naive(market: Market) -> Floats:
    """What the person wants, whoever would take them: (people, offers)."""
    return market.wants


def reciprocal(market: Market) -> Floats:
    """The probability that both want it, were both to look: (people, offers)."""
    return market.wants * market.takes.T


def recon(market: Market) -> Floats:
    """The harmonic mean of both (Pizzato et al., RECON, RecSys 2010): (people, offers)."""
    total = market.wants + market.takes.T
    product = 2.0 * market.wants * market.takes.T
    return np.divide(product, total, out=np.zeros_like(total), where=total > 0)
