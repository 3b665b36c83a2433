"""Popularity: how often an item is taken, damped by how often it was shown."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.behaviour.reading import Matrix, Reading, Sparse

_LEAST, _MOST = 1.0, 10_000.0


@dataclass(kw_only=True)
class Popularity:
    """Every user likes what most took; nothing else is known of them."""

    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "Popularity":
        """Count the users of each item: ``counts_`` is (items,)."""
        self.counts_ = self.reading.targets(matrix).sum(axis=0)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The same for everybody: shape (users, items)."""
        return np.broadcast_to(self.counts_, (rows.shape[0], len(self.counts_))).copy()


def damped_rates(
    taken: NDArray[np.float64], shown: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, float]:
    """How often each is taken when shown, drawn towards the mean as far as little is known.

    ``taken`` and ``shown`` are counts (n,), ``shown`` may be weighted by examination. Answers
    the rates (n,), the mean rate and the strength of the prior in showings: empirical Bayes with
    a beta prior whose moments are those of the observed rates, weighted by showings (Morris,
    JASA 1983; Kleinman, JASA 1973). With nothing shown all rates are 0.
    """
    total = shown.sum()
    if total <= 0:
        return np.zeros(len(taken)), 0.0, _MOST
    mean = float(taken.sum() / total)
    seen = shown > 0
    rates = np.divide(taken, shown, out=np.zeros(len(taken)), where=seen)
    spread = float((shown * (rates - mean) ** 2)[seen].sum())
    noise = mean * (1 - mean)
    between = spread - noise * (int(seen.sum()) - 1)
    room = float(total - (shown**2).sum() / total)
    variance = between / room if room > 0 else 0.0
    strength = noise / variance - 1 if variance > 0 else _MOST
    strength = float(np.clip(strength, _LEAST, _MOST))
    return (taken + strength * mean) / (shown + strength), mean, strength
