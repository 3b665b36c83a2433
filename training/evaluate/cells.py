"""Cells: the measure that decides, group by group, with small groups hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.evaluate.config import EvaluationConfig
from training.evaluate.groups import Grouping
from training.evaluate.resampling import figure, ratio, resampled
from training.evaluate.suppression import shown
from training.registry.figures import Cell, Figure

Values = NDArray[np.float64]


def cells(
    groupings: Sequence[Grouping],
    candidate: Values,
    serving: Values,
    *,
    mass: Values,
    surplus: Values,
    config: EvaluationConfig,
) -> tuple[Cell, ...]:
    """A cell a group for the people who have a value, hidden where it would tell of too few.

    ``candidate`` and ``serving`` are people's values, ``mass`` how much each person counts,
    ``surplus`` what was predicted for each on average minus what came, all (people,), NaN where
    there is none. Groups with nobody are left out. The intervals of the differences hold for all
    groups at once (Bonferroni): of many groups one is soon unlucky, and a gate that reads them
    would hold back for nothing.
    """
    if not groupings:
        return ()
    known = ~np.isnan(candidate) & ~np.isnan(serving)
    masks = shown(groupings, known, small=config.small)
    member = sparse.hstack([grouping.member for grouping in groupings]).tocsr()[known]
    better = candidate[known] - serving[known]
    groups = sum(int(mask.sum()) for mask in masks)
    together = replace(config, level=1 - (1 - config.level) / max(groups, 1))
    value = _figures(member, candidate[known], mass[known], config=config)
    lead = _figures(member, better, mass[known], config=together)
    mean_surplus = ratio(member.T @ surplus[known], np.asarray(member.sum(axis=0)).ravel())
    return tuple(
        Cell(dimension, name, value[at], lead[at], float(mean_surplus[at]))
        if visible
        else Cell(dimension, name)
        for at, (dimension, name, visible) in enumerate(_named(groupings, masks))
        if value[at].people
    )


def _named(
    groupings: Sequence[Grouping], masks: Sequence[NDArray[np.bool_]]
) -> Iterator[tuple[str, str, bool]]:
    for grouping, mask in zip(groupings, masks, strict=True):
        for name, visible in zip(grouping.names, mask, strict=True):
            yield grouping.dimension, name, bool(visible)


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
