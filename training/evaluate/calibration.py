"""Calibration: whether what is said to be likely in one case of five comes in one of five."""

import numpy as np
from numpy.typing import NDArray

from training.evaluate.config import EvaluationConfig
from training.evaluate.resampling import figure, ratio, resampled
from training.registry.figures import Bin, Figure

Values = NDArray[np.float64]
Places = NDArray[np.intp]


def reliability(
    predicted: Values, observed: Values, weight: Values, *, bins: int
) -> tuple[Bin, ...]:
    """Rows in up to ``bins`` bins of equal numbers by what was predicted, for the curve."""
    place = _bins(predicted, bins)
    sums = _sums(predicted, observed, weight, place=place, bins=bins, person=None)
    mass, said, came = sums.reshape(3, bins)
    return tuple(
        Bin(float(said[b] / mass[b]), float(came[b] / mass[b]), float(mass[b]))
        for b in np.flatnonzero(mass > 0)
    )


def calibration_error(
    predicted: tuple[Values, Values],
    observed: Values,
    weight: Values,
    *,
    person: Places,
    config: EvaluationConfig,
) -> tuple[Figure, Figure, Figure]:
    """The expected calibration error of two models, and the first's minus the second's.

    ECE = Σ over bins of their share of the rows times |mean predicted − mean observed| (Naeini,
    Cooper & Hauskrecht, AAAI 2015), here with bins of equal numbers, which are fixed while people
    are resampled. The resampled ECE leans upwards, so that intervals of a small error do too.
    ``person`` (n,) is who decided: the people that are drawn anew.
    """
    people = len(np.unique(person))
    sums = [
        _sums(p, observed, weight, place=_bins(p, config.bins), bins=config.bins, person=person)
        for p in predicted
    ]
    drawn = [_error(resampled(each, config=config), config.bins) for each in sums]
    points = [_error(each.sum(axis=0)[None], config.bins)[0] for each in sums]
    first = figure(points[0], drawn[0], people=people, config=config)
    second = figure(points[1], drawn[1], people=people, config=config)
    apart = figure(points[0] - points[1], drawn[0] - drawn[1], people=people, config=config)
    return first, second, apart


def _bins(predicted: Values, bins: int) -> Places:
    if not len(predicted):
        return np.zeros(0, dtype=np.intp)
    edges = np.quantile(predicted, np.linspace(0, 1, bins + 1)[1:-1])
    return np.searchsorted(edges, predicted, side="right")


def _sums(
    predicted: Values,
    observed: Values,
    weight: Values,
    *,
    place: Places,
    bins: int,
    person: Places | None,
) -> Values:
    """Mass, predicted and observed by person and bin: (people, 3 * bins); one row without."""
    rows = np.zeros(len(place), dtype=np.intp) if person is None else person
    count = int(rows.max(initial=0)) + 1
    cell = rows * bins + place
    columns = (weight, weight * predicted, weight * observed)
    tables = [np.bincount(cell, weights=c, minlength=count * bins) for c in columns]
    return np.hstack([table.reshape(count, bins) for table in tables])


def _error(sums: Values, bins: int) -> Values:
    mass, said, came = sums[:, :bins], sums[:, bins : 2 * bins], sums[:, 2 * bins :]
    return ratio(np.abs(said - came).sum(axis=1), mass.sum(axis=1))
