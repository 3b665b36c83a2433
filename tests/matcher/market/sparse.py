"""Sparse markets in one call, for the tests of allocations and prices."""

import numpy as np

from matcher.market.candidates import Candidates
from matcher.market.demand import Floats, Whole


def drawn(
    seed: int, *, people: int = 200, offers: int = 20, width: int = 12, crowd: float = 1.0
) -> Candidates:
    """Everybody has ``width`` candidates; with ``crowd`` above 0 all want the same ones more."""
    rng = np.random.default_rng(seed)
    chosen = np.array([rng.permutation(offers)[:width] for _ in range(people)], dtype=np.int32)
    pull = np.exp(-crowd * chosen / offers * 3)
    wants = np.clip(rng.random(chosen.shape) * pull, 0.01, 1)
    return Candidates(
        offers=chosen,
        wants=wants.astype(np.float32),
        taken=rng.uniform(0.3, 1, chosen.shape).astype(np.float32),
        count=offers,
    )


def popular(seed: int, *, people: int, offers: int, width: int) -> Candidates:
    """Everybody's candidates are the best of all for them: some offers are nearly everybody's."""
    rng = np.random.default_rng(seed)
    kinds, pull = rng.normal(0, 1, (8, offers)), rng.normal(-2, 1, offers)
    odds = rng.normal(0, 0.7, (people, 8)) @ kinds + pull
    best = np.argsort(-odds, axis=1)[:, :width].astype(np.int32)
    return Candidates(
        offers=best,
        wants=(1 / (1 + np.exp(-np.take_along_axis(odds, best, axis=1)))).astype(np.float32),
        taken=rng.uniform(0.2, 1, best.shape).astype(np.float32),
        count=offers,
    )


def seats(count: int, each: int) -> Whole:
    """The same number everywhere."""
    return np.full(count, each, dtype=np.int64)


def nobody(count: int) -> Floats:
    """Zeros."""
    return np.zeros(count)
