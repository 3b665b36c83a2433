"""Bins: numbers of any kind as few cells, by quantiles, and a cell of its own for missing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, issparse

from training.fit.block import Cells, Values

MOST_BINS = 254


@dataclass(frozen=True, eq=False)
class Bins:
    """The cuts of each feature, rising; ``k`` cuts make ``k + 1`` cells and cell 0 for NaN."""

    cuts: tuple[Values, ...]

    @classmethod
    def of(cls, values: NDArray[np.float64], weight: Values, *, most: int) -> "Bins":
        """At most ``most`` bins a feature, of like weight, from values of shape (n, features)."""
        columns = _columns(values)
        return cls(tuple(_cuts(next(columns), weight, most) for _ in range(values.shape[1])))

    def cells(self, values: NDArray[np.float64]) -> Cells:
        """The cell of each value, shape (n, features); ``values`` may be sparse."""
        cells = np.empty(values.shape, dtype=np.uint8, order="F")
        for place, (cuts, column) in enumerate(zip(self.cuts, _columns(values), strict=True)):
            cells[:, place] = np.searchsorted(cuts, column, side="right") + 1
            cells[np.isnan(column), place] = 0
        return cells


def _columns(values: NDArray[np.float64]) -> Iterator[Values]:
    """One dense column after the other, so that a sparse table is never dense as a whole."""
    if issparse(values):
        sparse = csc_array(values)
        yield from (sparse[:, [place]].toarray().ravel() for place in range(values.shape[1]))
    else:
        yield from values.T


def _cuts(column: Values, weight: Values, most: int) -> Values:
    """Between neighbouring values if there are few, else at quantiles that differ."""
    known = ~np.isnan(column)
    distinct = np.unique(column[known])
    if len(distinct) > most:
        shares = np.arange(1, most) / most
        heads = np.quantile(column[known], shares, weights=weight[known], method="inverted_cdf")
        heads = np.unique(heads)
        return np.asarray(heads[heads > distinct[0]])
    return np.asarray(distinct[:-1] / 2 + distinct[1:] / 2)
