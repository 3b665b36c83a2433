"""Peers of the item models: BPR and implicit ALS as the library ``implicit`` has them."""

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from training.behaviour import Reading
from training.behaviour.reading import Matrix, Sparse


class Factors(Protocol):
    """What the library's models have in common."""

    user_factors: NDArray[np.float32]
    item_factors: NDArray[np.float32]

    def fit(self, user_items: Any, *, show_progress: bool) -> None:
        """Learn from users × items."""
        ...


@dataclass(kw_only=True)
class Factorised:
    """A user and an item are a vector each; users that are scored must be those of the fit.

    A model is made for one thread, so that a seed gives the same again. It reads one number for
    each engagement, so that of a reading it takes who liked what, and the numbers where the
    reading says that they are what is predicted.
    """

    seed: int = 42
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> Self:
        """Learn from users × items."""
        taken = csr_matrix(self.taken(matrix).astype(np.float32))
        # The library has threads of its own and warns of those beneath them.
        with threadpool_limits(1, "blas"):
            self.model_ = self.unfitted()
            self.model_.fit(taken, show_progress=False)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``, the first ones of the fit."""
        users = self.model_.user_factors[: len(rows.indptr) - 1]
        liking: Matrix = users.astype(np.float64) @ self.model_.item_factors.T
        return liking

    def taken(self, matrix: Sparse) -> Matrix:
        """The engagements, as numbers above 0."""
        return self.reading.targets(matrix)

    @abstractmethod
    def unfitted(self) -> Factors:
        """The library's model with these settings."""


@dataclass(kw_only=True)
class Bpr(Factorised):
    """Bayesian personalised ranking (Rendle et al., UAI 2009); only who liked what counts."""

    factors: int = 64
    regularisation: float = 0.01
    learning_rate: float = 0.02
    iterations: int = 20

    def unfitted(self) -> Factors:
        """The library's model with these settings."""
        model: Factors = BayesianPersonalizedRanking(
            factors=self.factors,
            regularization=self.regularisation,
            learning_rate=self.learning_rate,
            iterations=self.iterations,
            random_state=self.seed,
            num_threads=1,
        )
        return model


@dataclass(kw_only=True)
class ImplicitAls(Factorised):
    """Matrix factorisation of implicit feedback (Hu, Koren & Volinsky, ICDM 2008).

    What a reading makes of an engagement, faint ones too, is how sure the model is of it.
    """

    factors: int = 32
    regularisation: float = 10.0
    confidence: float = 5.0
    iterations: int = 15

    def taken(self, matrix: Sparse) -> Matrix:
        """The engagements, faint ones too, as numbers above 0."""
        return self.reading.inputs(matrix)

    def unfitted(self) -> Factors:
        """The library's model with these settings."""
        model: Factors = AlternatingLeastSquares(
            factors=self.factors,
            regularization=self.regularisation,
            alpha=self.confidence,
            iterations=self.iterations,
            random_state=self.seed,
            num_threads=1,
        )
        return model
