"""Synthetic slates: a small world of which everything is known, to try estimators on.

So few kinds of people and items that every list can be written down: propensities and the truth
are sums over all lists, not samples. In the manner of the synthetic slates of Saito et al.,
"Open Bandit Dataset and Pipeline", NeurIPS 2021, with the behaviours of Kiyohara et al., WSDM 2022.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from training.off_policy.cascade import CascadeGuess, CascadeStates, fitted_guess
from training.off_policy.contributions import Values
from training.off_policy.slates import LoggedSlates, SlatePropensities

Whole = NDArray[np.intp]


class Behaviour(StrEnum):
    """What a person's reaction to an item hangs on, beside the item and its place."""

    INDEPENDENT = "independent"
    CASCADE = "cascade"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldConfig:
    """How large a world is, and how far apart its two policies are.

    ``interaction`` is the standard deviation, in log-odds, of what a neighbour does to an item;
    it halves with each place of distance. ``logging`` and ``evaluation`` are how sharply the two
    policies go for what they believe in; ``disagreement`` in [0, 1] is how much of what the logging
    policy believes is noise. ``slates_each`` lists are shown to each person.
    """

    behaviour: Behaviour
    places: int = 3
    items: int = 7
    kinds: int = 20
    traits: int = 4
    interaction: float = 1.5
    logging: float = 0.5
    evaluation: float = 1.2
    disagreement: float = 0.6
    slates_each: int = 2


@dataclass(frozen=True, eq=False, slots=True)
class Policy:
    """A Plackett–Luce policy written out over S lists of K of A items, for T kinds of people.

    ``prefix`` (T, S, K), ``at_place`` (T, K, A); ``choice`` (T, S, K, A) is how likely each item
    comes at a place given the list above it.
    """

    prefix: Values
    at_place: Values
    choice: Values

    def of(self, kinds: Whole, *, lists: Whole, shown: Whole) -> SlatePropensities:
        """The propensities of n lists, by number, shown to people of n kinds; ``shown`` (n, K)."""
        prefix = self.prefix[kinds, lists]
        places = np.arange(shown.shape[1])
        at_place = self.at_place[kinds[:, None], places, shown]
        return SlatePropensities(prefix[:, -1], at_place, prefix)


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """``traits`` (T, F) of each kind of people, ``lists`` (S, K), ``reward`` (T, S, K) expected."""

    config: WorldConfig
    traits: Values
    lists: Whole
    reward: Values
    logging: Policy
    evaluation: Policy

    @property
    def truth(self) -> float:
        """The value of the evaluation policy, exactly."""
        return _value(self.evaluation, self.reward)


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """n logged lists of a world, with whose they are, (n,), and a model's guess for each place."""

    log: LoggedSlates
    people: Whole
    guess: CascadeGuess


def world(config: WorldConfig, rng: np.random.Generator) -> World:
    """A world with tastes, interactions and policies drawn from ``rng``."""
    traits = rng.normal(size=(config.kinds, config.traits))
    tastes = rng.normal(size=(config.traits, config.items)) / np.sqrt(config.traits)
    liking = traits @ tastes + rng.normal(size=config.items) - 1.0
    lists = np.array(list(permutations(range(config.items), config.places)), dtype=np.intp)
    noise = rng.normal(size=liking.shape)
    believed = (1 - config.disagreement) * liking + config.disagreement * noise
    return World(
        config,
        traits,
        lists,
        _expected(config, liking, lists, rng),
        plackett_luce(config.logging * believed, lists),
        plackett_luce(config.evaluation * liking, lists),
    )


def sample(known: World, slates: int, rng: np.random.Generator) -> Sample:
    """Log ``slates`` lists by the logging policy, each person of a kind drawn at random."""
    people = np.arange(slates) // known.config.slates_each
    kinds = rng.integers(known.config.kinds, size=people[-1] + 1)[people]
    upto = known.logging.prefix[..., -1].cumsum(axis=1)
    # Kind by kind, for the cumulated chances of all lists for each row would be large.
    lists = np.empty(slates, dtype=np.intp)
    for kind in range(known.config.kinds):
        rows = np.flatnonzero(kinds == kind)
        lists[rows] = np.searchsorted(upto[kind] / upto[kind, -1], rng.random(len(rows)))
    shown = known.lists[lists]
    chances = known.reward[kinds, lists]
    reward = (rng.random(chances.shape) < chances).astype(np.float64)
    log = LoggedSlates(
        reward,
        known.logging.of(kinds, lists=lists, shown=shown),
        known.evaluation.of(kinds, lists=lists, shown=shown),
    )
    states = CascadeStates(
        _states(known.traits[kinds], shown, known.config.items),
        shown,
        known.evaluation.choice[kinds, lists],
    )
    return Sample(log, people, fitted_guess(states, reward, fold=people % 2))


def plackett_luce(scores: Values, lists: Whole) -> Policy:
    """Draws one item after another by softmax of ``scores`` (T, A) over what is left."""
    items, places = scores.shape[1], lists.shape[1]
    above = np.zeros((len(lists), places, items), dtype=np.bool_)
    for place in range(1, places):
        above[:, place] = above[:, place - 1]
        above[np.arange(len(lists)), place, lists[:, place - 1]] = True
    strengths = np.where(above, 0.0, np.exp(scores)[:, None, None, :])
    choice = strengths / strengths.sum(axis=-1, keepdims=True)
    steps = np.take_along_axis(choice, lists[None, :, :, None], axis=-1)[..., 0]
    prefix = steps.cumprod(axis=-1)
    one_hot = np.eye(items)[lists]
    at_place = np.einsum("ts,ska->tka", prefix[..., -1], one_hot)
    return Policy(prefix, at_place, choice)


def largest_terms(known: World) -> dict[str, float]:
    """The most that any list can contribute, by estimator's name, rewards being 0 or 1."""
    prefix = known.evaluation.prefix / known.logging.prefix
    at_place = known.evaluation.at_place / known.logging.at_place
    return {
        "sips": float(prefix[..., -1].max()) * known.config.places,
        "iips": float(at_place.max(axis=(0, 2)).sum()),
        "rips": float(prefix.sum(axis=-1).max()),
    }


def _expected(
    config: WorldConfig, liking: Values, lists: Whole, rng: np.random.Generator
) -> Values:
    """The chance of a reward for each kind, list and place, by the world's behaviour."""
    pull = rng.normal(scale=config.interaction, size=(config.items, config.items))
    places = np.arange(config.places)
    distance = places[:, None] - places
    near = np.exp2(-np.abs(distance).astype(np.float64)) * (distance != 0)
    reads = {
        Behaviour.INDEPENDENT: np.zeros_like(near),
        Behaviour.CASCADE: near * (distance > 0),
        Behaviour.STANDARD: near,
    }[config.behaviour]
    neighbours = (pull[lists[:, :, None], lists[:, None, :]] * reads).sum(axis=-1)
    log_odds = liking[:, lists] + neighbours - 0.3 * places
    return 1.0 / (1.0 + np.exp(-log_odds))


def _states(traits: Values, shown: Whole, items: int) -> Values:
    """One, the traits and which items stand above, for each place, (n, K, 1 + F + A)."""
    one_hot = np.eye(items)[shown]
    above = one_hot.cumsum(axis=1) - one_hot
    ones = np.ones((*shown.shape, 1))
    who = np.repeat(traits[:, None], shown.shape[1], axis=1)
    return np.concatenate((ones, who, above), axis=2)


def _value(policy: Policy, reward: Values) -> float:
    return float((policy.prefix[..., -1] * reward.sum(axis=-1)).sum(axis=1).mean())
