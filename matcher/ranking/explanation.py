"""Explanation: the terms of a score, and the reasons that carry most of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.domain import Problem, Side
from matcher.ranking.glass_box import GlassBox, Places, Scores
from matcher.ranking.reasons import Reasons

LEAST_REASONS = 2
MOST_REASONS = 3
WORTH_SAYING = 0.05


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one candidate stands where it stands.

    ``contributions`` holds for each side the terms that are not 0, in log-odds; with the side's
    intercept they sum to its log-odds.
    """

    contributions: Mapping[str, Mapping[str, float]]
    reasons: tuple[Problem, ...]


def explain(model: GlassBox, places: Places, reasons: Reasons) -> list[Explanation]:
    """Explain every column of ``places`` (terms, k)."""
    added = {side: model.contributions(places, side).T for side in Side}
    weight = sum(added.values(), np.zeros(1))
    order = np.argsort(-weight, axis=1, kind="stable").tolist()
    stated = {side: _stated(model.names, values) for side, values in added.items()}
    return [
        Explanation(
            contributions={side.value: stated[side][place] for side in Side},
            reasons=_reasons(model, weights, order[place], reasons, place),
        )
        for place, weights in enumerate(weight.tolist())
    ]


def facts_only(reasons: Reasons, place: int) -> tuple[Problem, ...]:
    """The reasons of a list that profiles nobody: what is plainly so."""
    return tuple(reasons.facts_of(place)[:MOST_REASONS])


def _stated(names: tuple[str, ...], values: Scores) -> list[dict[str, float]]:
    """For each row of (k, terms) the terms that are not 0."""
    return [
        {name: value for name, value in zip(names, row, strict=True) if value}
        for row in values.tolist()
    ]


def _reasons(
    model: GlassBox, weight: list[float], order: list[int], reasons: Reasons, place: int
) -> tuple[Problem, ...]:
    """The heaviest terms that speak for the candidate, then facts until there are two.

    A term of two features speaks with the voice of the first; nothing is said twice.
    """
    said: dict[str, Problem] = {}
    for term in order:
        if weight[term] < WORTH_SAYING or len(said) == MOST_REASONS:
            break
        problem = reasons.say(model.terms[term].features[0], place)
        if problem:
            said.setdefault(problem.code, problem)
    if len(said) < LEAST_REASONS:
        for fact in reasons.facts_of(place):
            said.setdefault(fact.code, fact)
            if len(said) == LEAST_REASONS:
                break
    return tuple(said.values())
