"""Cells: the measure that decides, group by group, with small groups hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

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
Places = NDArray[np.intp]

#: A group's variance is mixed with that of everybody as if so many deciders were in it.
_BORROWED = 10.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Measured:
    """What was measured of talents, piece by piece: shape (pieces,) each.

    A piece is all that one ``decider`` decided about one ``talent``; who decides for themselves is
    one piece. ``candidate`` and ``serving`` are its values and ``surplus`` what was predicted for
    it on average minus what came, NaN where there is none. ``mass`` is how much the piece counts,
    ``share`` how much of the talent it is, in all 1 a talent.
    """

    talent: Places
    decider: Places
    candidate: Values
    serving: Values
    surplus: Values
    mass: Values
    share: Values

    def known(self) -> "Measured":
        """The pieces of which both models have a value."""
        kept = ~np.isnan(self.candidate) & ~np.isnan(self.serving)
        return Measured(**{one.name: getattr(self, one.name)[kept] for one in fields(self)})


def cells(
    groupings: Sequence[Grouping], told: Measured, *, side: Side, config: EvaluationConfig
) -> tuple[Cell, ...]:
    """A cell a group for the talents who have a value, hidden where it would tell of too few.

    Groups with nobody are left out. What one decider said of several people of a group is one draw
    of its interval, and one piece of evidence in its error. The interval of a difference is the
    group's own; what is to be believed of it among so many is in its standing.
    """
    if not groupings:
        return ()
    here = told.known()
    people = np.zeros(groupings[0].member.shape[0], dtype=np.bool_)
    people[here.talent] = True
    visible = np.concatenate(shown(groupings, people, small=config.small))
    every = sparse.hstack([grouping.member for grouping in groupings]).tocsr()
    sizes, member = np.asarray(every[people].sum(axis=0)).ravel(), every[here.talent]
    value = _figures(member, here.candidate, here, sizes=sizes, config=config)
    lead = _figures(member, here.candidate - here.serving, here, sizes=sizes, config=config)
    surplus = ratio(member.T @ (here.share * here.surplus), member.T @ here.share)
    held = _standings(member[:, visible], here, side=side, config=config)
    place = np.cumsum(visible) - 1
    return tuple(
        Cell(dimension, name, value[at], lead[at], float(surplus[at]), held[place[at]])
        if visible[at]
        else Cell(dimension, name)
        for at, (dimension, name) in enumerate(_named(groupings))
        if sizes[at]
    )


def _standings(
    member: sparse.csr_array, told: Measured, *, side: Side, config: EvaluationConfig
) -> list[Standing]:
    """What is to be believed of each shown group, drawn towards all people."""
    values, total = told.candidate - told.serving, told.mass.sum()
    overall = float(told.mass @ values / total) if total > 0 else 0.0
    leads, errors = errors_of(member, values, mass=told.mass, decider=told.decider)
    return standings(leads, errors, overall, side=side, config=config.slices, level=config.level)


def errors_of(
    member: sparse.csr_array, values: Values, *, mass: Values, decider: Places
) -> tuple[Values, Values]:
    """The mean of each group, and its standard error as that of a ratio (linearised): (groups,).

    ``member`` is (pieces, groups); pieces of one decider err together. A few who happen to be
    alike say nothing of how much others differ: the variance of a group is mixed with what would
    be expected of one like it, from how much deciders differ and how much the pieces of one do.
    """
    by = _by_decider(decider)
    held, squares = member.T @ mass, mass**2
    leads = ratio(member.T @ (mass * values), held)
    apart = member.multiply(values[:, None]) - member.multiply(leads[None, :])
    said, weight = by @ apart.multiply(mass[:, None]), by @ member.multiply(mass[:, None])
    own = _squared(said)
    between, within = _variances(values, mass=mass, by=by)
    expected = between * _squared(weight) + within * (member.T @ squares)
    count = _deciders(by, member)
    mixed = (count * own + _BORROWED * expected) / np.maximum(count - 1 + _BORROWED, 1)
    return leads, np.sqrt(ratio(mixed, held**2))


def _variances(values: Values, *, mass: Values, by: sparse.csr_array) -> tuple[float, float]:
    """Of all: how much deciders differ from each other, and the pieces of one among themselves.

    Where each decided once the two cannot be told apart, and all is between.
    """
    squares, (deciders, pieces) = mass**2, by.shape
    centre = ratio(mass @ values, mass.sum())
    total = float(ratio(squares @ (values - centre) ** 2, squares.sum()))
    if deciders == pieces:
        return total, 0.0
    rest = values - by.T @ ratio(by @ (mass * values), by @ mass)
    within = float(ratio(squares @ rest**2, squares.sum())) * pieces / (pieces - deciders)
    return max(total - within, 0.0), min(within, total)


def _by_decider(decider: Places) -> sparse.csr_array:
    """Sums pieces by who decided: (deciders, pieces)."""
    names, row = np.unique(decider, return_inverse=True)
    places = (row, np.arange(len(decider)))
    return sparse.csr_array((np.ones(len(decider)), places), shape=(len(names), len(decider)))


def _deciders(by: sparse.csr_array, member: sparse.csr_array) -> NDArray[np.int64]:
    """How many decided about each group."""
    return np.asarray((by @ member > 0).sum(axis=0)).ravel()


def _squared(matrix: sparse.csr_array) -> Values:
    return np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()


def _named(groupings: Sequence[Grouping]) -> Iterator[tuple[str, str]]:
    for grouping in groupings:
        for name in grouping.names:
            yield grouping.dimension, name


def _figures(
    member: sparse.csr_array,
    values: Values,
    told: Measured,
    *,
    sizes: Values,
    config: EvaluationConfig,
) -> list[Figure]:
    """The mean of each group with its interval, all groups in one resampling of deciders."""
    count, by = member.shape[1], _by_decider(told.decider)
    each = member.multiply(told.mass[:, None])
    both = (by @ sparse.hstack([each.multiply(values[:, None]), each])).tocsr()
    sums, drawn = np.asarray(both.sum(axis=0)).ravel(), resampled(both, config=config)
    deciders = _deciders(by, member)
    points = ratio(sums[:count], sums[count:])
    ratios = ratio(drawn[:, :count], drawn[:, count:])
    return [
        figure(
            points[at],
            ratios[:, at],
            people=int(sizes[at]),
            deciders=int(deciders[at]),
            config=config,
        )
        for at in range(count)
    ]
