"""A graph filter: what two steps over users say, with the broad strokes said louder."""

from dataclasses import dataclass, field

import numpy as np

from training.behaviour.reading import Matrix, Reading, Sparse


@dataclass(kw_only=True)
class GraphFilter:
    """GF-CF of Shen et al., CIKM 2021: a linear filter and an ideal low-pass one.

    ``factors`` are the singular vectors that the ideal filter lets through, ``ideal`` is how
    much it counts beside the linear one. Nothing is trained: two products and a truncated
    singular value decomposition of the normalised matrix.
    """

    factors: int = 32
    ideal: float = 0.3
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "GraphFilter":
        """Take in users × items; ``weights_`` is (items, items)."""
        taken = self.reading.inputs(matrix)
        users = np.maximum(np.abs(taken).sum(axis=1), 1) ** -0.5
        items = np.maximum(np.abs(taken).sum(axis=0), 1) ** -0.5
        normal = users[:, None] * taken * items
        vectors = np.linalg.svd(normal, full_matrices=False)[2][: self.factors]
        passed = items[:, None] * (vectors.T @ vectors) / items
        self.weights_ = normal.T @ normal + self.ideal * passed
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        liking: Matrix = self.reading.inputs(rows) @ self.weights_
        return liking
