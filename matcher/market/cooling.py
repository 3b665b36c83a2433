"""Cooling: potentials of transferable utility, in logarithms, from a warm market to a cold one.

At a low temperature the iteration hardly moves: what it has to find are prices, a thousandth of
the temperature at a time. In a warm market it finds them at once, roughly; halving the temperature
doubles every logarithm, which is where the next one begins (Schmitzer, "Stabilized sparse scaling
algorithms for entropy regularized transport problems", SIAM Journal on Scientific Computing 2019).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem

Floats = NDArray[np.float64]
Turn = Callable[[Floats, float], tuple[Floats, Floats]]
"""From the offers' potentials, and a factor on all exponents of the kernel, to the people's
potentials and the logarithms of the sums over people that decide on the offers' next."""

# From here on arsinh of e^x is x + ln 2 to all digits.
_LINEAR = 30.0
# Exponents as small as this need no help, and potentials as near are where to go on from.
_WARM = 8.0
_ROUGH = 0.01


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Potentials:
    """``person`` (people,) and ``offer`` (offers,): logarithms of the roots of unmatched mass.

    The logarithm of a pair's mass is that of its kernel and both of these. ``moved`` is how far the
    last of ``iterations`` still moved an offer's; ``converged``, whether within the tolerance.
    """

    person: Floats
    offer: Floats
    iterations: int
    moved: float
    converged: bool


def cooled(
    turn: Turn, log_root: Floats, steepest: float, *, tolerance: float, iterations: int
) -> Potentials:
    """The equilibrium of offers with ``log_root`` (offers,), half the logarithm of their mass.

    At most ``iterations`` in all, until no potential moves by more than ``tolerance``.

    1. Begin where ``steepest``, the largest exponent of the kernel, halved so many times, is warm.
    2. Iterate until potentials hardly move; all warmer markets together have half the iterations.
    3. Halve the temperature: how far potentials lie below those of nobody doubles.
    4. At the temperature that is asked for iterate to the tolerance.
    """
    halvings = max(0, int(np.ceil(np.log2(max(steepest, 1.0) / _WARM))))
    share = iterations // (2 * max(halvings, 1))
    below, done = np.zeros(len(log_root)), 0
    for left in range(halvings if share else 0, 0, -1):
        way = _Way(scale=0.5**left, most=share, close=max(_ROUGH, tolerance))
        near, below = _iterated(turn, below, log_root, way)
        below, done = 2.0 * below, done + near.iterations
    way = _Way(scale=1.0, most=iterations - done, close=tolerance)
    found, _ = _iterated(turn, below, log_root, way)
    return replace(found, iterations=done + found.iterations)


def drop(log_sum: Floats, log_root: Floats) -> Floats:
    """How far a potential lies below that of somebody whom nobody would match, ``log_root``.

    ``log_sum`` is the logarithm of 2s: the root of mass + s², plus s, by the root of the mass is e
    to the arsinh of s by that root. Where there is no mass everything is 0.
    """
    with np.errstate(invalid="ignore"):
        steep = log_sum - np.log(2.0) - log_root
    bent = np.arcsinh(np.exp(np.minimum(steep, _LINEAR)))
    found = np.where(steep < _LINEAR, bent, steep + np.log(2.0))
    return np.where(np.isneginf(log_root), 0.0, found)


def masses(seats: NDArray[np.integer], offers: int) -> Floats:
    """The mass of each of so many offers; raises ``MatcherError`` (``seats_shape``,
    ``seats_negative``)."""
    if seats.shape != (offers,):
        raise MatcherError(Problem("seats_shape", {"offers": offers}))
    if (seats < 0).any():
        raise MatcherError(Problem("seats_negative", {"seats": int(seats.min())}))
    return seats.astype(np.float64)


def log_roots(mass: Floats) -> Floats:
    """The logarithm of the root of each mass, minus infinity of none."""
    with np.errstate(divide="ignore"):
        return np.log(mass) / 2.0


def log_sums(values: Floats) -> Floats:
    """The logarithm of the sum of e to the values of each row; the largest is taken out of it."""
    top = values.max(axis=1, initial=-np.inf)
    steady = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(steady + np.log(np.exp(values - steady[:, None]).sum(axis=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """At which factor on the exponents, so many iterations at most, and when to stop."""

    scale: float
    most: int
    close: float


def _iterated(turn: Turn, below: Floats, log_root: Floats, way: _Way) -> tuple[Potentials, Floats]:
    """The potentials, and how far those of offers lie below ``log_root``."""
    person, moved, done = np.empty(0), np.inf, 0
    while done < way.most and moved > way.close:
        person, log_sum = turn(log_root - below, way.scale)
        then = drop(log_sum, log_root)
        moved, below = float(np.abs(then - below).max(initial=0.0)), then
        done += 1
    found = Potentials(
        person=person,
        offer=log_root - below,
        iterations=done,
        moved=moved,
        converged=moved <= way.close,
    )
    return found, below
