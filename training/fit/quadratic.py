"""The quadratic step: the least of a quadratic form where differences keep their bounds.

min 1/2 (x - c)' H (x - c)  subject to  x[high] - x[low] >= bound. With a factor of H at hand the
dual is a linear complementarity problem in one multiplier a constraint, and block principal
pivoting (Júdice & Pires 1994; for non-negative least squares Kim & Park 2011) solves it in a
handful of small Cholesky factors, warm-started from the last step. A general solver of quadratic
programmes factors the dense H again in every iteration, which is most of the time here; projected
Newton on increments would do for curves, but not for surfaces with two directions.

1. Guess the set of tight constraints.  2. Solve for their multipliers.  3. Exchange all that are
on the wrong side; when that stops helping, exchange only the last one, which always ends.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from training.fit.block import Values
from training.fit.directions import Directions

TOLERANCE = 1e-11
PATIENCE = 3
MOST_EXCHANGES = 2000
RIDGE = 1e-11

Tight = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class QuadraticStep:
    """The problem for one ``hessian``, shape (p, p), positive definite."""

    hessian: Values
    limits: Directions

    def solve(self, centre: Values, tight: Tight) -> tuple[Values, Tight]:
        """The least point and its tight constraints, beginning from a guess of them."""
        short = self.limits.slack(centre)
        if not len(short) or (short.min() >= 0 and not tight.any()):
            return centre, np.zeros_like(tight)
        multipliers, tight = pivoted(self._dual, short, tight)
        moved = np.zeros_like(centre)
        np.add.at(moved, self.limits.high, multipliers)
        np.subtract.at(moved, self.limits.low, multipliers)
        return centre + self.inverse @ moved, tight

    def newton(self, gradient: Values) -> Values:
        """The step that would be best without directions."""
        return np.asarray(-cho_solve(self._factor, gradient))

    @cached_property
    def inverse(self) -> Values:
        """The covariance that the form means, shape (p, p)."""
        return np.asarray(cho_solve(self._factor, np.eye(len(self.hessian)), check_finite=False))

    @cached_property
    def _factor(self) -> tuple[Values, bool]:
        factor, lower = cho_factor(self.hessian, lower=True, check_finite=False)
        return factor, lower

    @cached_property
    def _dual(self) -> Values:
        across = self.inverse[self.limits.high] - self.inverse[self.limits.low]
        dual = across[:, self.limits.high] - across[:, self.limits.low]
        # Round a surface's cell there are more steps than the cells have freedom: without a
        # ridge the multipliers would not be unique.
        dual[np.diag_indices_from(dual)] *= 1 + RIDGE
        dual[np.diag_indices_from(dual)] += RIDGE * dual.diagonal().mean()
        return np.asarray(dual)


def pivoted(matrix: Values, offset: Values, tight: Tight) -> tuple[Values, Tight]:
    """Multipliers z >= 0 with w = matrix z + offset >= 0 and z w = 0, and where z counts.

    Raises ``ArithmeticError`` when rounding keeps it from ending.
    """
    tight = tight.copy()
    fewest, patience = len(offset) + 1, PATIENCE
    scale = TOLERANCE * max(1.0, float(np.abs(offset).max()))
    for _ in range(MOST_EXCHANGES):
        multipliers, rest = _tried(matrix, offset, tight)
        wrong = np.where(tight, multipliers < -scale, rest < -scale)
        count = int(wrong.sum())
        if not count:
            return np.maximum(multipliers, 0.0), tight
        if count < fewest:
            fewest, patience = count, PATIENCE
        elif patience:
            patience -= 1
        else:
            last = np.flatnonzero(wrong)[-1]
            wrong = np.zeros_like(wrong)
            wrong[last] = True
        tight ^= wrong
    raise ArithmeticError("The tight constraints were not found.")


def _tried(matrix: Values, offset: Values, tight: Tight) -> tuple[Values, Values]:
    multipliers = np.zeros_like(offset)
    places = np.flatnonzero(tight)
    if len(places):
        factor = cho_factor(matrix[np.ix_(places, places)], lower=True, check_finite=False)
        multipliers[places] = cho_solve(factor, -offset[places], check_finite=False)
    rest = matrix[:, places] @ multipliers[places] + offset
    return multipliers, rest
