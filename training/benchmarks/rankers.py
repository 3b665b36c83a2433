"""Rankers: ours and its peers behind one call, for benchmarks that compare what they learn."""

from collections.abc import Callable
from typing import Any

import lightgbm
import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor
from numpy.typing import NDArray

from matcher.ranking import packaged_priors
from training import metrics
from training.data.training_set import TrainingSet
from training.fit import FitConfig, fit_side

Cells = NDArray[np.uint8]
Scores = NDArray[np.float64]
Scorer = Callable[[Cells], Scores]
Ranker = Callable[[TrainingSet], Scorer]

TREES, LEAVES = 200, 31
_OPTIONS = {
    "num_leaves": LEAVES,
    "num_threads": 1,
    "seed": 0,
    "deterministic": True,
    "verbose": -1,
}
BAGS = 2
PAIRS = (("genre_affinity", "role_fit"), ("pay", "wants_paid"))


def glass_box_ranker(rows: TrainingSet) -> Scorer:
    """The priors of the set's side, moved by its rows; no option is chosen for the benchmark."""
    return fit_side(rows, packaged_priors(), FitConfig(held_out=0.0)).log_odds


def day_zero_ranker(rows: TrainingSet) -> Scorer:
    """The priors alone."""
    return glass_box_ranker(rows.keep(np.zeros(0, dtype=np.intp)))


def lambdamart(rows: TrainingSet, *, rate: float) -> Scorer:
    """LightGBM's LambdaMART on the grades, list by list."""
    rows = rows.keep(np.argsort(rows.slate, kind="stable"))
    lists = np.unique(rows.slate, return_counts=True)[1]
    data = lightgbm.Dataset(
        rows.cells.astype(np.float32), rows.grade, group=lists, weight=rows.weight
    )
    options = _OPTIONS | {
        "objective": "lambdarank",
        "learning_rate": rate,
        "lambdarank_truncation_level": 10,
    }
    booster = lightgbm.train(options, data, TREES)
    return lambda cells: predicted(booster, cells)


def boosted_classes(cells: Cells, target: Scores, *, threads: int) -> Any:
    """LightGBM's trees for classes: what speed is compared with."""
    data = lightgbm.Dataset(cells, target)
    return lightgbm.train(_OPTIONS | {"objective": "binary", "num_threads": threads}, data, TREES)


def predicted(booster: Any, cells: Cells | NDArray[np.float32]) -> Scores:
    """The raw scores of LightGBM's trees."""
    scores: Scores = booster.predict(
        cells.astype(np.float32, copy=False), raw_score=True, num_threads=1
    )
    return scores


def boosted_shapes(rows: TrainingSet) -> Scorer:
    """EBM on the graded targets; with squared error, for its classes know no grades.

    It gets the pairs that our priors declare.
    """
    index = rows.features.index
    pairs = [(index[first], index[second]) for first, second in PAIRS]
    model = ExplainableBoostingRegressor(
        outer_bags=BAGS, interactions=pairs, n_jobs=1, random_state=0
    )
    model.fit(rows.cells.astype(np.float64), rows.target, sample_weight=rows.weight)
    return lambda cells: np.asarray(model.predict(cells.astype(np.float64)))


def boosted_shapes_of_classes() -> Any:
    """EBM for two classes, of curves alone, as ours is by default."""
    return ExplainableBoostingClassifier(outer_bags=BAGS, interactions=0, n_jobs=1, random_state=0)


def slate_ndcg(scores: Scores, rows: TrainingSet) -> Scores:
    """nDCG@10 of each list that has anything in it, lists by number; NaN for the others."""
    numbers, which, lengths = np.unique(rows.slate, return_inverse=True, return_counts=True)
    order = np.argsort(which, kind="stable")
    column = np.empty(len(rows), dtype=np.intp)
    column[order] = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    shape = (len(numbers), int(lengths.max()))
    wide, grades = np.full(shape, -np.inf), np.zeros(shape, dtype=np.int64)
    wide[which, column], grades[which, column] = scores, rows.grade
    return metrics.ndcg(wide, grades)
