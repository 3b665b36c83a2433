"""Social welfare: a policy of as many expected matches as can be, by Frank–Wolfe, a sort a step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.applications import applications, best_orders
from matcher.market.expected_matches import ExpectedMatches, Objective
from matcher.market.policy import Policy, mixed, ranked
from matcher.market.scores import naive, reciprocal
from matcher.market.transferable import transferable
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]

# Armijo: a step must gain this share of what the slope promises.
_ENOUGH = 0.1
_SHORTEST = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class WelfareConfig:
    """When to stop, and how many rankings each person's mixture may have.

    ``gap`` is the duality gap at which to stop, as a share of the value. ``steps`` are at most
    those of one start.
    """

    steps: int = 200
    gap: float = 1e-5
    rankings: int = 8

    def __post_init__(self) -> None:
        if self.steps < 0 or not self.gap >= 0 or self.rankings < 1:
            raise MatcherError(Problem("welfare_config"))


@dataclass(frozen=True, slots=True)
class Welfare:
    """A policy and what it is worth.

    ``value`` is that of ``policy``; ``values`` are those after each step from the start that led
    here, never falling, before the mixture was cut to its likeliest rankings; a start that is worth
    more than what is left then stands. ``gap`` is the duality gap at the last of them: 0 where no
    ranking of anybody's would, to first order, gain. The objective is not concave, so that this is
    a stationary point and may not be the best.
    """

    policy: Policy
    value: float
    values: tuple[float, ...]
    gap: float
    converged: bool


@dataclass(slots=True)
class _Mixture:
    """Whole policies and the share of each, as Frank–Wolfe collects them."""

    policies: list[Policy]
    shares: Floats

    def step(self, policy: Policy, size: float) -> None:
        if size == 1.0:
            self.policies, self.shares = [policy], np.ones(1)
            return
        self.policies.append(policy)
        self.shares = np.append(self.shares * (1.0 - size), size)


@dataclass(frozen=True, slots=True)
class _Point:
    applied: Floats
    value: float
    slope: Floats


def starts(market: Market) -> tuple[Policy, ...]:
    """Where to begin: what transferable utility, both sides and the person alone rank.

    Each ranking once: where all want the same they are the same, and would climb the same way.
    """
    scores = (transferable(market).log_matches, reciprocal(market), naive(market))
    found = {policy.orders.tobytes(): policy for policy in (ranked(one) for one in scores)}
    return tuple(found.values())


def social_welfare(
    market: Market,
    config: WelfareConfig | None = None,
    *,
    begin: Sequence[Policy] | None = None,
    objective: Objective | None = None,
) -> Welfare:
    """The best policy found from each of ``begin`` (``starts`` by default) by ``objective``.

    ``objective`` is ``ExpectedMatches(market)`` by default. Every policy met is kept until the end,
    so that this is for markets all of whose pairs fit into memory many times; for larger ones there
    are prices. Raises ``MatcherError`` (``welfare_begin``) without a start. From each:

    1. What one more application of each pair is worth: the slope.
    2. The policy that is best for that slope: everybody's ranking is one sort.
    3. A step towards it. The whole step first, then the peak of the parabola through value, slope
       and the value there, until the value rises by its share of what the slope promised: so it
       never falls.
    4. Again, until the slope promises less than the gap (Jaggi, ICML 2013).
    """
    config, objective = config or WelfareConfig(), objective or ExpectedMatches(market)
    policies = starts(market) if begin is None else begin
    if not policies:
        raise MatcherError(Problem("welfare_begin"))
    found = [_climbed(market, objective, config, begin=policy) for policy in policies]
    return max(found, key=lambda one: one.value)


def _climbed(
    market: Market, objective: Objective, config: WelfareConfig, *, begin: Policy
) -> Welfare:
    mixture = _Mixture([begin], np.ones(1))
    at = _point(objective, applications(market, begin))
    values, gap = [at.value], np.inf
    for left in range(config.steps, -1, -1):
        best = ranked_best(market, at.slope)
        towards = applications(market, best) - at.applied
        gap = float((at.slope * towards).sum())
        if gap <= config.gap * at.value or not left:
            break
        size, then = _step(objective, at, towards, gap=gap)
        if then.value <= at.value:
            break
        mixture.step(best, size)
        at = then
        values.append(at.value)
    policy = mixed(mixture.policies, mixture.shares).merged()
    kept = policy.pruned(config.rankings)
    value = at.value if kept.rankings == policy.rankings else _worth(market, objective, kept)
    if value < values[0] and begin.rankings <= config.rankings:
        kept, value = begin, values[0]
    return Welfare(kept, value, tuple(values), gap, converged=gap <= config.gap * at.value)


def ranked_best(market: Market, worth: Floats) -> Policy:
    """Everybody's one ranking that is best where an application is worth ``worth``."""
    return Policy(best_orders(market, worth), np.ones((market.people, 1)))


def _step(objective: Objective, at: _Point, towards: Floats, *, gap: float) -> tuple[float, _Point]:
    size = 1.0
    then = _point(objective, at.applied + towards)
    while then.value <= at.value + _ENOUGH * size * gap and size > _SHORTEST:
        short = gap * size - (then.value - at.value)
        peak = 0.5 * gap * size * size / short
        size = max(0.1 * size, min(0.7 * size, peak))
        then = _point(objective, at.applied + size * towards)
    return size, then


def _point(objective: Objective, applied: Floats) -> _Point:
    return _Point(applied, *objective.slope(applied))


def _worth(market: Market, objective: Objective, policy: Policy) -> float:
    return objective.slope(applications(market, policy))[0]
