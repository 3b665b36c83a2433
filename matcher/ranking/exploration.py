"""Exploration: a list that gives up a bounded share of its expected value, in order to learn.

The policy. Of the pool, the n best candidates, K places are drawn: first one of the model's
posterior draws, all equally likely, then Plackett–Luce with strengths s~/tau, where s~ is the score
plus what the draw moves it by more than the pool on average, cut to [-delta, delta]: what moves all
alike decides nothing. What follows after the K places is greedy.

The value of a list is the sum over its places k of d_k times the score of what stands there, with
d_k = 1 / log2(1 + k) and the posterior mean's scores s_1 >= ... >= s_n; V is that of the first K
places of the greedy list. ``share`` = e bounds what is given up: the policy's expected value is at
least (1 - e) V, for the first K places and for any longer list. The proof:

1. At place k a set R of n - k + 1 is left. Its best, s_t, is one of the first k, for only k - 1 are
   gone; so s_t >= s_k. Given R and the draw, the expected score at place k is the mean of s over R
   with weights r_i = exp((s~_i - s~_t) / tau).
2. R is t and some of those after t. Of all such sets the weighted mean is least for t and a tail
   {j, ..., n}: to leave out what is above the mean lowers it, to leave out what is below raises it,
   and s falls with the place. Let v_t be that least mean. Whatever happened before, the expected
   score at place k is at least the least of v_1 ... v_k.
3. So sum_k d_k mean_draws min_{t <= k} v_t is guaranteed (``guaranteed_value``). The policy is used
   only where this is at least (1 - e) V.
4. That can always be had. A softmax over at most n numbers is on average within tau log n of their
   greatest (tau times its entropy), and each s~ is within delta of s but for what moves all alike,
   which changes no weight, so that
   v_t >= s_t - tau log n - 2 delta. With D the sum of d_k, tau = e V / (2 D log n) and
   delta = e V / (4 D) the guarantee holds, half for each. From there both are scaled up together as
   far as the sharper guarantee of step 3 allows.
5. Places after the K-th lose nothing: what is left after K of the pool were taken is, sorted, place
   by place at least what is left after the best K were taken.

A posterior draw moves nothing but this order: the scores shown are the posterior mean's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.glass_box import Scores
from matcher.ranking.propensities import (
    Chances,
    Order,
    Strengths,
    drawn_order,
    drawn_sets,
    item_at_position,
    plackett_luce_prefixes,
)

DRAWS = 4
MOST_HEAD, MOST_POOL = 30, 200
SIMULATED = 512
# The search for the boldest policy, in doublings of the strengths that the proof allows. The first
# two are what most lists end near.
_FIRST_SCALE, _FIRST_SLOPE, _LEAST_SLOPE = 3.2, 1.3, 0.3
_MOST_SCALE, _SPARED, _TRIALS = 7.0, 0.04, 3
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorationConfig:
    """How much of a list's expected value may be given up to learn; 0 explores nothing.

    ``share`` 0.02 means: a list may give up at most 2 % of its expected value. ``pool`` is among
    how many of the best is drawn, ``head`` how many places are drawn, ``draws`` how many of the
    model's posterior draws are used. Raises ``ValueError`` with the name of what is out of bounds.
    """

    share: float = 0.0
    pool: int = 30
    head: int = 10
    draws: int = DRAWS

    def __post_init__(self) -> None:
        bounds = {
            "share": 0 <= self.share < 1,
            "head": 1 <= self.head <= MOST_HEAD,
            "pool": self.head <= self.pool <= MOST_POOL,
            "draws": self.draws >= 1,
        }
        broken = [name for name, holds in bounds.items() if not holds]
        if broken:
            raise ValueError(", ".join(broken))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Explored:
    """A drawn head: places in the pool, and how likely they were, each of shape (head,).

    ``propensity`` is that the item stood at this position, ``prefix`` that the list began like
    this; ``strengths`` are the policy's, shape (draws, pool).
    """

    head: Order
    propensity: Chances
    prefix: Chances
    strengths: Strengths


def explore(scores: Scores, deviations: Scores, *, share: float, head: int, seed: int) -> Explored:
    """Draw ``head`` places of a pool.

    ``scores`` (n,) are the posterior mean's, best first, all positive; ``deviations`` (draws, n)
    what the draws move them by, perhaps none. The same arguments draw the same list.
    """
    strengths = policy(scores, deviations, share=share, head=head)
    drawn = drawn_order(strengths, head, rng=np.random.default_rng([seed, _LIST]))
    prefix = plackett_luce_prefixes(strengths, drawn)
    propensity = item_at_position(strengths, drawn, np.arange(1, len(drawn) + 1))
    # To stand where it stands is at least as likely as the whole prefix, and never certain twice.
    propensity = np.clip(propensity, prefix, 1.0)
    return Explored(head=drawn, propensity=propensity, prefix=prefix, strengths=strengths)


def policy(scores: Scores, deviations: Scores, *, share: float, head: int) -> Strengths:
    """The strengths of the boldest policy that gives up no more than ``share``: (draws, n)."""
    moved = deviations if len(deviations) else np.zeros((1, len(scores)))
    moved = moved - moved.mean(axis=1, keepdims=True)
    discount = discounts(head)
    value = float(discount @ scores[:head])
    given_up = share * value / discount.sum()
    tau, delta = given_up / (2 * np.log(max(len(scores), 2))), given_up / 4

    def bold(scale: float) -> Strengths:
        return _strengths(scores, moved, tau=tau * 2**scale, delta=delta * 2**scale)

    def excess(scale: float) -> float:
        lost = value - guaranteed_value(scores, bold(scale), head=head)
        return float(np.log2(max(lost, _NOTHING * value) / (share * value)))

    return bold(_boldest(excess))


def _boldest(excess: Callable[[float], float]) -> float:
    """The greatest scale found, in doublings, whose ``excess`` is not above 0; 0 at the least.

    ``excess`` is how many doublings more than allowed is lost at a scale. It rises nearly as a
    line, so that the secant from the last two trials leads near its zero; a little below is aimed
    at, for only what was tried and is allowed is taken.
    """
    low, high, scale, slope = 0.0, _MOST_SCALE, _FIRST_SCALE, _FIRST_SLOPE
    before: tuple[float, float] | None = None
    for _ in range(_TRIALS):
        found = excess(scale)
        low, high = (scale, high) if found <= 0 else (low, scale)
        if before is not None and scale != before[0]:
            slope = max((found - before[1]) / (scale - before[0]), _LEAST_SLOPE)
        before = scale, found
        scale = min(max(scale - found / slope - _SPARED, low), high)
    return low


def guaranteed_value(scores: Scores, strengths: Strengths, *, head: int) -> float:
    """What a head drawn by ``strengths`` is worth at least, in expectation (step 3)."""
    first = np.arange(min(head, len(scores)))
    worst_first, back = scores[::-1], strengths[:, ::-1]
    weights = back[:, None, :] - strengths[:, first, None]
    weights[:, np.arange(len(scores))[::-1] <= first[:, None]] = -np.inf
    np.exp(weights, out=weights)
    total = weights.cumsum(axis=2)
    weights *= worst_first
    worth = weights.cumsum(axis=2)
    worth += scores[first, None]
    total += 1
    worth /= total
    least = np.minimum(worth.min(axis=2), scores[first])
    worst = np.minimum.accumulate(least, axis=1).mean(axis=0)
    return float(discounts(head)[: len(first)] @ worst)


def discounts(count: int) -> Scores:
    """What each of the first ``count`` places counts: 1 / log2(1 + k)."""
    counted: Scores = 1 / np.log2(np.arange(2, count + 2))
    return counted


def tail_propensities(
    explored: Explored, pool: Order, *, tail: Order, seed: int
) -> NDArray[np.float64]:
    """The probability of each item after the head to stand where it stands: shape (tail,).

    ``pool`` are the pool's places in the greedy order, ascending, ``tail`` those of what follows
    the head. Beyond the pool nothing moves, and it is 1; within, it is counted in ``SIMULATED``
    lists and this one: the standard error is at most .022.
    """
    chances = np.ones(len(tail))
    near = np.flatnonzero(tail <= pool[-1]) if len(pool) else np.zeros(0, dtype=np.intp)
    if not len(near):
        return chances
    rng = np.random.default_rng([seed, _SIMULATION])
    each = -(-SIMULATED // len(explored.strengths))
    heads = drawn_sets(explored.strengths, len(explored.head), each=each, rng=rng)
    here = tail[near]
    # Of each list how many of the better ones are in its head, and whether the item itself is.
    better = np.zeros((len(heads), heads.shape[1] + 1), dtype=np.int16)
    heads.cumsum(axis=1, dtype=np.int16, out=better[:, 1:])
    before = better[:, np.searchsorted(pool, here)]
    until = better[:, np.searchsorted(pool, here, side="right")]
    same = (before == here - near) & (until == before)
    chances[near] = (same.sum(axis=0) + 1) / (len(same) + 1)
    return chances


def _strengths(scores: Scores, moved: Scores, *, tau: float, delta: float) -> Strengths:
    strengths: Strengths = (scores + np.clip(moved, -delta, delta)) / tau
    return strengths


_LIST, _SIMULATION = 1, 2
