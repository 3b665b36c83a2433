"""Intervals: how far off an estimate may be, people being what is drawn anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem
from training.off_policy.contributions import Contributions, Values, values_of
from training.off_policy.problems import NoBound

People = NDArray[np.intp] | NDArray[np.str_]
#: How sure an interval is where nobody asks for another one.
LEVEL = 0.95
_AT_ONCE = 4_000_000


class Method(StrEnum):
    """How an interval was made."""

    BOOTSTRAP = "bootstrap"
    EMPIRICAL_BERNSTEIN = "empirical_bernstein"


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, in units of reward, at a ``level`` such as 0.95."""

    low: float
    high: float
    level: float
    method: Method

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies within, ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what limits one row can contribute: of w·r with r in [0, 1], 0 and the largest w."""

    low: float
    high: float


def bootstrap(
    parts: Contributions,
    rng: np.random.Generator,
    *,
    people: People | None = None,
    draws: int = 1000,
    level: float = LEVEL,
) -> Interval:
    """Percentiles of the estimate over people drawn with replacement, all their rows with them.

    Efron 1979; clusters as in Davison & Hinkley 1997, section 3.8. ``people`` (n,) says whose row
    it is; without it each row is somebody else. Right as people grow many; too narrow when few of
    them carry the estimate, which is what the effective sample size tells.
    """
    sums = _per_person(parts.columns(), people)
    estimates = np.concatenate([values_of(c @ sums) for c in drawn_counts(len(sums), draws, rng)])
    low, high = np.quantile(estimates, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, Method.BOOTSTRAP)


def empirical_bernstein(
    parts: Contributions, bounds: Bounds, *, people: People | None = None, level: float = LEVEL
) -> Interval:
    """Mean ± √(2·V·ln(4/δ)/C) + 7·range·ln(4/δ)/(3(C − 1)) over C people, both ends at δ/2.

    Maurer & Pontil, COLT 2009, theorem 4. For one row a person it holds for every C, whatever the
    distribution, so long as ``bounds`` hold for each row; wide, for it says nothing that it cannot
    promise. A person with several rows is one draw: the sum of them, bounded by as many rows as the
    busiest person has. Where people differ in their rows it is approximate: the mean divides by a
    number of rows that was drawn as well, and somebody unseen may be busier.
    Raises ``NoBound`` for an estimate that normalises itself, for a row outside the bounds, and
    for fewer than two people.
    """
    _check_bounded(parts, bounds)
    terms, counts = _person_terms(parts, people)
    if len(terms) < 2:
        raise NoBound(Problem("ope_too_few_people", {"people": len(terms)}))
    mean_rows = float(counts.mean())
    reach = (max(bounds.high, 0.0) - min(bounds.low, 0.0)) * float(counts.max()) / mean_rows
    if counts.max() == 1:
        reach = bounds.high - bounds.low
    confidence = log(4 / (1 - level))
    spread = sqrt(2 * float(terms.var(ddof=1)) * confidence / len(terms))
    half = spread + 7 * reach * confidence / (3 * (len(terms) - 1))
    middle = float(terms.mean())
    return Interval(middle - half, middle + half, level, Method.EMPIRICAL_BERNSTEIN)


def person_numbers(people: People | None, rows: int) -> NDArray[np.intp]:
    """People as numbers from 0, (n,); without any, each row its own."""
    if people is None:
        return np.arange(rows)
    return np.unique(people, return_inverse=True)[1].reshape(-1)


def _per_person(columns: Values, people: People | None) -> Values:
    """Columns (n, c) summed to (people, c)."""
    if people is None:
        return columns
    numbers = person_numbers(people, len(columns))
    summed = [np.bincount(numbers, weights=column) for column in columns.T]
    return np.column_stack(summed)


def drawn_counts(people: int, draws: int, rng: np.random.Generator) -> Iterator[Values]:
    """How often each person is drawn, (draws, people), in pieces of which one fits in memory."""
    piece = max(1, min(draws, _AT_ONCE // people))
    for begun in range(0, draws, piece):
        yield _drawn(people, min(piece, draws - begun), rng)


def _drawn(people: int, size: int, rng: np.random.Generator) -> Values:
    chosen = rng.integers(people, size=(size, people)) + people * np.arange(size)[:, None]
    counts = np.bincount(chosen.ravel(), minlength=size * people)
    return counts.reshape(size, people).astype(np.float64)


def _check_bounded(parts: Contributions, bounds: Bounds) -> None:
    if not parts.linear:
        raise NoBound(Problem("ope_normalised_has_no_bound"))
    terms, slack = parts.terms, 1e-9 * max(1.0, abs(bounds.low), abs(bounds.high))
    if terms.min() < bounds.low - slack or terms.max() > bounds.high + slack:
        params = {"low": float(terms.min()), "high": float(terms.max())}
        raise NoBound(Problem("ope_outside_bounds", params))


def _person_terms(parts: Contributions, people: People | None) -> tuple[Values, Values]:
    """What each person adds, scaled so that their mean is the estimate, and their rows."""
    numbers = person_numbers(people, len(parts))
    counts = np.bincount(numbers).astype(np.float64)
    return np.bincount(numbers, weights=parts.terms) / counts.mean(), counts
