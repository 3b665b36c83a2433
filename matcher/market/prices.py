"""Prices: what a crowded offer's seats cost, told as the chance that one more finds a seat.

A price is the same for everybody. It is 0, and the chance 1, where seats are enough. Lists sorted
by worth times that chance send people where seats are; the chances are those that come about when
everybody's list is sorted so (cutoffs in Azevedo & Leshno, Journal of Political Economy 2016, are
prices of the same kind). The mirror image is a person's tempering: how likely it is that somebody
who is in several things already still has time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.market.allocation import Looking, loads
from matcher.market.candidates import Candidates
from matcher.market.demand import UNLIMITED, Demand, Floats, Whole

SURE = 0.95
"""A chance of a seat as high as this is as good as sure: it counts as 1, others as shares of it."""
LEAST_FREE = 1e-4
"""No chance is taken to be less: where everything is full, lists should still differ by worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceConfig:
    """``doubt`` is the standard deviation of the factor by which an expected number of people may
    be off, ``places_each`` in how many things somebody takes part at a time. Nobody is tempered
    below ``least_time``: who fits best and is in other things too still stands near the top. At
    most ``rounds``; fewer when no chance changes by more than ``close`` (relative).
    """

    looking: Looking = field(default_factory=Looking)
    doubt: float = 0.3
    places_each: int = 3
    least_time: float = 0.7
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
    3. Each offer goes a part of the way towards that, in logarithms, and again, until nothing
       changes any more. A whole step would send everybody to and fro: who has just turned round
       takes smaller steps, who goes on larger ones (Riedmiller & Braun, ICNN 1993).
    4. What they fill, and at most: a concave aim's slopes bound it from above (Frank & Wolfe 1956),
       and so do the seats.
    """
    config = config or PriceConfig()
    demand, looking = Demand(seats, config.doubt), config.looking
    plain = loads(candidates, np.ones(len(seats)), looking) + waiting
    logs, load, rounds = _settled(
        candidates, demand, plain, waiting=waiting, config=config, tell=tell
    )
    return Prices(
        free=_chance(np.exp(logs)),
        load=load,
        temper=_temper(engaged, config),
        filled=_filled(demand, load),
        plain=_filled(demand, plain),
        most=_most(candidates, demand, load, waiting=waiting, looking=looking),
        rounds=rounds,
    )


def _settled(
    candidates: Candidates,
    demand: Demand,
    load: Floats,
    *,
    waiting: Floats,
    config: PriceConfig,
    tell: Callable[[int, int], None],
) -> tuple[Floats, Floats, int]:
    """The logarithms of the chances, the load that lists by them bring, and after how many rounds;
    begun with the ``load`` of lists without prices."""
    logs, before, rounds = np.zeros(len(load)), np.zeros(len(load)), 0
    steps = np.full(len(load), _LONGEST)
    for rounds in range(1, config.rounds + 1):
        change = _log_free(demand, load) - logs
        steps = _next_steps(steps, change * before)
        logs, before = logs + steps * change, change
        load = loads(candidates, np.exp(logs), config.looking) + waiting
        tell(rounds, config.rounds)
        if np.abs(change).max(initial=0.0) < config.close:
            break
    return logs, load, rounds


def _next_steps(steps: Floats, goes_on: Floats) -> Floats:
    """Shorter where ``goes_on`` is negative: a change in the other direction than the last."""
    factor = np.select([goes_on < 0, goes_on > 0], [_TURNED, _WENT_ON], 1.0)
    return np.clip(steps * factor, _SHORTEST, _LONGEST)


def _log_free(demand: Demand, load: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(demand.free(load), _NEVER))
    return logs


def _filled(demand: Demand, load: Floats) -> float:
    return float(demand.filled(load).sum())


def _temper(engaged: Floats, config: PriceConfig) -> Floats:
    """The chance that a person is in fewer things than they take part in at a time, or the least.

    Only what they are in and wait for counts: what their list might bring them is a guess about
    other people's answers, and nearly everybody's.
    """
    room = np.full(len(engaged), config.places_each, dtype=np.int64)
    return np.maximum(_chance(Demand(room, config.doubt).free(engaged)), config.least_time)


def _chance(free: Floats) -> Floats:
    return np.clip(free / SURE, LEAST_FREE, 1.0)


def _most(
    candidates: Candidates, demand: Demand, load: Floats, *, waiting: Floats, looking: Looking
) -> float:
    slope = demand.slope(load)
    best = loads(candidates, slope, looking) + waiting
    bound = _filled(demand, load) + float(slope @ (best - load))
    limited = bool((demand.seats != UNLIMITED).all())
    return min(bound, float(demand.seats.sum())) if limited else bound


_SHORTEST, _LONGEST, _TURNED, _WENT_ON = 0.002, 0.5, 0.6, 1.1
_NEVER = 1e-6
