"""The learning curve of E6: what is learned from how many events, the peers tuned for each size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import log10

import numpy as np

from training.benchmarks.e6_apart import Apart, Draws, apart, average
from training.benchmarks.e6_weights import weighed
from training.benchmarks.ranker_tuning import ROUNDS, SHAPE_AXES, TREE_AXES, Chosen, climbed
from training.benchmarks.rankers import (
    BAGS,
    EBM,
    OURS,
    POINTWISE,
    TREE,
    Ranker,
    ShapeOptions,
    TreeOptions,
    boosted_rows,
    boosted_shapes,
    day_zero_ranker,
    glass_box_ranker,
    lambdamart,
    slate_ndcg,
)
from training.charts import Frame, Line, lines
from training.data.training_set import TrainingSet
from training.simulate import fewer

Sizes = Mapping[int, Mapping[str, float]]
Sets = tuple[TrainingSet, TrainingSet]
Told = Callable[[str], None]

PEERS = (TREE, POINTWISE, EBM)
RANKERS = (OURS, *PEERS)
_FEW_BAGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which sizes on every market, in how many draws; and on how many markets all that there is."""

    events: tuple[int, ...]
    redrawn: int
    plenty_markets: int
    seed: int


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was chosen for the peers at one size."""

    rank: Chosen[TreeOptions]
    rows: Chosen[TreeOptions]
    shapes: Chosen[ShapeOptions]

    def rankers(self) -> dict[str, Ranker]:
        """Every ranker with the options that it has."""
        return {
            OURS: glass_box_ranker,
            TREE: partial(lambdamart, options=self.rank.options),
            POINTWISE: partial(boosted_rows, options=self.rows.options),
            EBM: partial(boosted_shapes, options=self.shapes.options),
        }

    def named(self) -> dict[str, Chosen[TreeOptions] | Chosen[ShapeOptions]]:
        """By the rankers' names."""
        return {TREE: self.rank, POINTWISE: self.rows, EBM: self.shapes}


@dataclass(slots=True)
class Curve:
    """nDCG@10 by how many events were learned from, 0 for day zero.

    ``apart`` is ours beside each peer, ``chosen`` what was chosen for the peers.
    """

    ndcg: dict[int, dict[str, float]] = field(default_factory=dict)
    apart: dict[int, dict[str, Apart]] = field(default_factory=dict)
    chosen: dict[int, Tuned] = field(default_factory=dict)


def curve(markets: Sequence[Sets], plan: Plan, *, told: Told) -> Curve:
    """Every ranker on draws of each size of every market, judged on the later truth.

    Options are chosen on held-out lists of one training set of each market, together, never on
    what is judged on; for all events on the first market, from where the size before has ended.
    """
    tests = [test for _, test in markets]
    zero = tuple(_judged(day_zero_ranker, [train], test) for train, test in markets)
    found = Curve(ndcg={0: {OURS: average(zero)}})
    before: Tuned | None = None
    for size in plan.events:
        drawn = [_draws(train, size, plan) for train, _ in markets]
        sets = [draws[0] for draws in drawn]
        before = _tuned(sets, None, seed=plan.seed, told=partial(_at, told, size))
        _measure(found, size, before, _Judge(drawn, tests, plan.seed, told))
    whole = [[weighed(train)] for train, _ in markets[: plan.plenty_markets]]
    size = len(whole[0][0])
    tuned = _tuned(whole[0], before, seed=plan.seed, told=partial(_at, told, size))
    _measure(found, size, tuned, _Judge(whole, tests[: len(whole)], plan.seed, told))
    return found


@dataclass(frozen=True, slots=True)
class _Judge:
    """Training sets by market, and the test set of each."""

    drawn: Sequence[Sequence[TrainingSet]]
    tests: Sequence[TrainingSet]
    seed: int
    told: Told


def _draws(train: TrainingSet, size: int, plan: Plan) -> list[TrainingSet]:
    return [weighed(fewer(train, size, seed=plan.seed + draw)) for draw in range(plan.redrawn)]


def _measure(found: Curve, size: int, tuned: Tuned, judge: _Judge) -> None:
    """Learn and judge at one size, and add it to ``found``."""
    values: dict[str, tuple[Draws, ...]] = {}
    for name, ranker in tuned.rankers().items():
        judge.told(f"{name} learns from {size:,} events")
        pairs = zip(judge.drawn, judge.tests, strict=True)
        values[name] = tuple(_judged(ranker, draws, test) for draws, test in pairs)
    found.chosen[size] = tuned
    found.ndcg[size] = {name: average(of) for name, of in values.items()}
    found.apart[size] = {name: apart(values[OURS], values[name], seed=judge.seed) for name in PEERS}


def _at(told: Told, size: int, name: str) -> None:
    told(f"{name}: options are chosen for {size:,} events")


def _tuned(sets: Sequence[TrainingSet], before: Tuned | None, *, seed: int, told: Told) -> Tuned:
    """The peers' options, climbing from ``before`` or from the libraries' defaults."""
    rounds = 1 if before else ROUNDS
    trees = partial(climbed, sets=sets, axes=TREE_AXES, seed=seed, rounds=rounds)
    told(TREE)
    rank = trees(lambdamart, start=before.rank.options if before else TreeOptions())
    told(POINTWISE)
    rows = trees(boosted_rows, start=before.rows.options if before else TreeOptions())
    told(EBM)
    begun = before.shapes.options if before else ShapeOptions()
    few = replace(begun, bags=_FEW_BAGS)
    shapes = climbed(boosted_shapes, sets, start=few, axes=SHAPE_AXES, seed=seed, most=1, rounds=1)
    return Tuned(rank, rows, replace(shapes, options=replace(shapes.options, bags=BAGS)))


def _judged(ranker: Ranker, sets: Sequence[TrainingSet], test: TrainingSet) -> Draws:
    """nDCG@10 of each list of ``test`` after each of the training sets: (sets, lists)."""
    return np.stack([slate_ndcg(ranker(rows)(test.cells), test) for rows in sets])


def drawn(ndcg: Sizes) -> str:
    """The learning curve as an SVG; day zero is a level line."""
    sizes = [events for events in ndcg if events]
    x = [log10(events) for events in sizes]
    zero = ndcg[0][OURS]
    shown = [Line(name=name, x=x, y=[ndcg[n][name] for n in sizes]) for name in RANKERS]
    shown.append(Line(name="day zero", x=x, y=[zero] * len(x), dashed=True))
    said = "; ".join(
        f"{n:,} events: " + ", ".join(f"{name} {value:.3f}" for name, value in ndcg[n].items())
        for n in sizes
    )
    return lines(
        shown,
        Frame(
            title="What is learned from how many events, on made-up markets",
            description=f"nDCG at 10. Day zero: {zero:.3f}. {said}.",
            x="events, powers of ten",
            y="nDCG@10",
        ),
    )
