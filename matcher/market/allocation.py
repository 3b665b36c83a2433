"""An allocation: whom lists should send where, so that as many seats as possible are filled.

For sparse and large markets. Nothing is kept of each pair: how good lists are depends on them only
through each offer's load, which is linear in who is shown what, so that memory is that of the
candidates.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.market.candidates import Candidates
from matcher.market.demand import Demand, Floats

_HALVINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How lists are looked at: place k with k to the power of minus ``decay``, the first ``places``
    only, ``visits`` times before the seats are settled. ``block`` people are sorted at a time.
    """

    decay: float = 0.7
    places: int = 20
    visits: float = 1.0
    block: int = 4096

    def attention(self, width: int) -> NDArray[np.float32]:
        """What each place of a list of ``width`` gets: shape (min(width, places),)."""
        position = np.arange(1, min(width, self.places) + 1)
        return (self.visits * position**-self.decay).astype(np.float32)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Allocation:
    """``load`` (offers,) is of mixed lists, those who wait included. ``filled`` is how many seats
    are filled, ``gap`` how many more any lists could fill at most."""

    load: Floats
    filled: float
    gap: float
    steps: int


def loads(candidates: Candidates, free: Floats, looking: Looking) -> Floats:
    """Of everybody's list by worth times ``free``, the chance of a seat: how many who would be
    taken it sends to each offer. Both (offers,)."""
    load = np.zeros(candidates.count + 1)
    # One more at the end, for the place of nobody.
    chances = np.append(free, 0.0).astype(np.float32)
    attention = looking.attention(candidates.offers.shape[1])
    for block in candidates.blocks(looking.block):
        worth = block.worth
        order = _first(worth * chances[block.offers], len(attention))
        comes = np.take_along_axis(worth, order, axis=1) * attention
        offers = np.take_along_axis(block.offers, order, axis=1)
        load += np.bincount(offers.ravel() % len(load), comes.ravel(), minlength=len(load))
    return load[:-1]


def allocate(
    candidates: Candidates,
    demand: Demand,
    *,
    waiting: Floats,
    looking: Looking | None = None,
    steps: int = 60,
    gap: float = 0.005,
    tell: Callable[[int], None] = lambda _: None,
) -> Allocation:
    """The lists, mixed, that fill most seats, to a share ``gap`` of them or so many ``steps``.

    The aim is the sum over offers of E[min(N, seats)], concave in the loads, and the loads are
    linear in who is shown what (Frank & Wolfe, Naval Research Logistics 1956).
    1. Begin with everybody's list by worth alone.
    2. What one more is worth to an offer is the slope of its filled seats.
    3. The best lists for that are a sort of each person's candidates by worth times it.
    4. How many more they seem to fill is an upper bound on what any lists could.
    5. Go the way towards them that fills most seats, and again. ``tell`` hears of every step.
    """
    looking = looking or Looking()
    load = loads(candidates, np.ones(candidates.count), looking) + waiting
    missing, step = np.inf, 0
    for step in range(1, steps + 1):
        slope = demand.slope(load)
        other = loads(candidates, slope, looking) + waiting
        missing = float(slope @ (other - load))
        if missing <= gap * max(float(demand.filled(load).sum()), 1.0):
            break
        load = load + _way(demand, load, other) * (other - load)
        tell(step)
    filled = float(demand.filled(load).sum())
    return Allocation(load=load, filled=filled, gap=max(missing, 0.0), steps=step)


def _way(demand: Demand, load: Floats, other: Floats) -> float:
    """How far to go towards ``other``: to where the slope is 0, found by halving."""
    low, high, way = 0.0, 1.0, other - load
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rises = demand.slope(load + middle * way) @ way > 0
        low, high = (middle, high) if rises else (low, middle)
    return (low + high) / 2


def _first(value: NDArray[np.float32], places: int) -> NDArray[np.intp]:
    """The places of the highest values of each row, best first: (rows, places)."""
    if places == value.shape[1]:
        return np.argsort(-value, axis=1, kind="stable")
    some = np.argpartition(-value, places - 1, axis=1)[:, :places]
    best = np.take_along_axis(value, some, axis=1)
    return np.take_along_axis(some, np.argsort(-best, axis=1, kind="stable"), axis=1)
