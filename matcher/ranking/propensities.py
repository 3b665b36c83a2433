"""Propensities: how likely a policy is to make the list it made, of mixtures of Plackett–Luce.

Under Plackett–Luce (Plackett, Applied Statistics 1975) a list is drawn place by place, each time
one of the rest with probability proportional to exp(strength). A policy here first draws one of
several rows of strengths, all equally likely. Everywhere ``strengths`` has shape (rows, n), in any
units of log-odds, and an order holds places in 0..n-1.

Drawing by exp(strength) is a race: candidate j arrives after a time that is exponential with rate
exp(strength), and the list is the order of arrival (the "Gumbel trick" in minus the logarithm of
time). Prefixes are exact. That an item comes at a position is the integral, over when it arrives,
of the probability that so many others were earlier; given the time these are independent, and
their number follows from multiplying n - 1 polynomials of degree 1.
"""

from functools import cache
from math import asinh, ceil

import numpy as np
from numpy.typing import NDArray

Strengths = NDArray[np.float64]
Chances = NDArray[np.float64]
Order = NDArray[np.intp]

QUADRATURE_ERROR = 1e-4
"""What ``item_at_position`` may be off by, absolutely; 4e-5 was the most seen in trials."""

# So many nodes times the cube root of the positions. When an item comes at position k among equals
# is known to one part in the root of k, but how likely that is there falls as well.
_NODES = 11
_FROM, _TO, _BEND = -2.5, 11.0, 3.0
# Candidates farther apart than this, in log-odds, count as this far: e to the -50 is nothing. The
# product of as many odds as positions must stay a number.
_STEEPEST, _LARGEST = 50.0, 650.0
# All who are left out because they are never earlier come to no more than this.
_NEVER = 2e-5
_AT_A_TIME = 5


def drawn_order(strengths: Strengths, count: int, *, rng: np.random.Generator) -> Order:
    """The first ``count`` places of a list drawn by the policy: shape (count,)."""
    row = strengths[rng.integers(len(strengths))]
    return np.argsort(-(row + rng.gumbel(size=row.shape)))[:count]


def drawn_sets(
    strengths: Strengths, count: int, *, each: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Who is among the first ``count`` of ``each`` lists from every row: (rows * each, n)."""
    means = np.exp(np.minimum(strengths.max(axis=1, keepdims=True) - strengths, _LARGEST))
    arrivals = (rng.standard_exponential((each, *strengths.shape)) * means).reshape(
        -1, strengths.shape[1]
    )
    last = np.partition(arrivals, count - 1, axis=1)[:, count - 1]
    first: NDArray[np.bool_] = arrivals <= last[:, None]
    return first


def plackett_luce_prefixes(strengths: Strengths, order: Order) -> Chances:
    """For each length the probability that the list begins with that much of ``order``: (k,).

    Exact: the mean over the rows of the product of the choices, each among what is left.
    """
    rest = np.ones(strengths.shape[1], dtype=np.bool_)
    rest[order] = False
    whole = strengths[:, [*order, *np.flatnonzero(rest)]]
    left = np.logaddexp.accumulate(whole[:, ::-1], axis=1)[:, ::-1]
    choices = (whole - left)[:, : len(order)]
    prefixes: Chances = np.exp(np.cumsum(choices, axis=1)).mean(axis=0)
    return prefixes


def item_at_position(strengths: Strengths, items: Order, positions: Order) -> Chances:
    """The probability that each of ``items`` stands at its position (from 1): shape (items,).

    Exact at the first position, else by quadrature, within ``QUADRATURE_ERROR``. Low positions need
    few coefficients, so that some items are done at a time.
    """
    chances = _first_chances(strengths)[items]
    later = np.flatnonzero(positions > 1)
    later = later[np.argsort(positions[later], kind="stable")]
    for start in range(0, len(later), _AT_A_TIME):
        some = later[start : start + _AT_A_TIME]
        found = position_chances(strengths, items[some], int(positions[some[-1]]))
        chances[some] = found[np.arange(len(some)), positions[some] - 1]
    return chances


def position_chances(strengths: Strengths, items: Order, count: int) -> Chances:
    """The probability of each of ``items`` at each of the first ``count`` positions.

    Shape (items, count), within ``QUADRATURE_ERROR``. Of every other candidate a is the probability
    to come later than a time and b = 1 - a; the product of all (a + b z) is that of all a times
    that of all (1 + (b / a) z), whose coefficients are only ever added to.
    """
    times, weights = _nodes(ceil(_NODES * count ** (1 / 3)))
    steepest = min(_STEEPEST, _LARGEST / count)
    gaps = strengths.T[:, :, None] - strengths[None, :, items]
    pace = np.exp(np.clip(gaps, -steepest, steepest)).astype(np.float32)
    # Nobody is earlier than themselves.
    pace[items, :, np.arange(len(items))] = 0
    pace = pace[pace.max(axis=(1, 2)) > _NEVER / len(pace)]
    hazards = pace[..., None] * times
    np.minimum(hazards, np.float32(steepest), out=hazards)
    odds = np.expm1(hazards).astype(np.float64)
    earlier = np.zeros((count, *odds.shape[1:]))
    earlier[0] = 1
    added = np.empty_like(earlier[1:])
    for done, other in enumerate(odds):
        # After so many others no higher coefficient than this can be more than 0.
        top = min(done + 1, count - 1)
        np.multiply(earlier[:top], other, out=added[:top])
        earlier[1 : top + 1] += added[:top]
    earlier *= np.exp(-hazards.sum(axis=0, dtype=np.float64))
    chances: Chances = (earlier @ weights).mean(axis=1).T
    return chances


def _first_chances(strengths: Strengths) -> Chances:
    """The probability of everybody to be drawn first: shape (n,)."""
    weights = np.exp(strengths - strengths.max(axis=1, keepdims=True))
    first: Chances = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
    return first


@cache
def _nodes(count: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """``count`` times in units of the item's own mean time, and weights.

    The trapezoidal rule in s, where x = -log time = bend * sinh(s / bend): it converges
    exponentially for such integrands, and the bend spares nodes in the long tail of early arrival.
    """
    first, last = (_BEND * asinh(end / _BEND) for end in (_FROM, _TO))
    s, step = np.linspace(first, last, count, retstep=True)
    x = _BEND * np.sinh(s / _BEND)
    weights = step * np.cosh(s / _BEND) * np.exp(-x - np.exp(-x))
    return np.exp(-x).astype(np.float32), weights / weights.sum()
