"""Peers of the item models: BPR and implicit ALS as the library ``implicit`` has them."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from training.behaviour import Reading
from training.behaviour.reading import Matrix, Sparse


@dataclass(kw_only=True)
class Bpr:
    """Bayesian personalised ranking (Rendle et al., UAI 2009); users must be those of the fit."""

    factors: int = 64
    regularisation: float = 0.01
    learning_rate: float = 0.02
    iterations: int = 20
    seed: int = 42
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "Bpr":
        """Learn on one thread, so that a seed gives the same again."""
        self.model_ = BayesianPersonalizedRanking(
            factors=self.factors,
            regularization=self.regularisation,
            learning_rate=self.learning_rate,
            iterations=self.iterations,
            random_state=self.seed,
            num_threads=1,
        )
        taken = csr_matrix(self.reading.targets(matrix).astype(np.float32))
        self.model_.fit(taken, show_progress=False)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``, the first ones of the fit."""
        return _products(self.model_, len(rows.indptr) - 1)


@dataclass(kw_only=True)
class ImplicitAls:
    """Matrix factorisation of implicit feedback (Hu, Koren & Volinsky, ICDM 2008)."""

    factors: int = 32
    regularisation: float = 10.0
    confidence: float = 5.0
    iterations: int = 15
    seed: int = 42
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "ImplicitAls":
        """Learn on one thread."""
        self.model_ = AlternatingLeastSquares(
            factors=self.factors,
            regularization=self.regularisation,
            alpha=self.confidence,
            iterations=self.iterations,
            random_state=self.seed,
            num_threads=1,
        )
        taken = csr_matrix(self.reading.targets(matrix).astype(np.float32))
        self.model_.fit(taken, show_progress=False)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``, the first ones of the fit."""
        return _products(self.model_, len(rows.indptr) - 1)


class _Factorised(Protocol):
    user_factors: NDArray[np.float32]
    item_factors: NDArray[np.float32]


def _products(model: _Factorised, users: int) -> Matrix:
    liking: Matrix = model.user_factors[:users].astype(np.float64) @ model.item_factors.T
    return liking
