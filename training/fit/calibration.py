"""Calibration: the straight line that makes probabilities come true.

Platt's scaling (1999): log-odds become slope · log-odds + shift, which folds into an additive
model's tables without changing what they say about each other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from training.fit.block import Values

STEPS = 25
HELD = 20.0
LEAST_SLOPE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The line; as it stands here it changes nothing."""

    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """What a model said of rows that it did not learn from, and what became of them.

    ``decider`` numbers who answered: the rows of one hang together.
    """

    log_odds: Values
    target: Values
    weight: Values
    decider: NDArray[np.int32]

    def loss(self, slope: float = 1.0, shift: float = 0.0) -> float:
        """The mean log loss after the line."""
        moved = slope * self.log_odds + shift
        lost = np.logaddexp(0, moved) - self.target * moved
        return float(np.average(lost, weights=self.weight))

    def halves(self) -> tuple["Outcomes", "Outcomes"]:
        """The rows of every second decider, and those of the others."""
        _, which = np.unique(self.decider, return_inverse=True)
        return self._keep(which % 2 == 0), self._keep(which % 2 == 1)

    def _keep(self, rows: NDArray[np.bool_]) -> "Outcomes":
        return Outcomes(
            log_odds=self.log_odds[rows],
            target=self.target[rows],
            weight=self.weight[rows],
            decider=self.decider[rows],
        )


def calibrated(outcomes: Outcomes) -> Calibration:
    """The line if it helps deciders that it was not drawn through, else the one that does nothing.

    A line through one decider's rows cannot be tried on another's, so there is none.
    """
    if len(np.unique(outcomes.decider)) < 2 or not _helps(outcomes):
        return Calibration()
    slope, shift = line(outcomes)
    return Calibration(slope=slope, shift=shift)


def line(outcomes: Outcomes) -> tuple[float, float]:
    """Slope and shift of least log loss, held at 1 and 0 as by a few rows; the slope is above 0."""
    held = np.array([HELD, HELD]) / 4
    given, x = (
        np.array([1.0, 0.0]),
        np.column_stack([outcomes.log_odds, np.ones_like(outcomes.target)]),
    )
    found = given.copy()
    for _ in range(STEPS):
        chance = expit(x @ found)
        gradient = x.T @ (outcomes.weight * (chance - outcomes.target)) + held * (found - given)
        information = outcomes.weight * chance * (1 - chance)
        found = found - np.linalg.solve((x.T * information) @ x + np.diag(held), gradient)
    return max(float(found[0]), LEAST_SLOPE), float(found[1])


def _helps(outcomes: Outcomes) -> bool:
    """Drawn through one half of the deciders and judged on the other, both ways."""
    one, other = outcomes.halves()
    won = sum(
        judged.loss() - judged.loss(*line(drawn)) for drawn, judged in ((one, other), (other, one))
    )
    return won > 0
