"""The measures of a simulated year: what one arm came to, and how two arms differ."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.year_arms import Lived
from training.evaluate.exposure import gini
from training.metrics import bootstrap

Values = NDArray[np.float64]
Girls = NDArray[np.bool_]

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one arm is before another: a mean over people with its 95 % interval."""

    value: float
    low: float
    high: float


def last_quarter(weeks: int) -> slice:
    """The weeks by which arms are compared."""
    return slice(weeks - max(weeks // 4, 1), weeks)


def ginis(lived: Lived) -> Values:
    """Of each week: how unevenly the offers of which one can apply are looked at."""
    record = lived.record
    weeks = zip(record.exposure, record.present, strict=True)
    return np.array([gini(exposure[present]) for exposure, present in weeks])


def quality(lived: Lived, weeks: slice) -> Values:
    """Each of the panel's mean nDCG@10 over ``weeks``, NaN for whom nothing was ever open."""
    return _mean_over(lived.ndcg[weeks])


def expected(lived: Lived, weeks: slice) -> Values:
    """How many matches are to be expected of each of the panel's lists: without the luck of who
    visits how often, and of what comes of it, which drowns a gap in counts."""
    return _mean_over(lived.matches[weeks])


def matches(lived: Lived, weeks: slice) -> Values:
    """How many matches each person had in ``weeks``."""
    return lived.record.accepted[weeks].sum(axis=0)


def few(lived: Lived, weeks: slice) -> Values:
    """What share of each person's lists is where few girls are, by attention."""
    looked = lived.record.looked[weeks].sum(axis=0)
    part = lived.record.few[weeks].sum(axis=0)
    return np.divide(part, looked, out=np.full(len(looked), np.nan), where=looked > 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that is watched: what of each person, and of whom the gender is asked.

    Of what is not ``asked`` no aim is made; counts of a quarter are mostly luck.
    """

    name: str
    of: Callable[[Lived, slice], Values]
    girls: Callable[[Lived], Girls]
    asked: bool = True


def lead(one: Values, other: Values, *, seed: int) -> Lead:
    """The mean of each person's difference; people as if they were independent."""
    difference = one - other
    low, high = bootstrap(difference, np.random.default_rng(seed), draws=DRAWS)
    return Lead(float(np.nanmean(difference)), low, high)


def gap(values: Values, girl: Girls) -> float:
    """Boys' mean minus girls'."""
    return float(mean_known(values[~girl]) - mean_known(values[girl]))


def parity(values: Values, girl: Girls) -> float:
    """Girls' mean as a share of boys'; 1 is none behind the other."""
    boys = float(mean_known(values[~girl]))
    return float(mean_known(values[girl])) / boys if boys else float("nan")


def widening(one: Values, other: Values, girl: Girls, *, seed: int) -> Lead:
    """How much wider ``one``'s gap is than ``other``'s, whichever way it goes.

    Gaps are shares of the mean of boys and girls: where everybody has twice as much the
    difference is twice as large, and nobody has come further behind.
    """
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(~girl), np.flatnonzero(girl)]
    boys, girls = (rng.choice(rows, size=(DRAWS, len(rows))) for rows in groups)
    drawn = [_width(arm[boys], arm[girls]) for arm in (one, other)]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    wider = _width(one[~girl], one[girl]) - _width(other[~girl], other[girl])
    return Lead(float(wider), float(low), float(high))


def _width(boys: Values, girls: Values) -> Values:
    his, hers = mean_known(boys), mean_known(girls)
    return np.asarray(2 * np.abs(his - hers) / np.maximum(his + hers, 1e-9))


def weekly_gap(lived: Lived, watched: Gap) -> Values:
    """The gap of each week, (weeks,)."""
    girl, weeks = watched.girls(lived), len(lived.ndcg)
    return np.array([gap(watched.of(lived, slice(n, n + 1)), girl) for n in range(weeks)])


def smooth(values: Values, *, weeks: int = 4) -> Values:
    """The mean of each week and those before it, ``weeks`` in all, without what is not known."""
    parts = [values[max(0, at + 1 - weeks) : at + 1] for at in range(len(values))]
    return np.array([mean_known(part) for part in parts])


def mean_known(values: Values) -> Values:
    """Along the last axis, of what is known."""
    known = ~np.isnan(values)
    total, count = np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1)
    mean: Values = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return mean


def _mean_over(weeks: Values) -> Values:
    return mean_known(weeks.T)


GAPS = (
    Gap("nDCG@10", quality, lambda lived: lived.panel_girl),
    Gap("matches to be expected of a list", expected, lambda lived: lived.panel_girl),
    Gap("matches a person", matches, lambda lived: lived.record.girl, asked=False),
    Gap("lists where few girls are", few, lambda lived: lived.record.girl),
)
