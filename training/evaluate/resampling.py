"""Resampling: intervals from drawing people anew, many times at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.evaluate.config import EvaluationConfig
from training.registry.figures import Figure

Values = NDArray[np.float64]

#: People times draws that are held in memory at once.
_BLOCK = 4_000_000


def resampled(sums: "Values | sparse.csr_array", *, config: EvaluationConfig) -> Values:
    """Column sums over resampled people: (people, m) to (draws, m).

    Each person counts a Poisson(1) number of times (Hanley & MacGibbon, 2006), which for many
    people is Efron's bootstrap and can be done in one product. The same config resamples the same
    people, so that two models are compared on the same draws.
    """
    return np.concatenate([weights @ sums for weights in _weights(sums.shape[0], config)])


def means(
    values: Values, *, config: EvaluationConfig, mass: Values | None = None
) -> tuple[Figure, ...]:
    """The mean of each column over the people who have a value, with intervals.

    ``values`` is (people, m), NaN where a person has none; ``mass`` (people,) is how much each
    person counts, one and all the same without.
    """
    known = ~np.isnan(values)
    each = known * (np.ones(len(values)) if mass is None else mass)[:, None]
    filled = np.where(known, values, 0.0) * each
    sums = resampled(np.hstack([filled, each]), config=config)
    m = values.shape[1]
    drawn = ratio(sums[:, :m], sums[:, m:])
    points = ratio(filled.sum(axis=0), each.sum(axis=0))
    people = known.sum(axis=0)
    return tuple(
        figure(points[place], drawn[:, place], people=int(people[place]), config=config)
        for place in range(m)
    )


def figure(point: float, drawn: Values, *, people: int, config: EvaluationConfig) -> Figure:
    """A point with the percentile interval of what was drawn."""
    known = drawn[~np.isnan(drawn)]
    if not len(known) or np.isnan(point):
        return Figure(float(point), people=people)
    tail = (1 - config.level) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Figure(float(point), float(low), float(high), people)


def ratio(over: Values, under: Values) -> Values:
    """``over / under``, NaN where there is nothing to divide by."""
    nothing = np.full(np.shape(over), np.nan)
    divided: Values = np.divide(over, under, out=nothing, where=np.asarray(under) > 0)
    return divided


def _weights(people: int, config: EvaluationConfig) -> Iterator[Values]:
    random = np.random.default_rng(config.seed)
    step = max(1, _BLOCK // max(people, 1))
    for start in range(0, config.draws, step):
        yield random.poisson(1.0, size=(min(step, config.draws - start), people)).astype(float)
