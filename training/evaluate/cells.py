"""Cells: the measure that decides, group by group, with small groups hidden."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain import Side
from training.evaluate.config import EvaluationConfig
from training.evaluate.groups import Grouping
from training.evaluate.resampling import figure, ratio, resampled
from training.evaluate.suppression import shown
from training.registry.figures import Cell, Figure, Standing
from training.registry.standing import standings

Values = NDArray[np.float64]

#: A group's variance is mixed with that of everybody as if so many of them were in it.
_BORROWED = 10.0


def cells(
    groupings: Sequence[Grouping],
    candidate: Values,
    serving: Values,
    *,
    side: Side,
    mass: Values,
    surplus: Values,
    config: EvaluationConfig,
) -> tuple[Cell, ...]:
    """A cell a group for the people who have a value, hidden where it would tell of too few.

    ``candidate`` and ``serving`` are people's values, ``mass`` how much each person counts,
    ``surplus`` what was predicted for each on average minus what came, all (people,), NaN where
    there is none. Groups with nobody are left out. The interval of a difference is the group's
    own; what is to be believed of it among so many is in its standing.
    """
    if not groupings:
        return ()
    known = ~np.isnan(candidate) & ~np.isnan(serving)
    masks = shown(groupings, known, small=config.small)
    member = sparse.hstack([grouping.member for grouping in groupings]).tocsr()[known]
    better = candidate[known] - serving[known]
    value = _figures(member, candidate[known], mass[known], config=config)
    lead = _figures(member, better, mass[known], config=config)
    mean_surplus = ratio(member.T @ surplus[known], np.asarray(member.sum(axis=0)).ravel())
    visible = np.concatenate(masks)
    held = _standings(member[:, visible], better, mass[known], side=side, config=config)
    place = np.cumsum(visible) - 1
    return tuple(
        Cell(dimension, name, value[at], lead[at], float(mean_surplus[at]), held[place[at]])
        if visible[at]
        else Cell(dimension, name)
        for at, (dimension, name) in enumerate(_named(groupings))
        if value[at].people
    )


def _standings(
    member: sparse.csr_array,
    values: Values,
    mass: Values,
    *,
    side: Side,
    config: EvaluationConfig,
) -> list[Standing]:
    """What is to be believed of each shown group, drawn towards all people."""
    total = mass.sum()
    overall = float(mass @ values / total) if total > 0 else 0.0
    leads, errors = errors_of(member, values, mass)
    return standings(leads, errors, overall, side=side, config=config.slices)


def errors_of(member: sparse.csr_array, values: Values, mass: Values) -> tuple[Values, Values]:
    """The mean of each group, and its standard error as that of a ratio (linearised): (groups,).

    A few people who happen to be alike say nothing of how much others differ: the variance of a
    group is mixed with that of all people.
    """
    count = np.asarray(member.sum(axis=0)).ravel()
    held, squared = member.T @ mass, member.T @ mass**2
    leads = ratio(member.T @ (mass * values), held)
    apart = member.multiply(values[:, None]) - member.multiply(leads[None, :])
    own = ratio(
        np.asarray(apart.multiply(apart).multiply((mass**2)[:, None]).sum(axis=0)).ravel(), squared
    )
    centre = ratio(mass @ values, mass.sum())
    everybody = ratio(mass**2 @ (values - centre) ** 2, (mass**2).sum())
    mixed = (count * own + _BORROWED * everybody) / np.maximum(count - 1 + _BORROWED, 1)
    return leads, np.sqrt(mixed * ratio(squared, held**2))


def _named(groupings: Sequence[Grouping]) -> Iterator[tuple[str, str]]:
    for grouping in groupings:
        for name in grouping.names:
            yield grouping.dimension, name


def _figures(
    member: sparse.csr_array, values: Values, mass: Values, *, config: EvaluationConfig
) -> list[Figure]:
    """The mean of each group with its interval, all groups in one resampling."""
    count = member.shape[1]
    each = member.multiply(mass[:, None])
    both = sparse.hstack([each.multiply(values[:, None]), each]).tocsr()
    sums, drawn = np.asarray(both.sum(axis=0)).ravel(), resampled(both, config=config)
    people = np.asarray(member.sum(axis=0)).ravel()
    points = ratio(sums[:count], sums[count:])
    ratios = ratio(drawn[:, :count], drawn[:, count:])
    return [
        figure(points[at], ratios[:, at], people=int(people[at]), config=config)
        for at in range(count)
    ]
