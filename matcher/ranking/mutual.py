"""Mutual fit: how much two would want one another, by one glass box looked at from both ends.

One model of wanting is asked twice: for what the subject would find in the other, and for what the
other would find in the subject. The score is the product of the two probabilities, so that it is
the same whoever asks, up to what only one of them has beside the profile. Its terms, one set each
way, are told exactly.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem, Side
from matcher.features import packaged_features
from matcher.ranking.explanation import LEAST_REASONS, MOST_REASONS, WORTH_SAYING
from matcher.ranking.glass_box import GlassBox, Places, Scores, Term, probability
from matcher.ranking.priors import INTERCEPT, Prior, table_of

PEERS, PARTNERS = "peer", "partner"
WANTS, WANTED = "wants", "wanted"
_WANTING = Side.TALENT

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class MutualVoice(Generic[Facts]):
    """One thing that can be said for a candidate: by which features, with which codes."""

    features: tuple[str, ...]
    codes: tuple[str, ...]
    say: Callable[[Facts, int], Problem | None]


@dataclass(frozen=True, slots=True)
class MutualReason:
    """Why one candidate stands where it stands: the exact terms both ways, and what to say."""

    contributions: Mapping[str, Mapping[str, float]]
    reasons: tuple[Problem, ...]


@dataclass(frozen=True, eq=False, slots=True)
class MutualFit:
    """The cells of all candidates both ways, shape (features, n), and the two probabilities."""

    there: Places
    back: Places
    wants: Scores
    wanted: Scores

    @property
    def score(self) -> Scores:
        """The chance that both want it."""
        return self.wants * self.wanted

    def cells(self, rows: NDArray[np.intp]) -> list[tuple[int, ...]]:
        """Of each row what was looked up: there, then back."""
        both = np.concatenate([self.there[:, rows], self.back[:, rows]])
        return [tuple(row) for row in both.T.tolist()]


def mutual_priors(name: str) -> tuple[Prior, ...]:
    """The reviewed file of this release: ``PEERS`` or ``PARTNERS``."""
    table = files("matcher.ranking") / "data" / f"{name}_priors.csv"
    with table.open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return tuple(
            Prior(r["term"], Side(r["side"]), r["shape"], float(r["strength"]), r["reason"])
            for r in rows
        )


@cache
def mutual_model(name: str) -> GlassBox:
    """The model that the priors alone make: nothing that people do here teaches a model.

    Lists of people for people are no place to try things out, so that it has no draws.
    """
    features, lines = packaged_features(f"{name}_features"), mutual_priors(name)
    tables = {p.features: table_of(p, features) for p in lines if p.term != INTERCEPT}
    terms = tuple(
        Term(names, {_WANTING: table, Side.PROVIDER: np.zeros(len(table))})
        for names, table in tables.items()
    )
    intercept = next(float(p.shape) for p in lines if p.term == INTERCEPT)
    return GlassBox(features, terms, {_WANTING: intercept, Side.PROVIDER: 0.0})


def mutual_fit(
    model: GlassBox, *, there: NDArray[np.float32], back: NDArray[np.float32]
) -> MutualFit:
    """The fit of all candidates from their values both ways, shape (features, n), NaN unknown."""
    cells = [model.features.discretise(values) for values in (there, back)]
    chances = [probability(model.log_odds(model.places(one), _WANTING)) for one in cells]
    return MutualFit(cells[0], cells[1], chances[0], chances[1])


def mutual_reasons(
    model: GlassBox,
    fit: MutualFit,
    rows: NDArray[np.intp],
    *,
    voices: Sequence[MutualVoice[Facts]],
    facts: Facts,
    plain: Callable[[Facts, int], Sequence[Problem]],
) -> list[MutualReason]:
    """Explain the candidates at ``rows``; ``facts`` are of these alone, in their order.

    Steps: 1. what each term adds, both ways; 2. terms added up by voice; 3. the heaviest voices
    that speak for the two, then plain facts until there are two reasons.
    """
    ways = {
        name: model.contributions(model.places(cells[:, rows]), _WANTING).T
        for name, cells in ((WANTS, fit.there), (WANTED, fit.back))
    }
    stated = {name: _stated(model, added) for name, added in ways.items()}
    weights = sum(ways.values(), np.zeros(1)) @ _spoken(model, voices)
    return [
        MutualReason(
            contributions={name: lines[place] for name, lines in stated.items()},
            reasons=_said(weights[place], voices, facts, place=place, plain=plain),
        )
        for place in range(len(rows))
    ]


def _stated(model: GlassBox, added: Scores) -> list[dict[str, float]]:
    start = {INTERCEPT: model.intercepts[_WANTING]}
    return [
        start | {name: value for name, value in zip(model.names, row, strict=True) if value}
        for row in added.tolist()
    ]


def _spoken(model: GlassBox, voices: Sequence[MutualVoice[Facts]]) -> Scores:
    """Which term speaks with which voice: 0 or 1, shape (terms, voices)."""
    matrix = [[name in voice.features for voice in voices] for name in model.names]
    return np.array(matrix, dtype=np.float64)


def _said(
    weights: Scores,
    voices: Sequence[MutualVoice[Facts]],
    facts: Facts,
    *,
    place: int,
    plain: Callable[[Facts, int], Sequence[Problem]],
) -> tuple[Problem, ...]:
    said: dict[str, Problem] = {}
    for voice in np.argsort(-weights, kind="stable").tolist():
        if weights[voice] < WORTH_SAYING or len(said) == MOST_REASONS:
            break
        problem = voices[voice].say(facts, place)
        if problem:
            said.setdefault(problem.code, problem)
    for fact in plain(facts, place) if len(said) < LEAST_REASONS else ():
        said.setdefault(fact.code, fact)
        if len(said) == LEAST_REASONS:
            break
    return tuple(said.values())
