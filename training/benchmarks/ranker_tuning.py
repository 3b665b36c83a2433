"""Tuning of rankers: options of LightGBM chosen on held-out lists of what may be learned from."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Protocol

import numpy as np

from training import metrics
from training.benchmarks.rankers import Scorer, TreeOptions, slate_ndcg
from training.data.training_set import TrainingSet

TENTHS = 10
FOLDS = 5
ENOUGH = 3_000
"""About so many rows are judged on; small sets take several tenths in turn, at most ``FOLDS``."""
GRID = tuple(
    TreeOptions(rate=rate, fewest=fewest, l2=l2)
    for rate, fewest, l2 in product((0.05, 0.02, 0.1), (20, 5, 200), (0.0, 10.0))
)


class Learner(Protocol):
    """A way to learn that has options."""

    def __call__(self, rows: TrainingSet, options: TreeOptions) -> Scorer:
        """Learn from ``rows``."""
        ...


def best_options(
    learn: Learner, rows: TrainingSet, *, seed: int, grid: Sequence[TreeOptions] = GRID
) -> TreeOptions:
    """Those of ``grid`` with the best nDCG@10 on tenths of the lists that were not learned from.

    The first of equals, and of all where there are too few lists to hold one out.
    """
    folds = list(held_out(rows, seed=seed))

    def worth(options: TreeOptions) -> float:
        values = [slate_ndcg(learn(kept, options)(held.cells), held) for kept, held in folds]
        known = metrics.mean(np.concatenate(values)) if values else 0.0
        return float(np.nan_to_num(known))

    # LightGBM lets go of the interpreter, so that threads use the cores.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        worths = list(pool.map(worth, grid))
    return grid[int(np.argmax(worths))]


def held_out(rows: TrainingSet, *, seed: int) -> Iterator[tuple[TrainingSet, TrainingSet]]:
    """What is kept and what is held out, tenths of the lists in turn.

    The rows held out are in no order: lists are logged in the order of somebody's ranking, which
    equal scores would otherwise repeat.
    """
    rng = np.random.default_rng(seed)
    lists = rng.permutation(np.unique(rows.slate))
    parts = np.array_split(lists, min(TENTHS, len(lists)))
    folds = int(np.clip(ENOUGH * TENTHS // max(len(rows), 1), 1, FOLDS))
    for part in parts[:folds] if len(parts) > 1 else []:
        out = np.isin(rows.slate, part)
        yield rows.keep(~out), rows.keep(rng.permutation(np.flatnonzero(out)))
