"""Monotony: whether a model keeps the directions that the features declare."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import Monotone
from matcher.ranking.glass_box import GlassBox, Term

TOLERANCE = 1e-9

_SIGN = {Monotone.UP: 1.0, Monotone.DOWN: -1.0}


def broken_directions(model: GlassBox) -> list[tuple[Side, str]]:
    """Each side and feature where raising the value can move the score the wrong way.

    For every step from one cell to the next the change of the feature's own curve and, of each
    pair that it is in, the worst change over the other feature's cells are added up. A side must
    not use a feature at all that it does not declare, not even in its draws.
    """
    return [
        (side, feature.name)
        for side in Side
        for feature in model.features.features
        if _is_broken(model, side, feature.name, feature.monotone[side])
    ]


def _is_broken(model: GlassBox, side: Side, name: str, direction: Monotone) -> bool:
    tables = list(_along(model, side, name))
    if direction is Monotone.UNUSED:
        return any(bool(table.any()) for table in tables) or _is_drawn(model, side, name)
    if direction is Monotone.FREE or not tables:
        return False
    steps = (np.diff(table[1:], axis=0) * _SIGN[direction] for table in tables)
    worst = sum((step.min(axis=1) for step in steps), np.zeros(len(tables[0]) - 2))
    return bool((worst < -TOLERANCE).any())


def _is_drawn(model: GlassBox, side: Side, name: str) -> bool:
    drawn = model.whole_draws(side)
    read = [place for place, term in enumerate(model.terms) if name in term.features]
    return any(bool(drawn[:, model.entries_of(place)].any()) for place in read)


def _along(model: GlassBox, side: Side, name: str) -> Iterator[NDArray[np.float64]]:
    """The tables that read the feature, its cells along the first axis."""
    for term in model.terms:
        if name in term.features:
            yield _turned(model, term, side, name)


def _turned(model: GlassBox, term: Term, side: Side, name: str) -> NDArray[np.float64]:
    index = model.features.index
    shape = [model.features.features[index[feature]].cells + 1 for feature in term.features]
    table = term.tables[side].reshape(shape if len(shape) == 2 else [*shape, 1])
    return table if term.features[0] == name else table.T
