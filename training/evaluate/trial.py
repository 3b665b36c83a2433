"""Trial: a candidate beside the model that serves, on the same held-out rows of one side.

What was shown was ordered by the model that served, and what it put far down was looked at less:
nDCG, recall and the reciprocal rank lean towards it. What decides is therefore the corrected DCG,
which counts what was done at a place over how often the place is looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.ranking.glass_box import GlassBox, probability
from training.data.training_set import TrainingSet
from training.evaluate.calibration import calibration_error, reliability
from training.evaluate.cells import cells
from training.evaluate.config import EvaluationConfig
from training.evaluate.exposure import Shown, market, novelty
from training.evaluate.groups import Grouping
from training.evaluate.rankings import Lists, by_person, corrected, measured, ordered
from training.evaluate.resampling import means, ratio
from training.evaluate.sameness import unchanged
from training.registry.figures import Cell, Figure, SideFigures, Trial

Values = NDArray[np.float64]

#: What decides on each side: lists are ranked for talents, providers are asked one by one.
CORRECTED = "dcg_corrected"
PRIMARY: Mapping[Side, str] = {Side.TALENT: CORRECTED, Side.PROVIDER: "log_likelihood"}
_BLOCK = 100_000
_LEAST = 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class Around:
    """What is known beside the rows, in the order of the set's talents and offers.

    ``seats`` is NaN where an offer has no limit, ``known_by`` the share of people in (0, 1] who
    had turned to it before, NaN where that is not known. ``looked`` tells how
    often places (n,) are looked at against the first, (n,). ``groupings`` hold the talents.
    """

    seats: Values
    known_by: Values
    looked: Callable[[NDArray[np.int16]], Values]
    groupings: tuple[Grouping, ...] = ()


@dataclass(frozen=True, eq=False)
class _Read:
    """What one model makes of the rows: people's values by measure, and figures of the whole.

    ``mass`` is how much each person counts, for the measures where that differs.
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
    rows = held_out.keep(~held_out.censored)
    first, second = (_read(model, rows, around, config) for model in (candidate, serving))
    figures = {name: _pair(name, first, second, config) for name in first.people}
    figures["calibration_error"] = _calibration(rows, first, second, config)
    for name, value in first.whole.items():
        other = second.whole[name]
        figures[name] = (Figure(value), Figure(other), Figure(value - other))
    primary = PRIMARY[rows.side]
    return Trial(
        candidate=_side(rows, first, [f[0] for f in figures.values()], list(figures), config),
        serving=_side(rows, second, [f[1] for f in figures.values()], list(figures), config),
        differences={name: three[2] for name, three in figures.items()},
        primary=primary,
        cells=_cells(rows, first, second, around=around, config=config),
        unchanged=unchanged(candidate, serving, rows.side),
    )


def predicted(model: GlassBox, rows: TrainingSet) -> Values:
    """The probability that the set's side wants it, for each row."""
    blocks = [
        model.log_odds(model.places(rows.cells[at : at + _BLOCK].T.astype(np.int32)), rows.side)
        for at in range(0, len(rows), _BLOCK)
    ]
    return probability(np.concatenate(blocks)) if blocks else np.zeros(0)


def _read(model: GlassBox, rows: TrainingSet, around: Around, config: EvaluationConfig) -> _Read:
    chance = predicted(model, rows)
    people = {"log_likelihood": _likelihood(rows, chance)}
    if not len(rows):
        return _Read(chance, people, {}, {})
    order = ordered(chance, rows.slate, seed=config.seed)
    shown = Shown(
        person=rows.talent.astype(np.intp),
        offer=rows.offer.astype(np.intp),
        wants=chance,
        seats=around.seats,
        known_by=around.known_by,
    )
    owner, count = _owners(rows, order)
    lists = dict(measured(order, rows.grade, config=config))
    corrected_dcg, mass = _corrected(rows, order, around, owner=owner, config=config)
    whole: Mapping[str, float] = {}
    if rows.side is Side.TALENT:
        lists["novelty"] = novelty(order, shown, depth=config.depth)
        whole = market(order, shown, depth=config.depth)
    ranked = {name: by_person(lists[name], owner, people=count) for name in lists}
    first = {CORRECTED: corrected_dcg}
    return _Read(chance, {**first, **ranked, **people}, whole, {CORRECTED: mass})


def _corrected(
    rows: TrainingSet,
    order: Lists,
    around: Around,
    *,
    owner: NDArray[np.intp],
    config: EvaluationConfig,
) -> tuple[Values, Values]:
    """People's corrected DCG, NaN for who did nothing, and how much each of them counts."""
    total, weight = corrected(order, rows.grade, around.looked(rows.position), config=config)
    people = len(rows.talent_ids) if rows.side is Side.TALENT else len(rows.offer_ids)
    sums = (np.bincount(owner, weights=each, minlength=people) for each in (total, weight))
    value, mass = (each.astype(np.float64) for each in sums)
    return ratio(value, mass), mass


def _owners(rows: TrainingSet, order: Lists) -> tuple[NDArray[np.intp], int]:
    """Whose each list is: the talent's, and on the other side the offer's that chose."""
    side = rows.talent if rows.side is Side.TALENT else rows.offer
    count = len(rows.talent_ids) if rows.side is Side.TALENT else len(rows.offer_ids)
    first = np.flatnonzero(order.rank == 1)
    return side[order.rows[first]].astype(np.intp), count


def _likelihood(rows: TrainingSet, chance: Values) -> Values:
    """The weighted mean log-likelihood of each talent's rows, NaN without any; higher is better."""
    sure = np.clip(chance, _LEAST, 1 - _LEAST)
    said = rows.target * np.log(sure) + (1 - rows.target) * np.log1p(-sure)
    people = len(rows.talent_ids)
    total = np.bincount(rows.talent, weights=rows.weight * said, minlength=people)
    mass = np.bincount(rows.talent, weights=rows.weight, minlength=people)
    return np.divide(total, mass, out=np.full(people, np.nan), where=mass > 0)


def _pair(
    name: str, first: _Read, second: _Read, config: EvaluationConfig
) -> tuple[Figure, Figure, Figure]:
    one, other = first.people[name], second.people[name]
    columns = np.column_stack([one, other, one - other])
    figures = means(columns, config=config, mass=first.mass.get(name))
    return figures[0], figures[1], figures[2]


def _calibration(
    rows: TrainingSet, first: _Read, second: _Read, config: EvaluationConfig
) -> tuple[Figure, Figure, Figure]:
    return calibration_error(
        (first.predicted, second.predicted),
        rows.target.astype(np.float64),
        rows.weight.astype(np.float64),
        person=rows.talent.astype(np.intp),
        config=config,
    )


def _side(
    rows: TrainingSet,
    read: _Read,
    figures: Sequence[Figure],
    names: Sequence[str],
    config: EvaluationConfig,
) -> SideFigures:
    return SideFigures(
        rows=len(rows),
        people=len(np.unique(rows.talent)),
        measures=dict(zip(names, figures, strict=True)),
        reliability=reliability(
            read.predicted,
            rows.target.astype(np.float64),
            rows.weight.astype(np.float64),
            bins=config.bins,
        ),
    )


def _cells(
    rows: TrainingSet, first: _Read, second: _Read, *, around: Around, config: EvaluationConfig
) -> tuple[Cell, ...]:
    primary, people = PRIMARY[rows.side], len(rows.talent_ids)
    if primary not in first.people:
        return ()
    mass = np.bincount(rows.talent, weights=rows.weight, minlength=people)
    apart = rows.weight * (first.predicted - rows.target)
    total = np.bincount(rows.talent, weights=apart, minlength=people)
    surplus = np.divide(total, mass, out=np.full(people, np.nan), where=mass > 0)
    return cells(
        around.groupings,
        first.people[primary],
        second.people[primary],
        side=rows.side,
        mass=first.mass.get(primary, np.ones(people)),
        surplus=surplus,
        config=config,
    )
