"""The real tables of E6: scikit-learn's own, ours beside EBM as the library has it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from training.benchmarks.rankers import EBM, OURS, boosted_shapes_of_classes
from training.fit import GlassBoxRanker

Areas = dict[str, dict[str, float]]


def areas(*, folds: int, seeds: Sequence[int], told: Callable[[str], None]) -> Areas:
    """ROC AUC of ours and EBM on each table, the mean out of fold; the folds are the same."""
    rows, progress = load_diabetes(return_X_y=True)
    tables = {
        "breast cancer": load_breast_cancer(return_X_y=True),
        "diabetes, worse than the median": (rows, (progress > np.median(progress)).astype(int)),
    }
    makers: dict[str, Callable[[], Any]] = {OURS: GlassBoxRanker, EBM: boosted_shapes_of_classes}
    found: Areas = {}
    for name, table in tables.items():
        found[name] = {}
        for way, maker in makers.items():
            told(f"{way} on a real table: {name}")
            found[name][way] = _area(maker, *table, folds=folds, seeds=seeds)
    return found


def _area(
    maker: Callable[[], Any],
    rows: NDArray[np.float64],
    classes: NDArray[np.int64],
    *,
    folds: int,
    seeds: Sequence[int],
) -> float:
    found = []
    for seed in seeds:
        parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
        for fitted, held in parts.split(rows, classes):
            model = maker().fit(rows[fitted], classes[fitted])
            found.append(roc_auc_score(classes[held], model.predict_proba(rows[held])[:, 1]))
    return round(float(np.mean(found)), 4)
