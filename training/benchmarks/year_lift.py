"""The poisoner's lift in a simulated year: how much more it is seen than before its week."""

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.year_arms import Lived, YearConfig
from training.benchmarks.year_measures import DRAWS, Lead

Values = NDArray[np.float64]

_TAUGHT, _SPAN = 3, 10


def before(config: YearConfig) -> slice:
    """The weeks before the poisoned one."""
    return slice(max(config.poisoned - _SPAN, 0), config.poisoned)


def after(config: YearConfig) -> slice:
    """The weeks in which whoever learned from the poisoned one would serve it.

    A week is held out twice before it is learned from, and forgotten in the end.
    """
    start = min(config.poisoned + _TAUGHT, config.weeks - 1)
    return slice(start, min(start + _SPAN, config.weeks))


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


def lifted(one: Lived, other: Lived, config: YearConfig, *, seed: int) -> Lead:
    """``one``'s lift over ``other``'s, with the 95 % interval over people and offers alike.

    What the poisoner puts up is the same in all arms, so that the ratio is of shares of exposure
    alone. People and the poisoner's offers are both drawn anew, each with its whole row or column
    (pigeonhole bootstrap: Owen 2007), the same ones in both arms; an interval over people alone
    would take the few offers for all that there could be.
    """
    rng = np.random.default_rng(seed)
    offers = np.flatnonzero(one.record.organisation == one.poisoner)
    people = len(one.record.girl)
    again = _counts(rng, people), _counts(rng, len(offers))
    now = np.ones((1, people)), np.ones((1, len(offers)))
    value, drawn = (
        _over(_rises(one, offers, config, by=by), _rises(other, offers, config, by=by))
        for by in (now, again)
    )
    if np.isnan(drawn).all():
        return Lead(float(value[0]), float("nan"), float("nan"))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Lead(float(value[0]), float(low), float(high))


def _counts(rng: np.random.Generator, rows: int) -> Values:
    """How often each of ``rows`` is drawn, (draws, rows)."""
    even = np.full(max(rows, 1), 1 / max(rows, 1))
    return rng.multinomial(rows, even, size=DRAWS).astype(np.float64)[:, :rows]


def _rises(
    lived: Lived, offers: NDArray[np.intp], config: YearConfig, *, by: tuple[Values, Values]
) -> Values:
    """The share of exposure after over that before, for each draw of people and of offers."""
    usual, risen = (
        _share(lived, offers, weeks, by=by) for weeks in (before(config), after(config))
    )
    return _over(risen, usual)


def _over(one: Values, other: Values) -> Values:
    """The ratio, NaN over nothing."""
    return np.divide(one, other, out=np.full_like(one, np.nan), where=other > 0)


def _share(
    lived: Lived, offers: NDArray[np.intp], weeks: slice, *, by: tuple[Values, Values]
) -> Values:
    """The share that ``offers`` have of all exposure in ``weeks``, for each draw."""
    people, own = by
    seen = _seen(lived, offers, weeks)
    others = lived.record.looked[weeks].sum(axis=0) - seen.sum(axis=1)
    mine = ((people @ seen) * own).sum(axis=1)
    return mine / np.maximum(mine + people @ others, 1e-9)


def _seen(lived: Lived, offers: NDArray[np.intp], weeks: slice) -> Values:
    """How much each person is shown of each of ``offers`` in ``weeks``, (people, offers)."""
    places = lived.record.places
    rows = (places.week >= weeks.start) & (places.week < weeks.stop)
    rows &= np.isin(places.offer, offers)
    seen = np.zeros((len(lived.record.girl), len(offers)))
    column = np.searchsorted(offers, places.offer[rows])
    np.add.at(seen, (places.person[rows], column), places.weight[rows])
    return seen
