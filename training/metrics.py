"""Metrics: how good rankings are against graded relevance, a value for each person."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]
Grades = NDArray[np.integer]
Values = NDArray[np.float64]


def ndcg(scores: Scores, grades: Grades, *, k: int = 10) -> Values:
    """Normalised discounted cumulative gain at ``k``, gain 2^grade − 1, discount 1/log2(rank + 1).

    ``scores`` and ``grades`` are (people, items); a person without a grade above 0 gets NaN.
    Source: Järvelin & Kekäläinen, TOIS 2002, with the exponential gain of Burges et al., 2005.
    """
    gains = np.exp2(grades) - 1
    discount = 1 / np.log2(np.arange(2, k + 2))
    got = np.take_along_axis(gains, _top(scores, k), axis=1) @ discount[: gains.shape[1]]
    best = -np.sort(-gains, axis=1)[:, :k] @ discount[: gains.shape[1]]
    return np.divide(got, best, out=np.full(len(got), np.nan), where=best > 0)


def reciprocal_rank(scores: Scores, grades: Grades, *, least: int = 2) -> Values:
    """1 / the rank of the first item graded ``least`` or more; NaN for people who have none."""
    relevant = np.take_along_axis(grades >= least, _top(scores, scores.shape[1]), axis=1)
    first = relevant.argmax(axis=1)
    return np.where(relevant.any(axis=1), 1 / (first + 1), np.nan)


def recall(scores: Scores, grades: Grades, *, k: int = 10, least: int = 2) -> Values:
    """The share of the items graded ``least`` or more that are among the first ``k``."""
    relevant = grades >= least
    found = np.take_along_axis(relevant, _top(scores, k), axis=1).sum(axis=1)
    total = relevant.sum(axis=1)
    return np.divide(found, total, out=np.full(len(total), np.nan), where=total > 0)


def bootstrap(
    values: Values, rng: np.random.Generator, *, draws: int = 2000, level: float = 0.95
) -> tuple[float, float]:
    """A percentile interval of the mean over people who have a value (Efron 1979).

    NaN at both ends when nobody has one.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    means = rng.choice(known, size=(draws, len(known))).mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def mean(values: Values) -> float:
    """The mean over people who have a value; NaN when nobody has one."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _top(scores: Scores, k: int) -> NDArray[np.intp]:
    """The places of the ``k`` highest, best first; equal scores keep the order of the items."""
    order: NDArray[np.intp] = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return order
