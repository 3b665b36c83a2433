"""Rankers: ours and its peers behind one call, for benchmarks that compare what they learn."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor
from numpy.typing import NDArray

from matcher.features import FeatureList
from matcher.ranking import packaged_priors
from training.benchmarks.lists import listed_ndcg
from training.data.training_set import TrainingSet
from training.fit import FitConfig, fit_side

Cells = NDArray[np.uint8]
Scores = NDArray[np.float64]
Scorer = Callable[[Cells], Scores]
Ranker = Callable[[TrainingSet], Scorer]

OURS, TREE, POINTWISE, EBM = "glass box", "LambdaMART", "LightGBM, pointwise", "EBM"
TREES, LEAVES = 200, 31
_OPTIONS = {
    "num_leaves": LEAVES,
    "num_threads": 1,
    "seed": 0,
    "deterministic": True,
    "verbose": -1,
}
BAGS = 8
PAIRS = (("genre_affinity", "role_fit"), ("pay", "wants_paid"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeOptions:
    """What is tuned of LightGBM's trees; the defaults are the library's.

    ``fewest`` is the least number of rows in a leaf, ``l2`` the penalty on its value.
    """

    rate: float = 0.1
    fewest: int = 20
    l2: float = 0.0


def glass_box_ranker(rows: TrainingSet) -> Scorer:
    """The priors of the set's side, moved by its rows; no option is chosen for the benchmark."""
    return fit_side(rows, packaged_priors(), FitConfig(held_out=0.0)).log_odds


def day_zero_ranker(rows: TrainingSet) -> Scorer:
    """The priors alone."""
    return glass_box_ranker(rows.keep(np.zeros(0, dtype=np.intp)))


def lambdamart(rows: TrainingSet, options: TreeOptions) -> Scorer:
    """LightGBM's LambdaMART on the grades, list by list."""
    rows = rows.keep(np.argsort(rows.slate, kind="stable"))
    lists = np.unique(rows.slate, return_counts=True)[1]
    data = lightgbm.Dataset(
        rows.cells.astype(np.float32), rows.grade, group=lists, weight=rows.weight
    )
    chosen = {"objective": "lambdarank", "lambdarank_truncation_level": 10}
    booster = lightgbm.train(_OPTIONS | _named(options) | chosen, data, TREES)
    return lambda cells: predicted(booster, cells)


def boosted_rows(rows: TrainingSet, options: TreeOptions) -> Scorer:
    """LightGBM's trees on the graded targets, row by row, with cross-entropy."""
    data = lightgbm.Dataset(rows.cells.astype(np.float32), rows.target, weight=rows.weight)
    booster = lightgbm.train(
        _OPTIONS | _named(options) | {"objective": "cross_entropy"}, data, TREES
    )
    return lambda cells: predicted(booster, cells)


def _named(options: TreeOptions) -> dict[str, float]:
    """The options as LightGBM calls them."""
    return {
        "learning_rate": options.rate,
        "min_data_in_leaf": options.fewest,
        "lambda_l2": options.l2,
    }


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
    """EBM on the graded targets of weighted rows."""
    return shapes_of_cells(rows.cells, rows.target, features=rows.features, weight=rows.weight)


def shapes_of_cells(
    cells: Cells,
    target: NDArray[np.floating],
    *,
    features: FeatureList,
    weight: NDArray[np.floating] | None = None,
) -> Scorer:
    """EBM on cells; with squared error, for its classes know no grades; a job for each core.

    It gets the pairs that our priors declare.
    """
    index = features.index
    pairs = [(index[one], index[two]) for one, two in PAIRS if {one, two} <= index.keys()]
    model = ExplainableBoostingRegressor(
        outer_bags=BAGS, interactions=pairs, n_jobs=os.cpu_count(), random_state=0
    )
    model.fit(cells.astype(np.float64), target, sample_weight=weight)
    return lambda scored: np.asarray(model.predict(scored.astype(np.float64)))


def boosted_shapes_of_classes() -> Any:
    """EBM for two classes with the library's own defaults: its bags, and pairs that it finds."""
    return ExplainableBoostingClassifier(n_jobs=os.cpu_count(), random_state=0)


def slate_ndcg(scores: Scores, rows: TrainingSet) -> Scores:
    """nDCG@10 of each list of ``rows``."""
    return listed_ndcg(rows.slate, scores, rows.grade)
