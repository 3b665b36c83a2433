"""Fusion: one ranking made of several, by reciprocal ranks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

CONSTANT = 60


def fused(rankings: Sequence[Scores], *, deepest: int, constant: int = CONSTANT) -> Scores:
    """Reciprocal rank fusion of ``rankings``, each of shape (n,), higher is better, NaN for none.

    The sum over the rankings of 1 / (constant + rank) (Cormack, Clarke & Büttcher 2009,
    "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods"): no
    ranking's scale matters. Ranks below ``deepest`` count nothing; 0 for who is in no ranking.
    """
    total = np.zeros_like(rankings[0], dtype=np.float64)
    for scores in rankings:
        rank = ranks(scores)
        total += np.where(rank <= deepest, 1 / (constant + rank), 0.0)
    return total


def ranks(scores: Scores) -> Scores:
    """1 + how many are better, so that equals rank alike: shape (n,); infinite for NaN."""
    falling = -np.asarray(scores, dtype=np.float64)
    placed = np.sort(falling[~np.isnan(falling)])
    rank = 1.0 + np.searchsorted(placed, falling, side="left")
    return np.where(np.isnan(falling), np.inf, rank)
