"""Compiling: fitted sides as the glass box that serves."""

from collections.abc import Mapping

import numpy as np

from matcher.domain import Side
from matcher.ranking import GlassBox, Term
from training.fit.block import Values
from training.fit.side import Draws, FittedSide


def glass_box(fitted: Mapping[Side, FittedSide]) -> GlassBox:
    """Both sides in one model, terms in the order of the talents' side, then the provider's own.

    What a side does not use is 0 for it, in the tables and in the draws. Raises ``ValueError``
    when a side is missing or the two were fitted to different features or numbers of draws.
    """
    missing = [side.value for side in Side if side not in fitted]
    if missing:
        raise ValueError(f"Not fitted: {', '.join(missing)}.")
    features = fitted[Side.TALENT].features
    if features.hash != fitted[Side.PROVIDER].features.hash:
        raise ValueError("The sides were fitted to different features.")
    sizes = {shape.features: len(shape.table) for side in Side for shape in fitted[side].shapes}
    terms = tuple(
        Term(names, {side: _table(fitted[side], names, size) for side in Side})
        for names, size in sizes.items()
    )
    return GlassBox(
        features,
        terms,
        {side: fitted[side].intercept for side in Side},
        {side: _draws(fitted[side], sizes) for side in Side},
    )


def _table(fitted: FittedSide, names: tuple[str, ...], size: int) -> Values:
    tables = {shape.features: shape.table for shape in fitted.shapes}
    return tables.get(names, np.zeros(size))


def _draws(fitted: FittedSide, sizes: Mapping[tuple[str, ...], int]) -> Draws:
    """The side's draws with the columns that it does not use at 0."""
    ends = np.cumsum([len(shape.table) for shape in fitted.shapes])
    parts = np.split(fitted.draws, ends, axis=1)
    own = {shape.features: part for shape, part in zip(fitted.shapes, parts, strict=False)}
    count = len(fitted.draws)
    columns = [
        own.get(names, np.zeros((count, size), dtype=np.float32)) for names, size in sizes.items()
    ]
    return np.concatenate([*columns, parts[-1]], axis=1)
