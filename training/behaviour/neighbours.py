"""Neighbours: items that the same users took, and users who took the same items."""

from dataclasses import dataclass, field

import numpy as np

from training.behaviour.reading import Matrix, Reading, Sparse


@dataclass(kw_only=True)
class ItemNeighbours:
    """The ``nearest`` items of each by cosine, shrunk where few users took both.

    The cosine is multiplied by n / (n + ``shrinkage``), n the users who took both (Bell & Koren,
    ICDM 2007; neighbourhoods as in Deshpande & Karypis, TOIS 2004).
    """

    nearest: int = 80
    shrinkage: float = 20.0
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "ItemNeighbours":
        """Take in users × items; ``weights_`` is (items, items), each column ``nearest`` full."""
        taken = self.reading.inputs(matrix)
        alike = shrunk_cosines(taken.T, self.shrinkage)
        self.weights_ = nearest_only(alike, self.nearest).T
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        liking: Matrix = self.reading.inputs(rows) @ self.weights_
        return liking


@dataclass(kw_only=True)
class UserNeighbours:
    """What the ``nearest`` other users by shrunk cosine took (Herlocker et al., SIGIR 1999)."""

    nearest: int = 80
    shrinkage: float = 20.0
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "UserNeighbours":
        """Take in users × items."""
        self.users_ = self.reading.inputs(matrix)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``, themselves among their neighbours.

        Shape (users, items). That a user is their own neighbour only raises what they took.
        """
        own = self.reading.inputs(rows)
        both = np.vstack([own, self.users_])
        alike = shrunk_cosines(both, self.shrinkage)[: len(own), len(own) :]
        liking: Matrix = nearest_only(alike, self.nearest) @ self.users_
        return liking


def shrunk_cosines(vectors: Matrix, shrinkage: float) -> Matrix:
    """Cosines between rows of ``vectors``, shrunk by what they share: (rows, rows), diagonal 0."""
    norms = np.linalg.norm(vectors, axis=1)
    norms[norms == 0] = 1
    taken = (vectors != 0).astype(np.float64)
    shared = taken @ taken.T
    cosines = vectors @ vectors.T / norms[:, None] / norms
    # Who shares nothing is not alike, also where nothing is shrunk.
    cosines *= np.divide(shared, shared + shrinkage, out=np.zeros_like(shared), where=shared > 0)
    np.fill_diagonal(cosines, 0)
    return cosines


def nearest_only(alike: Matrix, nearest: int) -> Matrix:
    """``alike`` with all but the ``nearest`` highest of each row set to 0."""
    if nearest >= alike.shape[1]:
        return alike
    least = np.partition(alike, -nearest, axis=1)[:, -nearest, None]
    return np.where(alike >= least, alike, 0.0)
