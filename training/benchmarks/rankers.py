"""Rankers: ours and its peers behind one call, for benchmarks that compare what they learn."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier
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
"""What speed is compared with."""
_FEW = 5_000
_OPTIONS = {"num_threads": 1, "seed": 0, "deterministic": True, "verbose": -1}
BAGS = 8
MOST_ROUNDS = 5_000
"""Of EBM's boosting. With few rows it does not always stop by itself, and its own limit of 50,000
rounds takes minutes for a hundred rows."""
PAIRS = (("genre_affinity", "role_fit"), ("pay", "wants_paid"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeOptions:
    """What is tuned of LightGBM's trees; the defaults are the library's.

    ``fewest`` is the least number of rows in a leaf, ``l2`` the penalty on its value, ``features``
    the share of the features that each tree may read.
    """

    trees: int = 100
    leaves: int = 31
    rate: float = 0.1
    fewest: int = 20
    l2: float = 0.0
    features: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeOptions:
    """What is tuned of EBM; the defaults are the library's, save for the pairs.

    ``pairs`` is whether it has the pairs that our priors declare, ``fewest`` the least number of
    rows in a leaf; ``bags`` models are averaged, fewer while tuning.
    """

    bags: int = BAGS
    pairs: bool = True
    rate: float = 0.015
    leaves: int = 2
    fewest: int = 4


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
    return _boosted(data, options, {"objective": "lambdarank", "lambdarank_truncation_level": 10})


def boosted_rows(rows: TrainingSet, options: TreeOptions) -> Scorer:
    """LightGBM's trees on the graded targets, row by row, with cross-entropy."""
    data = lightgbm.Dataset(rows.cells.astype(np.float32), rows.target, weight=rows.weight)
    return _boosted(data, options, {"objective": "cross_entropy"})


def _boosted(data: Any, options: TreeOptions, asked: Mapping[str, Any]) -> Scorer:
    named = {
        "num_leaves": options.leaves,
        "learning_rate": options.rate,
        "min_data_in_leaf": options.fewest,
        "lambda_l2": options.l2,
        "feature_fraction": options.features,
    }
    booster = lightgbm.train({**_OPTIONS, **named, **asked}, data, options.trees)
    return lambda cells: predicted(booster, cells)


def boosted_classes(
    cells: Cells, target: Scores, *, threads: int, deterministic: bool = False
) -> Any:
    """LightGBM's trees for classes: what speed is compared with."""
    data = lightgbm.Dataset(cells, target)
    asked = {"num_threads": threads, "deterministic": deterministic, "objective": "binary"}
    return lightgbm.train({**_OPTIONS, "num_leaves": LEAVES, **asked}, data, TREES)


def predicted(booster: Any, cells: Cells | NDArray[np.float32]) -> Scores:
    """The raw scores of LightGBM's trees."""
    scores: Scores = booster.predict(
        cells.astype(np.float32, copy=False), raw_score=True, num_threads=1
    )
    return scores


def boosted_shapes(rows: TrainingSet, options: ShapeOptions) -> Scorer:
    """EBM on the graded targets of weighted rows, with log loss as the others have.

    Its classes know no grades: a row counts as a yes by its target, and as a no by the rest.
    """
    yes, no = rows.weight * rows.target, rows.weight * (1 - rows.target)
    weight = np.concatenate([yes, no]).astype(np.float64)
    counted = np.flatnonzero(weight > 0)
    cells = rows.cells[counted % max(len(rows), 1)]
    wanted = (counted < len(rows)).astype(np.float64)
    if len(np.unique(wanted)) < 2:
        return lambda scored: np.zeros(len(scored))
    return shapes_of_cells(
        cells, wanted, features=rows.features, weight=weight[counted], options=options
    )


def shapes_of_cells(
    cells: Cells,
    wanted: Scores,
    *,
    features: FeatureList,
    weight: Scores | None = None,
    options: ShapeOptions | None = None,
) -> Scorer:
    """EBM on cells of two classes, 0 and 1; a job for each core, of few rows or bags one alone."""
    chosen, index = options or ShapeOptions(), features.index
    pairs = [(index[one], index[two]) for one, two in PAIRS if {one, two} <= index.keys()]
    model = ExplainableBoostingClassifier(
        outer_bags=chosen.bags,
        interactions=pairs if chosen.pairs else 0,
        learning_rate=chosen.rate,
        max_leaves=chosen.leaves,
        min_samples_leaf=chosen.fewest,
        max_rounds=MOST_ROUNDS,
        n_jobs=os.cpu_count() if chosen.bags == BAGS and len(cells) > _FEW else 1,
        random_state=0,
    )
    model.fit(cells.astype(np.float64), wanted.astype(np.int64), sample_weight=weight)
    return lambda scored: np.asarray(model.decision_function(scored.astype(np.float64)))


def boosted_shapes_of_classes() -> Any:
    """EBM for two classes, its bags and pairs as the library has them; its rounds have an end."""
    return ExplainableBoostingClassifier(
        max_rounds=MOST_ROUNDS, n_jobs=os.cpu_count(), random_state=0
    )


def slate_ndcg(scores: Scores, rows: TrainingSet) -> Scores:
    """nDCG@10 of each list of ``rows``."""
    return listed_ndcg(rows.slate, scores, rows.grade)
