"""A blend: several models of one matrix, each user's scores brought to one scale and added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from training.behaviour.reading import Matrix, Sparse


class ItemModel(Protocol):
    """What learns from users × items and scores every item for users by what they took."""

    def fit(self, matrix: Sparse) -> "ItemModel":
        """Learn from users × items, 0 where nothing is known, and answer itself."""

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items), float64."""


@dataclass(kw_only=True)
class Blend:
    """A weighted sum of ``models``' standardised scores; ``shares`` are their weights."""

    models: Sequence[ItemModel]
    shares: Sequence[float]

    def fit(self, matrix: Sparse) -> "Blend":
        """Fit every model on users × items."""
        for model in self.models:
            model.fit(matrix)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        liking = np.zeros(rows.shape)
        for model, share in zip(self.models, self.shares, strict=True):
            liking += share * standardised(model.scores(rows))
        return liking


def standardised(scores: Matrix) -> Matrix:
    """Each user's scores with mean 0 and deviation 1; where all are equal, 0."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    return centred / np.where(spread > 0, spread, 1)
