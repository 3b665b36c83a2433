"""A reading: what the values of a user × item matrix are taken to say."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sparse: TypeAlias = Any
"""A scipy matrix in compressed rows: users × items, 0 where nothing is known."""

Matrix: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Values of at least ``liked`` are engagement, those below were met but not liked.

    Engagement is read as ``base + slope · value``; what was not liked, as ``faint``: that
    somebody tried a thing says something of them, but it is nothing to be predicted.
    ``graded``: what is predicted are the same numbers, not only whether there was engagement.
    """

    liked: float = 0.0
    base: float = 1.0
    slope: float = 0.0
    faint: float = 0.0
    graded: bool = False

    def inputs(self, matrix: Sparse) -> Matrix:
        """What each user is known by: shape (users, items)."""
        values: Matrix = matrix.toarray().astype(np.float64)
        read = np.where(values >= self.liked, self.base + self.slope * values, self.faint)
        return np.where(values > 0, read, 0.0)

    def targets(self, matrix: Sparse) -> Matrix:
        """What is to be predicted: shape (users, items)."""
        if self.graded:
            return self.inputs(matrix)
        values: Matrix = matrix.toarray()
        return ((values > 0) & (values >= self.liked)).astype(np.float64)
