"""The kept side: what a model says on a side that too few decided on is what serves there."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from matcher.domain import Side
from matcher.ranking.glass_box import GlassBox
from training.data import TrainingSet
from training.learn.enough import unknown


def unlearned(
    own: GlassBox, serving: GlassBox, learned: Mapping[Side, TrainingSet], offers: pa.Table
) -> tuple[Side, ...]:
    """The sides that stay as they serve, since too few decided on them to be learned from.

    None where the two models have other terms: the gate then asks for enough people to measure it.
    ``offers`` is the log's table.
    """
    return unknown(learned, offers) if own.names == serving.names else ()


def as_it_serves(model: GlassBox, serving: GlassBox, sides: tuple[Side, ...]) -> GlassBox:
    """The model, but as it serves on ``sides``, which too few decided on to be measured."""
    if not sides:
        return model
    terms = [
        replace(term, tables={**term.tables, **{side: old.tables[side] for side in sides}})
        for term, old in zip(model.terms, serving.terms, strict=True)
    ]
    kept = {side: serving.intercepts[side] for side in sides}
    draws = {side: serving.draws[side] for side in sides if side in serving.draws}
    return replace(
        model,
        terms=tuple(terms),
        intercepts={**model.intercepts, **kept},
        draws={**model.draws, **draws},
    )
