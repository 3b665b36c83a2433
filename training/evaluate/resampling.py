"""Resampling: intervals from drawing anew those who decided, many times at once.

Who decided is a talent on the one side and an organisation on the other: what one and the same
decider said of many is one draw.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtr, stdtrit

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


def figure(
    point: float,
    drawn: Values,
    *,
    people: int,
    config: EvaluationConfig,
    deciders: int | None = None,
) -> Figure:
    """A point with the percentile interval of what was drawn; without one where one alone decided.

    ``deciders`` is how many there were to draw, the ``people`` themselves without it. Percentiles
    are too narrow for few; they are taken further out, to where they hold for a normal mean (the
    expanded percentiles of Hesterberg, The American Statistician, 2015).
    """
    known, count = drawn[~np.isnan(drawn)], people if deciders is None else deciders
    if not len(known) or np.isnan(point) or count < 2:
        return Figure(float(point), people=people)
    reach = stdtrit(count - 1, (1 + config.level) / 2) * np.sqrt(count / (count - 1))
    tail = float(ndtr(-reach))
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
