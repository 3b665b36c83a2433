"""Left-out factors: vectors of users and items, each item told by what else its users took."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from training.behaviour.reading import Matrix, Reading, Sparse

_SEED = 0


@dataclass(kw_only=True)
class LeftOutFactors:
    """Alternating least squares, and a last step in which nothing is told by itself.

    First the factorisation of Hu, Koren & Volinsky (ICDM 2008): what was taken is 1 with weight
    1 + ``confidence`` · (what the reading makes of it), all else 0 with weight 1. There a user's
    vector knows of the item that it is to predict, which it does not of what is to be ranked.
    So the last step learns vectors of the items anew, from users as they would be had they not
    taken that item: what the diagonal of zeros is to EASE (Steck, WWW 2019), in closed form by
    Sherman & Morrison (1950). It has an L2 and a confidence of its own, ``last_l2`` and
    ``last_confidence``. ``activity`` g: users count with (number of their items)^−g wherever
    items are learned. No chance is in it: the start is a singular value decomposition.
    """

    factors: int = 32
    l2: float = 50.0
    confidence: float = 6.0
    activity: float = 0.3
    last_l2: float = 10.0
    last_confidence: float = 2.0
    rounds: int = 4
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "LeftOutFactors":
        """Learn from users × items; ``says_`` and ``draws_`` are (items, factors).

        O(rounds · (engagements · factors² + (users + items) · factors³)) time.
        """
        known, wanted = self.reading.inputs(matrix), self.reading.targets(matrix)
        sure = csr_matrix(self.confidence * known)
        busy = np.maximum((known > 0).sum(axis=1), 1.0)
        weight = (busy / busy.mean()) ** -self.activity
        items, back = _start(sure, self.factors), sure.T.tocsr()
        for _ in range(self.rounds):
            users = _solved(*_equations(sure, items, np.ones(len(items))), self.l2)
            items = _solved(*_equations(back, users, weight), self.l2)
        self.says_, self.draws_ = items, self._last(known, wanted, items, weight=weight)
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        sure = csr_matrix(self.confidence * self.reading.inputs(rows))
        equations = _equations(sure, self.says_, np.ones(len(self.says_)))
        liking: Matrix = _solved(*equations, self.l2) @ self.draws_.T
        return liking

    def _last(
        self, known: Matrix, wanted: Matrix, items: Matrix, *, weight: NDArray[np.float64]
    ) -> Matrix:
        """Ridge regression of each item on users as they would be without it: (items, factors)."""
        gram, right = _equations(csr_matrix(self.confidence * known), items, np.ones(len(items)))
        inverse = np.linalg.inv(gram + self.l2 * np.eye(items.shape[1]))
        users: Matrix = np.einsum("uij,uj->ui", inverse, right)
        rest = users.T @ (users * weight[:, None]) + self.last_l2 * np.eye(items.shape[1])
        draws = np.zeros_like(items)
        for item in np.flatnonzero(wanted.any(axis=0)):
            takers = np.flatnonzero(wanted[:, item])
            read, vector = known[takers, item], items[item]
            before = users[takers]
            after = without(before, inverse[takers] @ vector, vector, self.confidence * read)
            each = weight[takers, None]
            pull = each * (1 + self.last_confidence * read)[:, None]
            own = rest - before.T @ (before * each) + after.T @ (after * pull)
            draws[item] = np.linalg.solve(own, (after * pull).sum(axis=0))
        return draws


def without(
    users: Matrix, solved: Matrix, vector: NDArray[np.float64], sure: NDArray[np.float64]
) -> Matrix:
    """Vectors of ``users`` who took an item, as they would be had they not taken it.

    ``vector`` is the item's, ``solved`` the solution of each user's equations for it, ``sure``
    how much more than 1 it weighed. Sherman & Morrison, for (A − c·yyᵀ) and the right side
    less (1 + c)·y.
    """
    own = solved @ vector
    left = users @ vector - (1 + sure) * own
    back: Matrix = users + (sure * left / (1 - sure * own) - (1 + sure))[:, None] * solved
    return back


def _start(sure: Sparse, factors: int) -> Matrix:
    """Item vectors to start from: the foremost singular vectors, with their share of the size."""
    ones, most = np.ones(min(sure.shape)), min(factors, min(sure.shape) - 1)
    _, values, right = svds(sure.sqrt(), k=most, v0=ones, rng=_SEED)
    vectors: Matrix = right.T * np.sqrt(values)
    return vectors


def _equations(sure: Sparse, vectors: Matrix, weight: NDArray[np.float64]) -> tuple[Matrix, Matrix]:
    """The normal equations of each row of ``sure`` over ``vectors``, which count by ``weight``.

    Shapes (rows, factors, factors) and (rows, factors).
    """
    factors = vectors.shape[1]
    above, beside = np.triu_indices(factors)
    weighed = vectors * weight[:, None]
    gram = np.empty((sure.shape[0], factors, factors))
    gram[:, above, beside] = sure @ (vectors[:, above] * weighed[:, beside])
    gram[:, beside, above] = gram[:, above, beside]
    gram += vectors.T @ weighed
    return gram, sure @ weighed + (sure > 0).astype(np.float64) @ weighed


def _solved(gram: Matrix, right: Matrix, l2: float) -> Matrix:
    """The ridge solution of each row's equations: shape (rows, factors)."""
    ridged = gram + l2 * np.eye(gram.shape[1])
    found: Matrix = np.linalg.solve(ridged, right[..., None])[..., 0].astype(np.float64)
    return found
