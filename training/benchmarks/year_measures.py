"""The measures of a simulated year: what one arm came to, and how two arms differ."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.year_arms import Lived, YearConfig
from training.evaluate.exposure import gini
from training.metrics import bootstrap

Values = NDArray[np.float64]
Girls = NDArray[np.bool_]

DRAWS = 1000
_TAUGHT, _SPAN = 3, 10


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one arm is before another: a mean over people with its 95 % interval."""

    value: float
    low: float
    high: float


def last_quarter(weeks: int) -> slice:
    """The weeks by which arms are compared."""
    return slice(weeks - max(weeks // 4, 1), weeks)


def before(config: YearConfig) -> slice:
    """The weeks before the poisoned one."""
    return slice(max(config.poisoned - _SPAN, 0), config.poisoned)


def after(config: YearConfig) -> slice:
    """The weeks in which whoever learned from the poisoned one would serve it.

    A week is held out twice before it is learned from, and forgotten in the end.
    """
    start = min(config.poisoned + _TAUGHT, config.weeks - 1)
    return slice(start, min(start + _SPAN, config.weeks))


def ginis(lived: Lived) -> Values:
    """Of each week: how unevenly the offers of which one can apply are looked at."""
    record = lived.record
    weeks = zip(record.exposure, record.present, strict=True)
    return np.array([gini(exposure[present]) for exposure, present in weeks])


def shares(lived: Lived) -> Values:
    """Of each week: the poisoner's share of all exposure."""
    record = lived.record
    own = record.exposure[:, record.organisation == lived.poisoner].sum(axis=1)
    return own / np.maximum(record.exposure.sum(axis=1), 1e-9)


def per_offer(lived: Lived, weeks: slice) -> float:
    """The poisoner's share of exposure over its share of the offers that there were; 1 is even."""
    record = lived.record
    own = record.organisation == lived.poisoner
    there = record.present[weeks].sum(axis=0)
    even = there[own].sum() / max(there.sum(), 1)
    return float(shares(lived)[weeks].mean() / even) if even else float("nan")


def lift(lived: Lived, config: YearConfig) -> float:
    """By what the poisoner's exposure an offer is multiplied from before the poison to after."""
    usual = per_offer(lived, before(config))
    return per_offer(lived, after(config)) / usual if usual else float("nan")


def quality(lived: Lived, weeks: slice) -> Values:
    """Each of the panel's mean nDCG@10 over ``weeks``, NaN for whom nothing was ever open."""
    return _mean_over(lived.ndcg[weeks])


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
    """A gap that is watched: what of each person, and of whom the gender is asked."""

    name: str
    of: Callable[[Lived, slice], Values]
    girls: Callable[[Lived], Girls]


def lead(one: Values, other: Values, *, seed: int) -> Lead:
    """The mean of each person's difference; people as if they were independent."""
    difference = one - other
    low, high = bootstrap(difference, np.random.default_rng(seed), draws=DRAWS)
    return Lead(float(np.nanmean(difference)), low, high)


def gap(values: Values, girl: Girls) -> float:
    """Boys' mean minus girls'."""
    return float(_mean(values[~girl]) - _mean(values[girl]))


def widening(one: Values, other: Values, girl: Girls, *, seed: int) -> Lead:
    """How much wider ``one``'s gap is than ``other``'s, whichever way it goes."""
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(~girl), np.flatnonzero(girl)]
    boys, girls = (rng.choice(rows, size=(DRAWS, len(rows))) for rows in groups)
    drawn = [np.abs(_mean(arm[boys]) - _mean(arm[girls])) for arm in (one, other)]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    return Lead(abs(gap(one, girl)) - abs(gap(other, girl)), float(low), float(high))


def weekly_gap(lived: Lived, watched: Gap) -> Values:
    """The gap of each week, (weeks,)."""
    girl, weeks = watched.girls(lived), len(lived.ndcg)
    return np.array([gap(watched.of(lived, slice(n, n + 1)), girl) for n in range(weeks)])


def smooth(values: Values, *, weeks: int = 4) -> Values:
    """The mean of each week and those before it, ``weeks`` in all, without what is not known."""
    parts = [values[max(0, at + 1 - weeks) : at + 1] for at in range(len(values))]
    return np.array([_mean(part) for part in parts])


def _mean(values: Values) -> Values:
    """Along the last axis, of what is known."""
    known = ~np.isnan(values)
    total, count = np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1)
    mean: Values = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return mean


def _mean_over(weeks: Values) -> Values:
    return _mean(weeks.T)


GAPS = (
    Gap("nDCG@10", quality, lambda lived: lived.panel_girl),
    Gap("matches a person", matches, lambda lived: lived.record.girl),
    Gap("lists where few girls are", few, lambda lived: lived.record.girl),
)
