"""Explanation: the terms of a score, and the reasons that carry most of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from matcher.domain import Problem, Side
from matcher.ranking.glass_box import GlassBox, Places, Scores
from matcher.ranking.priors import INTERCEPT
from matcher.ranking.reasons import Reasons
from matcher.ranking.voices import VOICES, plain_facts

LEAST_REASONS = 2
MOST_REASONS = 3
WORTH_SAYING = 0.05


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one candidate stands where it stands.

    ``contributions`` holds for each side the intercept and the terms that are not 0, in log-odds:
    they sum to the side's log-odds.
    """

    contributions: Mapping[str, Mapping[str, float]]
    reasons: tuple[Problem, ...]


def explain(model: GlassBox, places: Places, reasons: Reasons) -> list[Explanation]:
    """Explain every column of ``places`` (terms, k).

    Steps: 1. what each term adds, for both sides; 2. terms added up by the voice of their first
    feature; 3. the heaviest voices that speak for the candidate, then plain facts.
    """
    added = {side: model.contributions(places, side).T for side in Side}
    stated = {side: _stated(model, side, values) for side, values in added.items()}
    weights = sum(added.values(), np.zeros(1)) @ _voices(model)
    order = np.argsort(-weights * _CERTAINTY, axis=1, kind="stable").tolist()
    return [
        Explanation(
            contributions={side.value: stated[side][place] for side in Side},
            reasons=_reasons(weight, order[place], reasons, place),
        )
        for place, weight in enumerate(weights.tolist())
    ]


def facts_only(reasons: Reasons, place: int) -> tuple[Problem, ...]:
    """The reasons of a list that profiles nobody: what is plainly so."""
    return tuple(plain_facts(reasons, place)[:MOST_REASONS])


def _stated(model: GlassBox, side: Side, values: Scores) -> list[dict[str, float]]:
    """For each row of (k, terms) the intercept and the terms that are not 0."""
    start = {INTERCEPT: model.intercepts[side]}
    return [
        start | {name: value for name, value in zip(model.names, row, strict=True) if value}
        for row in values.tolist()
    ]


@lru_cache(maxsize=8)
def _voices(model: GlassBox) -> Scores:
    """Which term speaks with which voice: 0 or 1, shape (terms, voices)."""
    firsts = [term.features[0] for term in model.terms]
    matrix = [[first in voice.features for voice in VOICES] for first in firsts]
    return np.array(matrix, dtype=np.float64)


def _reasons(
    weight: list[float], order: list[int], reasons: Reasons, place: int
) -> tuple[Problem, ...]:
    """The heaviest voices that speak for the candidate, then facts until there are two."""
    said: dict[str, Problem] = {}
    for voice in order:
        if weight[voice] * VOICES[voice].certainty < WORTH_SAYING or len(said) == MOST_REASONS:
            break
        problem = VOICES[voice].speak(reasons, place)
        if problem:
            said.setdefault(problem.code, problem)
    for fact in plain_facts(reasons, place) if len(said) < LEAST_REASONS else ():
        said.setdefault(fact.code, fact)
        if len(said) == LEAST_REASONS:
            break
    return tuple(said.values())


_CERTAINTY = np.array([voice.certainty for voice in VOICES])
