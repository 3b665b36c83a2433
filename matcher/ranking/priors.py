"""Priors: what experts expect of every shape before anybody has clicked, as reviewed data.

``data/priors.csv`` holds for each term and side the knots of a curve in log-odds and the reason
for it. A curve of one feature is ``value:log-odds|…|missing:log-odds``, linear between knots and
level beyond them; of two features ``value,value:log-odds|…`` over a full grid of knots, bilinear
between. A side without a line does not use the term.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem, Side
from matcher.features import Feature, FeatureList, feature_list
from matcher.ranking.glass_box import GlassBox, Term
from matcher.ranking.prior_precision import prior_draws

DECIMALS = 6
INTERCEPT = "intercept"


class PriorsRefused(MatcherError):
    """The data file of priors cannot be used; the problem names the line."""


@dataclass(frozen=True, slots=True)
class Prior:
    """One line: the curve of a term for a side, how firmly it is held, and why.

    ``strength`` counts like as many observations when feedback moves the curve.
    """

    term: str
    side: Side
    shape: str
    strength: float
    reason: str

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the term's features."""
        return tuple(self.term.split("*"))


def packaged_priors() -> tuple[Prior, ...]:
    """The reviewed file of this release."""
    table = files("matcher.ranking") / "data" / "priors.csv"
    with table.open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return tuple(
            Prior(r["term"], Side(r["side"]), r["shape"], float(r["strength"]), r["reason"])
            for r in rows
        )


def day_zero(priors: Iterable[Prior] | None = None) -> GlassBox:
    """The model that the priors alone make, with draws from what they leave open.

    Raises ``PriorsRefused`` for an unknown feature or a shape that cannot be read.
    """
    features = feature_list()
    lines = tuple(packaged_priors() if priors is None else priors)
    intercepts = {p.side: _number(p, p.shape) for p in lines if p.term == INTERCEPT}
    shapes: dict[tuple[str, ...], dict[Side, NDArray[np.float64]]] = {}
    for prior in lines:
        if prior.term != INTERCEPT:
            shapes.setdefault(prior.features, {})[prior.side] = table_of(prior, features)
    terms = tuple(Term(names, _both_sides(tables)) for names, tables in shapes.items())
    draws = prior_draws(
        features,
        shapes,
        strengths=strengths_of(lines),
        intercepts={p.side: p.strength for p in lines if p.term == INTERCEPT},
    )
    return GlassBox(features, terms, {side: intercepts.get(side, 0.0) for side in Side}, draws)


def strengths_of(priors: Iterable[Prior]) -> dict[Side, dict[str, float]]:
    """Each side's strengths by term, the intercept left out."""
    strengths: dict[Side, dict[str, float]] = {side: {} for side in Side}
    for prior in priors:
        if prior.term != INTERCEPT:
            strengths[prior.side][prior.term] = prior.strength
    return strengths


def table_of(prior: Prior, features: FeatureList) -> NDArray[np.float64]:
    """The entries of the prior's table, rounded so that they are short to write and exact."""
    unknown = [name for name in prior.features if name not in features.index]
    if unknown:
        raise PriorsRefused(Problem("unknown_feature", {"term": prior.term, "name": unknown[0]}))
    chosen = [features.features[features.index[name]] for name in prior.features]
    knots = _knots(prior)
    table = _curve(knots, chosen[0]) if len(chosen) == 1 else _surface(prior, knots, chosen)
    return table.round(DECIMALS) + 0.0


def _both_sides(
    tables: Mapping[Side, NDArray[np.float64]],
) -> dict[Side, NDArray[np.float64]]:
    size = len(next(iter(tables.values())))
    return {side: tables.get(side, np.zeros(size)) for side in Side}


def _knots(prior: Prior) -> dict[str, float]:
    knots = {}
    for knot in prior.shape.split("|"):
        at, colon, value = knot.rpartition(":")
        if not colon:
            raise PriorsRefused(Problem("unreadable_shape", {"term": prior.term, "knot": knot}))
        knots[at.strip()] = _number(prior, value)
    return knots


def _number(prior: Prior, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        problem = Problem("unreadable_shape", {"term": prior.term, "knot": text})
        raise PriorsRefused(problem) from error


def _curve(knots: Mapping[str, float], feature: Feature) -> NDArray[np.float64]:
    points = sorted((float(at), value) for at, value in knots.items() if at != "missing")
    places, values = zip(*points, strict=True)
    curve = np.interp(_representatives(feature), places, values)
    return np.concatenate([[knots.get("missing", 0.0)], curve])


def _representatives(feature: Feature) -> NDArray[np.float64]:
    """The value that stands for a cell: its middle, and the bounds for the two outermost.

    A full match (1.0) then has the value that the curve gives at 1.0, not just below it.
    """
    values = feature.centres()
    values[0], values[-1] = feature.low, feature.high
    return values


def _surface(
    prior: Prior, knots: Mapping[str, float], chosen: list[Feature]
) -> NDArray[np.float64]:
    grid = {
        (float(first), float(second)): value
        for at, value in knots.items()
        if at != "missing"
        for first, _, second in [at.partition(",")]
    }
    rows = sorted({first for first, _ in grid})
    columns = sorted({second for _, second in grid})
    if len(grid) != len(rows) * len(columns):
        raise PriorsRefused(Problem("grid_has_holes", {"term": prior.term}))
    values = np.array([[grid[row, column] for column in columns] for row in rows])
    across = np.array([np.interp(_representatives(chosen[1]), columns, line) for line in values])
    inner = np.array([np.interp(_representatives(chosen[0]), rows, line) for line in across.T]).T
    table = np.full((chosen[0].cells + 1, chosen[1].cells + 1), knots.get("missing", 0.0))
    table[1:, 1:] = inner
    return table.ravel()
