"""A postcode swap: whether where one lives counts for more than the way there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side, Talent
from matcher.ranking import GlassBox
from matcher.vocabulary import Geography
from training.learn.scene import PARTNERSHIP, Scene, Scores, Values, scores

TRAVEL = frozenset({"travel_ratio", "distance", "same_municipality"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeSwapConfig:
    """``people`` move to up to ``postcodes`` postcodes of their own municipality, and to the
    middle of every municipality of the partnership; ``largest`` is the most by which a score may
    change with a move within the municipality, ``exact`` what counts as no difference in
    log-odds."""

    people: int = 20
    postcodes: int = 4
    seed: int = 20260901
    largest: float = 0.4
    exact: float = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeSwap:
    """What moves changed.

    ``within`` and ``between`` are the pairs of person and offer that were compared after a move
    within the municipality, and between two municipalities from which the offer is equally far
    (in every cell of the travel features). ``leaks`` are values other than of travel that changed.
    ``unexplained`` is the largest difference in log-odds beyond the travel terms' own, ``largest``
    that of a score after a move within the municipality, ``equally_far`` that of a score between
    municipalities that are equally far.
    """

    within: int
    between: int
    leaks: int
    unexplained: float
    largest: float
    equally_far: float
    passed: bool


def postcode_swap(model: GlassBox, scene: Scene, *, config: PostcodeSwapConfig) -> PostcodeSwap:
    """Move people, and nothing else about them.

    Steps: 1. within their municipality, from postcode to postcode; 2. from one municipality of the
    partnership to another, for the offers that are equally far from both. In both no value but
    those of travel may change; the difference must be that of the travel terms; at equal distance
    there must be none. The scene is as before afterwards.
    """
    people = scene.people(config.people, seed=config.seed)
    found = _Found()
    try:
        for person in people:
            within = [scene.values(moved, model) for moved in _within(person, scene, config)]
            found.within(within, model)
            between = [scene.values(moved, model) for moved in _between(person)]
            found.between(between, model)
    finally:
        scene.put(people)
    return found.told(config)


class _Found:
    """Counts and largest differences over everybody."""

    def __init__(self) -> None:
        self.pairs_within = self.pairs_between = self.leaks = 0
        self.unexplained = self.largest = self.equally_far = 0.0

    def within(self, moves: list[Values], model: GlassBox) -> None:
        """Compare each move with the first."""
        for values in moves[1:]:
            self.pairs_within += values.shape[1]
            self._compare(moves[0], values, model)
            self.largest = max(self.largest, _largest(_scored(moves[0], values, model)))

    def between(self, moves: list[Values], model: GlassBox) -> None:
        """Compare each move with the next, where the offer is equally far."""
        for one, other in pairwise(moves):
            self._compare(one, other, model)
            equal = _equally_far(one, other, model)
            self.pairs_between += int(equal.sum())
            apart = _scored(one[:, equal], other[:, equal], model)
            self.equally_far = max(self.equally_far, _largest(apart))

    def told(self, config: PostcodeSwapConfig) -> PostcodeSwap:
        """The figures, and whether they pass."""
        return PostcodeSwap(
            within=self.pairs_within,
            between=self.pairs_between,
            leaks=self.leaks,
            unexplained=self.unexplained,
            largest=self.largest,
            equally_far=self.equally_far,
            passed=min(self.pairs_within, self.pairs_between) > 0
            and not self.leaks
            and self.unexplained <= config.exact
            and self.equally_far == 0
            and self.largest <= config.largest,
        )

    def _compare(self, one: Values, other: Values, model: GlassBox) -> None:
        others = [row for name, row in model.features.index.items() if name not in TRAVEL]
        same = (one[others] == other[others]) | (np.isnan(one[others]) & np.isnan(other[others]))
        self.leaks += int((~same).sum())
        self.unexplained = max(self.unexplained, _unexplained(one, other, model))


def _within(person: Talent, scene: Scene, config: PostcodeSwapConfig) -> Iterator[Talent]:
    """The person at postcodes of their own municipality."""
    geography = scene.snapshot.vocabularies.geography
    for postcode in _postcodes(geography, person.municipality)[: config.postcodes]:
        yield replace(person, postcode=postcode)


def _between(person: Talent) -> Iterator[Talent]:
    """The person in the middle of each municipality of the partnership."""
    for municipality in sorted(PARTNERSHIP):
        yield replace(person, municipality=municipality, postcode=None)


def _postcodes(geography: Geography, municipality: str | None) -> list[str]:
    return [str(area.first) for area in geography.areas if area.municipality == municipality]


def _scored(one: Values, other: Values, model: GlassBox) -> Scores:
    return scores(one, model) - scores(other, model)


def _unexplained(one: Values, other: Values, model: GlassBox) -> float:
    """The largest difference of log-odds, of either side, beyond that of terms with travel."""
    terms = [not TRAVEL.isdisjoint(term.features) for term in model.terms]
    before, after = (model.places(model.features.discretise(values)) for values in (one, other))
    apart = 0.0
    for side in Side:
        whole = model.log_odds(before, side) - model.log_odds(after, side)
        added = model.contributions(before, side) - model.contributions(after, side)
        apart = max(apart, _largest(whole - added[terms].sum(axis=0)))
    return apart


def _equally_far(one: Values, other: Values, model: GlassBox) -> NDArray[np.bool_]:
    """The offers whose travel features have the same cells from both places: shape (offers,)."""
    rows = [model.features.index[name] for name in sorted(TRAVEL & model.features.index.keys())]
    before, after = (model.features.discretise(values)[rows] for values in (one, other))
    same: NDArray[np.bool_] = (before == after).all(axis=0)
    return same


def _largest(differences: Scores) -> float:
    return float(np.abs(differences).max(initial=0.0))
