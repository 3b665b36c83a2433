"""Demand: how many come for so many seats, where nobody knows how many will.

Who come and would be taken are many people with small independent chances, so that their number is
all but Poisson (Le Cam, Pacific Journal of Mathematics 1960). Its mean is an estimate and may be
off by a factor, drawn from a gamma distribution with mean 1: the number is negative binomial.
Without that the chance of a seat falls so steeply beyond the seats that lists would run after
differences between 1 in a thousand and 1 in a million, all to the same offers.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

UNLIMITED = -1
"""Seats of an offer without a limit."""
_MANY = 256


@dataclass(frozen=True, eq=False)
class Demand:
    """``seats`` (offers,), ``UNLIMITED`` without a limit; ``doubt`` is the standard deviation of
    the factor by which any expected number may be off, above 0.

    ``load`` is everywhere how many are expected to come who would be taken: (offers,).
    """

    seats: Whole
    doubt: float = 0.3

    def free(self, load: Floats) -> Floats:
        """The chance that one more finds a seat: 1 without a limit."""
        return self._of_limited(load, shape=self._shape, fewer=1)

    def slope(self, load: Floats) -> Floats:
        """How many more seats are filled for one more who comes: the derivative of ``filled``.

        Of E[f F(f load)] under a gamma factor f the f before F makes its shape one larger.
        """
        shape = self._shape
        return self._of_limited(load * (shape + 1) / shape, shape=shape + 1, fewer=1)

    def filled(self, load: Floats) -> Floats:
        """How many seats are filled: E[min(N, seats)], all that come where there is no limit."""
        shape = self._shape
        room = self._of_limited(load * (shape + 1) / shape, shape=shape + 1, fewer=2)
        over = 1.0 - self._of_limited(load, shape=shape, fewer=1)
        return load * room + np.maximum(self.seats, 0) * over

    @cached_property
    def _shape(self) -> float:
        return self.doubt**-2

    @cached_property
    def _limited(self) -> NDArray[np.bool_]:
        return self.seats != UNLIMITED

    def _of_limited(self, load: Floats, *, shape: float, fewer: int) -> Floats:
        """P(N <= seats - ``fewer``), 1 without a limit."""
        chance = np.ones(len(load))
        limited = self._limited
        chance[limited] = at_most(self.seats[limited] - fewer, load[limited], shape=shape)
        return chance


def at_most(count: Whole, mean: Floats, *, shape: float) -> Floats:
    """P(N <= count), N negative binomial with ``mean``: shape (n,); 0 for a negative ``count``.

    Exact below 256, beyond by a gamma distribution of the same mean and variance: to .002.
    """
    chance = np.zeros(len(mean))
    few = (count >= 0) & (count < _MANY)
    if few.any():
        chance[few] = _summed(count[few], mean[few], shape)
    many = count >= _MANY
    if many.any():
        chance[many] = _smooth(count[many], mean[many], shape)
    return chance


def _summed(count: Whole, mean: Floats, shape: float) -> Floats:
    """The probabilities of 0 to ``count`` added up."""
    numbers = np.arange(int(count.max()) + 1)
    ways = _log_ways(shape)[: len(numbers)]
    share = np.maximum(mean, 1e-300) / (shape + mean)
    none = shape * np.log(shape / (shape + mean))
    chances = np.exp(ways + none[:, None] + numbers * np.log(share)[:, None])
    chances[numbers > count[:, None]] = 0.0
    return np.minimum(chances.sum(axis=1), 1.0)


@lru_cache(maxsize=8)
def _log_ways(shape: float) -> Floats:
    """Of each number the logarithm of its binomial coefficient, below ``_MANY``."""
    ways = [lgamma(k + shape) - lgamma(k + 1.0) - lgamma(shape) for k in range(_MANY)]
    return np.array(ways)


def _smooth(count: Whole, mean: Floats, shape: float) -> Floats:
    """The gamma's cube root is nearly normal (Wilson & Hilferty, PNAS 1931)."""
    mean = np.maximum(mean, 1e-9)
    variance = mean + mean**2 / shape
    spread = variance / (9.0 * mean**2)
    deviate = (((count + 0.5) / mean) ** (1.0 / 3.0) - (1.0 - spread)) / np.sqrt(spread)
    return _normal(deviate)


def _normal(deviate: Floats) -> Floats:
    """The normal distribution function, to 1e-7 (Abramowitz & Stegun 1964, 7.1.26)."""
    x = np.abs(deviate) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    total = np.zeros_like(t)
    for step in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        total = (total + step) * t
    tail = 0.5 * total * np.exp(-x * x)
    return np.where(deviate > 0, 1.0 - tail, tail)
