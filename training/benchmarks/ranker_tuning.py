"""Tuning of rankers: options of the peers, chosen on held-out lists of what may be learned from."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

import numpy as np

from training import metrics
from training.benchmarks.rankers import Scorer, ShapeOptions, TreeOptions, slate_ndcg
from training.data.training_set import TrainingSet

TENTHS = 10
FOLDS = 4
ENOUGH = 3_000
"""About so many rows are judged on; small sets take several tenths in turn."""
ROUNDS = 2

Option = TypeVar("Option", TreeOptions, ShapeOptions)
Learner = Callable[[TrainingSet, Option], Scorer]
Axes = Mapping[str, Sequence[Any]]

TREE_AXES: Axes = {
    "leaves": (2, 4, 7, 15, 31),
    "rate": (0.01, 0.02, 0.05, 0.1, 0.2),
    "fewest": (1, 5, 20, 100, 500),
    "l2": (0.0, 1.0, 10.0, 100.0),
    "features": (0.1, 0.25, 0.5, 1.0),
    "trees": (50, 100, 200, 400),
}
SHAPE_AXES: Axes = {
    "pairs": (True, False),
    "rate": (0.005, 0.015, 0.05),
    "leaves": (2, 3),
    "fewest": (4, 20, 100),
}
_NATURAL: Mapping[str, Sequence[Any]] = {
    "leaves": (2,),
    "fewest": (1,),
    "l2": (0.0,),
    "features": (1.0,),
    "pairs": (True, False),
}
"""Ends of axes beyond which there is nothing."""


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Option]):
    """The options chosen, their nDCG on what was held out, and how many were tried."""

    options: Option
    worth: float
    tried: int


def climbed(
    learn: Callable[[TrainingSet, Option], Scorer],
    sets: Sequence[TrainingSet],
    *,
    start: Option,
    axes: Axes,
    seed: int,
    most: int = FOLDS,
    rounds: int = ROUNDS,
) -> Chosen[Option]:
    """Better ``start`` along one axis after the other, ``rounds`` times.

    What counts is the mean nDCG@10 of lists that were not learned from, of all ``sets`` together;
    of equals what was there before stays, as it does where there are too few lists to hold one out.
    At ``most`` so many tenths of each set are held out in turn.
    """
    rows = sum(map(len, sets))
    folds = int(np.clip(ENOUGH * TENTHS // max(rows, 1), 1, most))
    parts = [part for each in sets for part in held_out(each, folds=folds, seed=seed)]
    known: dict[Option, float] = {}
    best: Option = start
    # The libraries let go of the interpreter, so that threads use the cores.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name in [*axes] * rounds:
            offered: list[Option] = [best]
            offered += [replace(best, **{name: value}) for value in axes[name]]
            new = [each for each in dict.fromkeys(offered) if each not in known]
            worths = pool.map(partial(_worth, learn, parts), new)
            known.update(zip(new, worths, strict=True))
            best = max(offered, key=lambda each: known[each])
    return Chosen(best, known[best], len(known))


def at_edge(options: TreeOptions | ShapeOptions) -> list[str]:
    """The axes on which something better might lie beyond what was tried."""
    axes = TREE_AXES if isinstance(options, TreeOptions) else SHAPE_AXES
    return [
        name
        for name, value in asdict(options).items()
        if name in axes
        and value in (axes[name][0], axes[name][-1])
        and value not in _NATURAL.get(name, ())
    ]


def _worth(
    learn: Callable[[TrainingSet, Option], Scorer],
    parts: Sequence[tuple[TrainingSet, TrainingSet]],
    options: Option,
) -> float:
    values = [slate_ndcg(learn(kept, options)(held.cells), held) for kept, held in parts]
    known = metrics.mean(np.concatenate(values)) if values else 0.0
    return float(np.nan_to_num(known))


def held_out(
    rows: TrainingSet, *, folds: int, seed: int
) -> Iterator[tuple[TrainingSet, TrainingSet]]:
    """What is kept and what is held out, ``folds`` tenths of the lists in turn.

    The rows held out are in no order: lists are logged in the order of somebody's ranking, which
    equal scores would otherwise repeat.
    """
    rng = np.random.default_rng(seed)
    lists = rng.permutation(np.unique(rows.slate))
    parts = np.array_split(lists, min(TENTHS, len(lists)))
    for part in parts[:folds] if len(parts) > 1 else []:
        out = np.isin(rows.slate, part)
        yield rows.keep(~out), rows.keep(rng.permutation(np.flatnonzero(out)))
