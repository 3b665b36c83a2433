"""Trial: a candidate beside the model that serves, on the same held-out rows of one side.

Those who decide are drawn anew for intervals, and each counts once: talents on their own side, on
the other side organisations, however many talents each of them decided about. Talents' lists are
ordered as they are served, by the chance that both sides say yes; likelihood and calibration are
of one side's chance alone.

What was shown was ordered by the model that served, and what it put far down was looked at less:
nDCG, recall and the reciprocal rank lean towards it. What decides is therefore the corrected DCG,
which counts what was done at a place over how often the place is looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.glass_box import GlassBox, probability
from training.data.training_set import TrainingSet
from training.evaluate.calibration import calibration_error, reliability
from training.evaluate.cells import Measured, cells
from training.evaluate.config import EvaluationConfig
from training.evaluate.exposure import Shown, market, novelty
from training.evaluate.groups import Grouping
from training.evaluate.rankings import Lists, by_person, corrected, measured, ordered
from training.evaluate.resampling import means, ratio
from training.evaluate.sameness import read_of, unchanged
from training.registry.figures import Cell, Figure, SideFigures, Trial

Values = NDArray[np.float64]
Places = NDArray[np.intp]

#: What decides on each side: lists are ranked for talents, providers are asked one by one.
CORRECTED = "dcg_corrected"
PRIMARY: Mapping[Side, str] = {Side.TALENT: CORRECTED, Side.PROVIDER: "log_likelihood"}
_LEAST = 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class Around:
    """What is known beside the rows, in the order of the set's talents and offers.

    ``seats`` is NaN where an offer has no limit, ``known_by`` the share of people in (0, 1] who
    had turned to it before, NaN where that is not known; ``owners`` are numbers of who decides
    about the offer's applicants. ``looked`` tells how often places (n,) are looked at against the
    first, (n,). ``groupings`` hold the talents.
    """

    seats: Values
    known_by: Values
    owners: Places
    looked: Callable[[NDArray[np.int16]], Values]
    groupings: tuple[Grouping, ...] = ()


@dataclass(frozen=True, eq=False)
class _HeldOut:
    """What both are measured on: the rows, and who decided each, (n,), of ``count`` numbers."""

    rows: TrainingSet
    around: Around
    decider: Places
    count: int


@dataclass(frozen=True, eq=False)
class _Read:
    """What one model makes of the rows: deciders' values by measure, and figures of the whole.

    ``predicted`` is the chance that the side wants each row, ``mass`` how much each decider
    counts, for the measures where that differs.
    """

    predicted: Values
    people: Mapping[str, Values]
    whole: Mapping[str, float]
    mass: Mapping[str, Values]


def tried(
    held_out: TrainingSet,
    candidate: GlassBox,
    serving: GlassBox,
    *,
    around: Around,
    config: EvaluationConfig,
) -> Trial:
    """Measure both models on the rows of ``held_out`` that are old enough to judge."""
    held = _held(held_out.keep(~held_out.censored), around)
    first, second = (_read(model, held, config) for model in (candidate, serving))
    figures = {name: _pair(name, first, second, config) for name in first.people}
    figures["calibration_error"] = _calibration(held, first, second, config)
    for name, value in first.whole.items():
        other = second.whole[name]
        figures[name] = (Figure(value), Figure(other), Figure(value - other))
    return Trial(
        candidate=_side(held, first, [f[0] for f in figures.values()], list(figures), config),
        serving=_side(held, second, [f[1] for f in figures.values()], list(figures), config),
        differences={name: three[2] for name, three in figures.items()},
        primary=PRIMARY[held_out.side],
        cells=_cells(held, first, second, config),
        unchanged=unchanged(candidate, serving, held_out.side),
    )


def predicted(model: GlassBox, rows: TrainingSet, *, side: Side | None = None) -> Values:
    """The probability that ``side`` wants it, or the set's own side, for each row."""
    return probability(bulk_scorer(model, side or rows.side).log_odds(rows.cells))


def _held(rows: TrainingSet, around: Around) -> _HeldOut:
    if rows.side is Side.TALENT:
        return _HeldOut(rows, around, rows.talent.astype(np.intp), len(rows.talent_ids))
    owners = around.owners
    return _HeldOut(rows, around, owners[rows.offer], int(owners.max(initial=-1)) + 1)


def _read(model: GlassBox, held: _HeldOut, config: EvaluationConfig) -> _Read:
    rows, around, chance = held.rows, held.around, predicted(model, held.rows)
    people = {"log_likelihood": _likelihood(rows, chance, by=held.decider, count=held.count)}
    if not len(rows):
        return _Read(chance, people, {}, {})
    order = ordered(_scores(model, rows, chance), rows.slate, seed=config.seed)
    shown = Shown(
        person=rows.talent.astype(np.intp),
        offer=rows.offer.astype(np.intp),
        wants=chance,
        seats=around.seats,
        known_by=around.known_by,
    )
    owner = held.decider[order.rows[np.flatnonzero(order.rank == 1)]]
    lists = dict(measured(order, rows.grade, config=config))
    corrected_dcg, mass = _corrected(held, order, owner=owner, config=config)
    whole: Mapping[str, float] = {}
    if rows.side is Side.TALENT:
        lists["novelty"] = novelty(order, shown, depth=config.depth)
        whole = market(order, shown, depth=config.depth)
    ranked = {name: by_person(lists[name], owner, people=held.count) for name in lists}
    first = {CORRECTED: corrected_dcg}
    return _Read(chance, {**first, **ranked, **people}, whole, {CORRECTED: mass})


def _scores(model: GlassBox, rows: TrainingSet, chance: Values) -> Values:
    """What lists are ordered by here: ``chance``, times that of the other side for talents."""
    others = (predicted(model, rows, side=side) for side in read_of(rows.side) if side != rows.side)
    return np.prod([chance, *others], axis=0)


def _corrected(
    held: _HeldOut, order: Lists, *, owner: Places, config: EvaluationConfig
) -> tuple[Values, Values]:
    """Deciders' corrected DCG, NaN for who did nothing, and how much each of them counts."""
    looked = held.around.looked(held.rows.position)
    total, weight = corrected(order, held.rows.grade, looked, config=config)
    value, mass = (_sums(each, owner, held.count) for each in (total, weight))
    return ratio(value, mass), mass


def _likelihood(rows: TrainingSet, chance: Values, *, by: Places, count: int) -> Values:
    """The mean log-likelihood of the rows of each of ``by``, NaN without any; higher is better."""
    sure = np.clip(chance, _LEAST, 1 - _LEAST)
    target = rows.target.astype(np.float64)
    said = target * np.log(sure) + (1 - target) * np.log1p(-sure)
    return _mean(rows, said, by=by, count=count)


def _mean(rows: TrainingSet, values: Values, *, by: Places, count: int) -> Values:
    """The weighted mean of each of ``by``, numbers below ``count``: (count,)."""
    weight = rows.weight.astype(np.float64)
    return ratio(_sums(weight * values, by, count), _sums(weight, by, count))


def _sums(values: Values, by: Places, count: int) -> Values:
    return np.bincount(by, weights=values, minlength=count).astype(np.float64)


def _pair(
    name: str, first: _Read, second: _Read, config: EvaluationConfig
) -> tuple[Figure, Figure, Figure]:
    one, other = first.people[name], second.people[name]
    columns = np.column_stack([one, other, one - other])
    figures = means(columns, config=config, mass=first.mass.get(name))
    return figures[0], figures[1], figures[2]


def _calibration(
    held: _HeldOut, first: _Read, second: _Read, config: EvaluationConfig
) -> tuple[Figure, Figure, Figure]:
    return calibration_error(
        (first.predicted, second.predicted),
        held.rows.target.astype(np.float64),
        held.rows.weight.astype(np.float64),
        person=held.decider,
        config=config,
    )


def _side(
    held: _HeldOut,
    read: _Read,
    figures: Sequence[Figure],
    names: Sequence[str],
    config: EvaluationConfig,
) -> SideFigures:
    return SideFigures(
        rows=len(held.rows),
        people=len(np.unique(held.decider)),
        measures=dict(zip(names, figures, strict=True)),
        reliability=reliability(
            read.predicted,
            held.rows.target.astype(np.float64),
            held.rows.weight.astype(np.float64),
            bins=config.bins,
        ),
    )


def _cells(
    held: _HeldOut, first: _Read, second: _Read, config: EvaluationConfig
) -> tuple[Cell, ...]:
    side = held.rows.side
    if PRIMARY[side] not in first.people:
        return ()
    told = (_of_talents if side is Side.TALENT else _of_pairs)(held, first, second)
    return cells(held.around.groupings, told, side=side, config=config)


def _of_talents(held: _HeldOut, first: _Read, second: _Read) -> Measured:
    """Each talent decided for themselves."""
    everybody = np.arange(held.count)
    return Measured(
        talent=everybody,
        decider=everybody,
        candidate=first.people[CORRECTED],
        serving=second.people[CORRECTED],
        surplus=_surplus(held.rows, first, by=held.decider, count=held.count),
        mass=first.mass[CORRECTED],
        share=np.ones(held.count),
    )


def _of_pairs(held: _HeldOut, first: _Read, second: _Read) -> Measured:
    """Talents by who decided about them, each talent counting as one."""
    rows, talents = held.rows, len(held.rows.talent_ids)
    pairs, by = np.unique(held.decider * talents + rows.talent, return_inverse=True)
    talent, count = pairs % max(talents, 1), len(pairs)
    candidate, serving = (
        _likelihood(rows, read.predicted, by=by, count=count) for read in (first, second)
    )
    weight = _sums(rows.weight.astype(np.float64), by, count)
    share = ratio(weight, _sums(weight, talent, talents)[talent])
    return Measured(
        talent=talent,
        decider=pairs // max(talents, 1),
        candidate=candidate,
        serving=serving,
        surplus=_surplus(rows, first, by=by, count=count),
        mass=share,
        share=share,
    )


def _surplus(rows: TrainingSet, read: _Read, *, by: Places, count: int) -> Values:
    """What was predicted on average minus what came."""
    return _mean(rows, read.predicted - rows.target, by=by, count=count)
