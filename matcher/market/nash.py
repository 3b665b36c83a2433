"""Nash welfare: lists for both sides at once, from most matches to a fair share for everybody.

People look at lists of offers and offers at lists of people, and two match when each finds and
wants the other: want · taken · attention of the person · attention of the offer (Tomita &
Yokoyama, RecSys 2024, section 3). What one side is shown decides about the other side's chances,
so the two policies are improved in turns.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.policy import Floats, Orders, Policy, mixed
from matcher.market.two_sided import probabilities

_LADDER = (0.0, 0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What both sides want of one another, and how their attention falls.

    ``wants`` (people, offers) and ``takes`` (offers, people) are probabilities; ``people_look``
    (offers,) and ``offers_look`` (people,) the attention by place of a person's and of an offer's
    list, at most 1. Raises ``MatcherError`` (``sides_shapes``, also where a side is empty,
    ``sides_probabilities``).
    """

    wants: Floats
    takes: Floats
    people_look: Floats
    offers_look: Floats

    def __post_init__(self) -> None:
        people, offers = self.wants.shape if self.wants.ndim == 2 else (0, 0)
        if (
            min(people, offers) == 0
            or self.takes.shape != (offers, people)
            or self.people_look.shape != (offers,)
            or self.offers_look.shape != (people,)
        ):
            raise MatcherError(Problem("sides_shapes"))
        of_both = (self.wants, self.takes, self.people_look, self.offers_look)
        if not all(probabilities(one) for one in of_both):
            raise MatcherError(Problem("sides_probabilities"))

    @property
    def mutual(self) -> Floats:
        """Both want it, were both to look: (people, offers)."""
        return np.asarray(self.wants * self.takes.T)


class Whose(StrEnum):
    """Whose welfare a side's lists are made for."""

    OTHERS = "others"
    """Those who are shown in them, as published: least envy, but not the highest product."""
    ALL = "all"
    """Both sides at once: the highest product of what everybody may expect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NashConfig:
    """``power`` is what is good: 1 counts matches, 0 is Nash's product of everybody's matches.

    Between them each person's expected matches count to that power. ``step`` is how far a turn
    goes towards the best answer; turns end when matches change by less than ``tolerance``, or
    after ``turns``. Who has fewer matches than ``least`` is counted as having so many. Raises
    ``MatcherError`` (``nash_config``).
    """

    power: float = 0.0
    whose: Whose = Whose.OTHERS
    step: float = 0.1
    turns: int = 100
    tolerance: float = 0.01
    least: float = 1e-6

    def __post_init__(self) -> None:
        goes = 0 < self.step <= 1 and self.turns >= 0 and self.tolerance >= 0
        if not (goes and 0 <= self.power <= 1 and self.least > 0):
            raise MatcherError(Problem("nash_config"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Policies of both sides and the attention they give: (people, offers) and (offers, people)."""

    people: Policy
    offers: Policy
    by_people: Floats
    by_offers: Floats
    turns: int = 0

    def matches(self, sides: Sides) -> Floats:
        """Expected matches of each pair: (people, offers)."""
        return np.asarray(sides.mutual * self.by_people * self.by_offers.T)


def everything_alike(sides: Sides) -> Shown:
    """Every place for every candidate equally often: rankings that are shifted by one each.

    As many rankings as there are candidates, so that this is for markets of some hundreds a side.
    """
    people, offers = sides.wants.shape
    return Shown(
        people=_shifted(people, offers),
        offers=_shifted(offers, people),
        by_people=np.full((people, offers), sides.people_look.mean()),
        by_offers=np.full((offers, people), sides.offers_look.mean()),
    )


def alternate(sides: Sides, config: NashConfig, *, start: Shown | None = None) -> Shown:
    """Improve the two policies in turns (Tomita & Yokoyama 2024, Algorithm 1).

    1. Offers' lists go a step towards what is best for people's welfare (or for everybody's, as
       ``whose`` says): the welfare is linear in an offer's attention after weighing people by
       their matches to the power of ``power`` - 1, and what is best for a linear aim is a sort.
    2. People's lists go a step towards what is best for the offers' welfare, likewise.
    3. Stop when expected matches hardly change.
    """
    begun = everything_alike(sides) if start is None else start
    mutual, one, other = sides.mutual, begun.by_people, begun.by_offers.T
    people: list[Orders] = []
    offers: list[Orders] = []
    before = 0.0
    for _turn in range(config.turns):
        chance = mutual * one
        order = _best(chance.T * _urgency((chance * other).T, config))
        other = other + config.step * (_attention(order, sides.offers_look).T - other)
        offers.append(order)
        chance = mutual * other
        order = _best(chance * _urgency(chance * one, config))
        one = one + config.step * (_attention(order, sides.people_look) - one)
        people.append(order)
        now = float((chance * one).sum())
        if abs(now - before) < config.tolerance:
            break
        before = now
    return Shown(
        people=_history(begun.people, people, step=config.step),
        offers=_history(begun.offers, offers, step=config.step),
        by_people=one,
        by_offers=np.ascontiguousarray(other.T),
        turns=len(people),
    )


def welfare(sides: Sides, config: NashConfig) -> Shown:
    """The best of two starts: from nothing, and up from Nash welfare.

    Where everybody wants the same, matches alone have a bad local optimum near the start: all sort
    alike, and each sort confirms the other side's. From Nash welfare, with the power raised little
    by little, it is not met. The better is what has the higher sum of everybody's matches to that
    power. From nothing alone for ``power`` 0.
    """
    plain = alternate(sides, config)
    if config.power == 0.0:
        return plain
    climbed: Shown | None = None
    for power in (*(p for p in _LADDER if p < config.power), config.power):
        climbed = alternate(sides, replace(config, power=power), start=climbed)
    found = [plain] if climbed is None else [plain, climbed]
    return max(found, key=lambda shown: _good(shown.matches(sides), config.power))


def few(shown: Shown, sides: Sides, *, rankings: int) -> Shown:
    """The same with each list's likeliest ``rankings`` alone, and the attention that these give.

    What is improved in turns keeps a little of where it began, so that its mixtures are of more
    rankings than a log of propensities wants to hold; the last of them say nearly all.
    """
    people = shown.people.merged().pruned(rankings)
    offers = shown.offers.merged().pruned(rankings)
    return replace(
        shown,
        people=people,
        offers=offers,
        by_people=people.exposures(sides.people_look, sides.wants.shape[1]),
        by_offers=offers.exposures(sides.offers_look, sides.wants.shape[0]),
    )


def _good(matches: Floats, power: float) -> float:
    return float((matches.sum(axis=1) ** power).sum() + (matches.sum(axis=0) ** power).sum())


def _urgency(matches: Floats, config: NashConfig) -> Floats:
    """How much a little more is worth: ``matches`` (lists, shown in them), broadcastable to it."""
    shown = _marginal(matches.sum(axis=0), config)
    if config.whose is Whose.OTHERS:
        return shown
    return np.asarray(shown + _marginal(matches.sum(axis=1), config)[:, None])


def _marginal(matches: Floats, config: NashConfig) -> Floats:
    return np.asarray(np.maximum(matches, config.least) ** (config.power - 1.0))


def _best(scores: Floats) -> Orders:
    return np.argsort(-scores, axis=1, kind="stable").astype(np.int32)


def _attention(order: Orders, look: Floats) -> Floats:
    found = np.empty(order.shape)
    np.put_along_axis(found, order, np.broadcast_to(look, order.shape), axis=1)
    return found


def _shifted(lists: int, items: int) -> Policy:
    places = np.arange(items, dtype=np.int32)
    shifts: NDArray[np.int32] = (places[:, None] + places) % np.int32(items)
    orders = np.broadcast_to(shifts[:, None], (items, lists, items))
    return Policy(orders, np.full((lists, items), 1.0 / items))


def _history(start: Policy, orders: list[Orders], *, step: float) -> Policy:
    """The start and each turn's sort, with the share that is left of it at the end."""
    turns = len(orders)
    left = (1.0 - step) ** np.arange(turns - 1, -1, -1)
    lists = len(start.shares)
    if not turns:
        return start
    sorts = Policy(np.stack(orders), np.tile(left / left.sum(), (lists, 1)))
    rest = float((1.0 - step) ** turns)
    return mixed([start, sorts], [rest, 1.0 - rest])
