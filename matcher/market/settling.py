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

# The logarithm of what an application is worth that is worth nothing or less.
_NOTHING = 1e-6
# Up to so many offers single precision tells scores apart to one part in 8,000, which is enough.
_SINGLE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingConfig:
    """``temperature`` and ``iterations`` of the beginning, which need not converge.

    ``rounds`` times the rankings give way to the queues by the share ``yielding``; ``steps`` are
    how finely an offer tells its applicants apart.
    """

    temperature: float = 0.08
    iterations: int = 4
    rounds: int = 3
    yielding: float = 0.2
    steps: int = 64

    def __post_init__(self) -> None:
        if self.rounds < 0 or not 0 < self.yielding <= 1 or self.steps < 1:
            raise MatcherError(Problem("settling_config"))


def settled(market: Market, config: SettlingConfig | None = None) -> Policy:
    """Everybody's one ranking, in O(people * offers * log(offers)) a round.

    1. Begin with a few iterations of transferable utility at a low temperature: logarithms.
    2. Rank by them: with what probability everybody applies.
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
    scores /= 2.0 * config.temperature
    start = TransferableConfig(temperature=config.temperature, iterations=config.iterations)
    fit(scores, np.ones(market.offers, dtype=precision), start)
    if config.rounds:
        _yield(market, config, scores, wants=wants, takes=takes)
    return Policy(descending(scores).astype(np.int32)[None], np.ones((market.people, 1)))


def _yield(
    market: Market, config: SettlingConfig, scores: Reals, *, wants: Reals, takes: Reals
) -> None:
    """Steps 2 to 4, in place."""
    offers, steps, share = market.offers, config.steps, config.yielding
    step = (takes * np.nextafter(scores.dtype.type(steps), scores.dtype.type(0))).astype(np.intp)
    step += np.arange(offers) * steps
    rows = np.arange(market.people)[:, None] * offers
    log_wants = np.log(np.maximum(wants, _NOTHING))
    log_wants *= share
    applied = np.empty_like(scores)
    for _ in range(config.rounds):
        applied.ravel()[descending(scores) + rows] = market.list_attention
        applied *= wants
        np.minimum(applied, 1.0, out=applied)
        came = np.bincount(step.ravel(), applied.ravel(), offers * steps).astype(np.float64)
        worth = _worth(came.reshape(offers, steps), market.queue_attention)
        log_worth = (np.log(np.maximum(worth, _NOTHING)) * share).astype(scores.dtype)
        scores *= 1.0 - share
        scores += np.take(log_worth.ravel(), step)
        scores += log_wants


def _worth(came: Floats, attention: Floats) -> Floats:
    """What one more applicant of each step is worth: (offers, steps), the least taken first.

    ``came`` are the expected applicants of each step; among those of one step half are before.
    """
    taken = (np.arange(came.shape[1]) + 0.5) / came.shape[1]
    ahead = came.sum(axis=1, keepdims=True) - np.cumsum(came, axis=1) + came / 2
    last = attention.shape[-1] - 1
    whole = np.minimum(ahead.astype(np.intp), last)
    near = _looked(attention, whole)
    falls = _looked(attention, np.minimum(whole + 1, last)) - near
    lost = came * taken * falls
    behind = np.cumsum(lost, axis=1) - lost / 2
    return taken * (near + np.minimum(ahead - whole, 1.0) * falls) + behind


def _looked(attention: Floats, place: NDArray[np.intp]) -> Floats:
    by_offer = attention.ndim == 2
    found: Floats = (
        attention[np.arange(len(place))[:, None], place] if by_offer else attention[place]
    )
    return found
