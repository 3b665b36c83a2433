"""Settling: one ranking for everybody that looks ahead to the queues, in a few sorts.

Where Frank–Wolfe needs seconds this needs milliseconds, and comes within a percent of it. It is
no ascent, and promises nothing: whoever uses it compares its value with that of other rankings.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.order import descending
from matcher.market.policy import Policy
from matcher.market.transferable import TransferableConfig, fit
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]
Reals = NDArray[np.floating[Any]]

# The least that counts where a logarithm is taken: what is worth less is worth nothing.
_NOTHING = 1e-6
# In single precision the kernel of a colder beginning would overflow.
_COLDEST = 0.03
# Up to so many offers single precision tells scores apart to one part in 8,000, which is enough.
_SINGLE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingConfig:
    """``temperature``, at least .03, and ``iterations`` of the beginning, which need not converge.

    Rankings give way to the queues once for each of ``yielding``, by that share. ``steps`` are how
    finely an offer tells its applicants apart; the places that together have the share ``followed``
    of all attention are those whose applicants are counted.
    """

    temperature: float = 0.06
    iterations: int = 6
    yielding: tuple[float, ...] = (0.3, 0.2)
    steps: int = 48
    followed: float = 0.6

    def __post_init__(self) -> None:
        shares = all(0 < share < 1 for share in self.yielding) and 0 < self.followed <= 1
        begins = self.temperature >= _COLDEST and self.iterations > 0
        if not (shares and begins and self.steps > 0):
            raise MatcherError(Problem("settling_config"))


def settled(market: Market, config: SettlingConfig | None = None) -> Policy:
    """Everybody's one ranking, in O(people * offers * log(offers)) a round.

    1. Begin with a few iterations of transferable utility at a low temperature: logarithms.
    2. Rank by them: with what probability everybody applies to what stands first.
    3. Count the expected applicants of each offer by how much it would take them, in steps. With
       everybody at the expected place (``MatchBound``), what an application is worth follows from
       sums over the steps: the reward, less what those behind lose.
    4. Move the logarithms a share of the way to those of wants * worth, and go to 2. Moving all
       the way would send everybody to where nobody was.
    """
    config = config or SettlingConfig()
    precision: type[np.floating[Any]] = np.float32 if market.offers <= _SINGLE else np.float64
    wants: Reals = market.wants.astype(precision)
    takes: Reals = market.takes.T.astype(precision, order="C")
    scores: Reals = wants + takes
    scores *= precision(0.5 / config.temperature)
    start = TransferableConfig(temperature=config.temperature, iterations=config.iterations)
    fit(scores, np.ones(market.offers, dtype=precision), start)
    if config.yielding:
        _yield(market, config, scores, wants=wants, takes=takes)
    return Policy(
        descending(scores)[None].astype(np.int32, copy=False), np.ones((market.people, 1))
    )


def _yield(
    market: Market, config: SettlingConfig, scores: Reals, *, wants: Reals, takes: Reals
) -> None:
    """Steps 2 to 4, in place; ``takes`` is overwritten, since new memory costs more than sums."""
    number = scores.dtype.type
    offers, steps, queue = market.offers, config.steps, _Queue.of(market, scores.dtype)
    attention = _followed(market.list_attention, config.followed).astype(scores.dtype)
    rows = np.arange(0, wants.size, offers, dtype=np.int32)[:, None]
    takes *= np.nextafter(number(steps), number(0))
    step = takes.astype(np.int32)
    step += np.arange(0, offers * steps, steps, dtype=np.int32)
    log_wants = np.log(np.maximum(wants, number(_NOTHING)))
    for share in config.yielding:
        first = descending(scores)[:, : len(attention)] + rows
        applied = np.take(wants, first)
        applied *= attention
        np.minimum(applied, 1, out=applied)
        came = np.bincount(np.take(step, first).ravel(), applied.ravel(), offers * steps)
        worth = queue.worth(came.reshape(offers, steps).astype(scores.dtype))
        np.log(np.maximum(worth, number(_NOTHING), out=worth), out=worth)
        moved = np.take(worth, step, out=takes, mode="clip")
        moved += log_wants
        moved *= number(share)
        scores *= number(1.0 - share)
        scores += moved


def _followed(attention: Floats, share: float) -> Floats:
    """The attention of the first places, as many as together have the share of it."""
    seen = np.cumsum(attention)
    return attention[: 1 + int(np.searchsorted(seen, share * seen[-1]))]


@dataclass(frozen=True, slots=True)
class _Queue:
    """The attention of an offer by place, and how it falls to the next; ``begins`` where the one of
    each offer begins: (offers, 1), 0 where all look alike."""

    attention: Reals
    falls: Reals
    begins: NDArray[np.intp]
    last: int

    @classmethod
    def of(cls, market: Market, precision: np.dtype[Any]) -> "_Queue":
        attention = np.atleast_2d(market.queue_attention).astype(precision)
        falls = np.diff(attention, axis=1, append=attention[:, -1:])
        begins = np.arange(len(attention))[:, None] * market.people
        return cls(attention.ravel(), falls.ravel(), begins, market.people - 1)

    def worth(self, came: Reals) -> Reals:
        """What one more applicant of each step is worth: (offers, steps), the least taken first.

        ``came`` are the expected applicants of each step; among those of one step half are before.
        """
        steps, number = came.shape[1], came.dtype.type
        taken = (np.arange(steps, dtype=came.dtype) + number(0.5)) / number(steps)
        # As a product with a triangle a running sum takes half the time.
        before = np.triu(np.ones((steps, steps), dtype=came.dtype)) - np.eye(steps) / 2
        before = before.astype(came.dtype)
        ahead = came @ before.T
        whole = np.minimum(ahead.astype(np.intp), self.last)
        near = np.minimum(ahead - whole.astype(came.dtype), number(1))
        whole += self.begins
        falls = self.falls.take(whole)
        lost = came * falls
        lost *= taken
        near *= falls
        near += self.attention.take(whole)
        near *= taken
        worth: Reals = lost @ before
        worth += near
        return worth
