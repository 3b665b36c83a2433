"""EASE: weights between items in closed form, and what goes beyond it, on one formula."""

from dataclasses import dataclass, field

import numpy as np

from training.behaviour.reading import Matrix, Reading, Sparse


@dataclass(kw_only=True)
class Ease:
    """Ridge regression of every item on all the others, without itself.

    Plain (all else at its default) it is EASE (Steck, WWW 2019, sec. 3). Beyond it:

    - ``dropout`` p: an L2 of its own for every item, p / (1 − p) times its count, what training
      on inputs with entries dropped gives in expectation (DLAE of Steck, NeurIPS 2020);
    - ``damping`` a: items are scaled by popularity^−a before, and back after, which is an L2 of
      ``l2`` · popularity^2a: what many took says less of each of them, as in a normalised
      Laplacian;
    - ``activity`` g: users count with (number of their items)^−g, so that the busiest do not
      decide (inverse propensity by activity);
    - ``reading``: what is known of users may be more than what is predicted of them (ratings,
      things met but not liked): two matrices, one constraint on the diagonal;
    - ``nonnegative``: weights below zero are set to 0, as some libraries do.

    Popularity and activity are relative to their means, so that ``l2`` means the same.
    """

    l2: float = 500.0
    dropout: float = 0.0
    damping: float = 0.0
    activity: float = 0.0
    nonnegative: bool = False
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "Ease":
        """Learn from users × items; O(items³) time, (items, items) float64 in ``weights_``.

        Steps: 1. scale users and items; 2. P = (ZᵀZ + L2)⁻¹; 3. W = P·ZᵀY; 4. take from each
        column the multiple of P's that makes its diagonal 0 (the Lagrangian of Steck, sec. 3.1);
        5. undo the scaling.
        """
        known, wanted = self.reading.inputs(matrix), self.reading.targets(matrix)
        counts = np.maximum((wanted != 0).sum(axis=0), 1.0)
        scale = (counts / counts.mean()) ** -self.damping
        busy = np.maximum((known != 0).sum(axis=1), 1.0)
        weight = (busy / busy.mean())[:, None] ** -self.activity
        inputs, targets = known * scale, wanted * scale
        gram = inputs.T @ (inputs * weight)
        ridge = self.l2 + self.dropout / (1 - self.dropout) * np.diag(gram)
        inverse = np.linalg.inv(gram + np.diag(ridge))
        weights = without_diagonal(inverse, inputs.T @ (targets * weight))
        if self.nonnegative:
            np.maximum(weights, 0, out=weights)
        self.weights_ = scale[:, None] * weights / scale
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        liking: Matrix = self.reading.inputs(rows) @ self.weights_
        return liking


def without_diagonal(inverse: Matrix, products: Matrix) -> Matrix:
    """The ridge solution ``inverse @ products`` under the constraint that its diagonal is 0.

    Both are (items, items), ``inverse`` symmetric: the constraint costs each column a multiple
    of the same column of ``inverse`` (Steck, WWW 2019, sec. 3.1).
    """
    weights = inverse @ products
    weights -= inverse * (np.diag(weights) / np.diag(inverse))
    np.fill_diagonal(weights, 0)
    return weights
