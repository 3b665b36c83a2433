"""Calibration: whether probabilities come true, and the straight line that makes them.

Platt's scaling (1999): log-odds become slope · log-odds + shift, which folds into an additive
model's tables without changing what they say about each other.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from training.fit.block import Values

STEPS = 25
HELD = 20.0
LEAST_SLOPE = 0.2
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The line, and the expected calibration error of held-out rows before and after.

    Without enough held-out rows the errors are ``None``.
    """

    slope: float = 1.0
    shift: float = 0.0
    error_before: float | None = None
    error_after: float | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """What a model said of rows that it did not learn from, and what became of them."""

    log_odds: Values
    target: Values
    weight: Values

    def loss(self, slope: float = 1.0, shift: float = 0.0) -> float:
        """The mean log loss after the line."""
        moved = slope * self.log_odds + shift
        lost = np.logaddexp(0, moved) - self.target * moved
        return float(np.average(lost, weights=self.weight))

    def error(self, slope: float = 1.0, shift: float = 0.0) -> float:
        """Expected calibration error after the line: ten bins with as many rows each.

        Source: Naeini, Cooper & Hauskrecht, AAAI 2015, with quantile bins.
        """
        order = np.argsort(self.log_odds, kind="stable")
        bins = np.empty(len(order), dtype=np.intp)
        bins[order] = np.arange(len(order)) * BINS // len(order)
        gap = expit(slope * self.log_odds + shift) - self.target
        return float(np.abs(np.bincount(bins, self.weight * gap)).sum() / self.weight.sum())

    def half(self, odd: int) -> "Outcomes":
        """Every second row."""
        return Outcomes(
            log_odds=self.log_odds[odd::2],
            target=self.target[odd::2],
            weight=self.weight[odd::2],
        )


def calibrated(outcomes: Outcomes) -> Calibration:
    """The line if it helps rows that it was not drawn through, else the one that does nothing."""
    before = outcomes.error()
    if not _helps(outcomes):
        return Calibration(error_before=before, error_after=before)
    slope, shift = line(outcomes)
    return Calibration(
        slope=slope, shift=shift, error_before=before, error_after=outcomes.error(slope, shift)
    )


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
    """Drawn through one half and judged on the other, both ways."""
    won = 0.0
    for odd in (0, 1):
        other = outcomes.half(1 - odd)
        won += other.loss() - other.loss(*line(outcomes.half(odd)))
    return won > 0
