"""Prices: what a crowded offer's seats cost, told as the chance that one more finds a seat.

A price is the same for everybody. It is 0, and the chance 1, where seats are enough. Lists sorted
by worth times that chance send people where seats are; the chances are those that come about when
everybody's list is sorted so (cutoffs in Azevedo & Leshno, Journal of Political Economy 2016, are
prices of the same kind). The mirror image is a person's tempering: how likely it is that somebody
who is wanted in many places still has time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.market.allocation import Lists, Looking, lists
from matcher.market.candidates import Candidates
from matcher.market.demand import Demand, Floats, Whole

SURE = 0.95
"""A chance of a seat as high as this is as good as sure: it counts as 1, others as shares of it."""
LEAST_TIME = 0.7
"""Nobody is tempered more: who fits best and is wanted elsewhere too still stands near the top."""
LEAST_FREE = 1e-4
"""No chance is taken to be less: where everything is full, lists should still differ by worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceConfig:
    """``doubt`` is the standard deviation of the factor by which an expected number of people may
    be off, ``places_each`` in how many things somebody takes part at a time. At most ``rounds``;
    fewer when no chance changes by more than ``close`` (relative).
    """

    looking: Looking = field(default_factory=Looking)
    doubt: float = 0.3
    places_each: int = 3
    rounds: int = 40
    close: float = 0.02


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Prices:
    """``free`` (offers,) is the chance that one more finds a seat, ``load`` (offers,) how many come
    who would be taken, those who wait included, ``temper`` (people,) the chance that somebody still
    has time.

    ``filled`` is how many seats are filled, in expectation; ``plain`` were lists sorted without
    prices; ``most`` what no lists whatever could exceed.
    """

    free: Floats
    load: Floats
    temper: Floats
    filled: float
    plain: float
    most: float
    rounds: int

    @property
    def crowded(self) -> int:
        """How many offers have a price."""
        return int((self.free < 1).sum())


def prices(
    candidates: Candidates,
    seats: Whole,
    *,
    waiting: Floats,
    engaged: Floats,
    config: PriceConfig | None = None,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Prices:
    """Prices for ``seats`` (offers,) that are left, and everybody's tempering.

    ``waiting`` (offers,) is how many of those who wait would be taken, ``engaged`` (people,) in
    how many things each takes part or waits to. ``tell`` hears of every round.
    1. Everybody's list by worth times the chance of a seat; at first all seats are free.
    2. How many that sends to each offer, and so how likely one more finds a seat.
    3. Go a part of the way towards that, in logarithms: the mean of all rounds at first, later a
       tenth. A whole step would send everybody to and fro. Again, until nothing changes any more.
    4. What they fill, and at most: a concave aim's slopes bound it from above (Frank & Wolfe 1956).
    """
    config = config or PriceConfig()
    demand, looking = Demand(seats, config.doubt), config.looking
    logs, count = np.zeros(len(seats)), 0
    found = plain = lists(candidates, np.exp(logs), looking)
    for count in range(1, config.rounds + 1):
        change = _log_free(demand, found.load + waiting) - logs
        logs = logs + max(1.0 / count, _STEP) * change
        found = lists(candidates, np.exp(logs), looking)
        tell(count, config.rounds)
        if np.abs(change).max(initial=0.0) < config.close:
            break
    load = found.load + waiting
    return Prices(
        free=_chance(np.exp(logs)),
        load=load,
        temper=_temper(found, engaged, config),
        filled=_filled(demand, load),
        plain=_filled(demand, plain.load + waiting),
        most=_most(candidates, demand, load, waiting=waiting, looking=looking),
        rounds=count,
    )


def _log_free(demand: Demand, load: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(demand.free(load), _NEVER))
    return logs


def _filled(demand: Demand, load: Floats) -> float:
    return float(demand.filled(load).sum())


def _temper(found: Lists, engaged: Floats, config: PriceConfig) -> Floats:
    """The chance that a person is in fewer things than they take part in at a time, or the least.

    It is a guess about other people's answers, so that it settles between near equals and does not
    turn a list around.
    """
    room = np.full(len(engaged), config.places_each, dtype=np.int64)
    return np.maximum(_chance(Demand(room, config.doubt).free(found.matched + engaged)), LEAST_TIME)


def _chance(free: Floats) -> Floats:
    return np.clip(free / SURE, LEAST_FREE, 1.0)


def _most(
    candidates: Candidates, demand: Demand, load: Floats, *, waiting: Floats, looking: Looking
) -> float:
    slope = demand.slope(load)
    best = lists(candidates, slope, looking).load + waiting
    return _filled(demand, load) + float(slope @ (best - load))


_STEP, _NEVER = 0.1, 1e-6
