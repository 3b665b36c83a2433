"""Form of E6's truth: how much of what the features tell of it is a sum of shapes."""

import lightgbm
import numpy as np
from numpy.typing import NDArray

from training.data.training_set import TrainingSet

Values = NDArray[np.float64]

_RIDGE = 5.0
_TREES = {"num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 50, "lambda_l2": 10.0}
_ROUNDS = 400


def told_of_truth(test: TrainingSet, *, seed: int) -> dict[str, float]:
    """R² of the true wish's log-odds, on a third of the lists, by two ways to learn it itself.

    ``additive_r2`` is of a sum over the cells of each feature (ridge), ``trees_r2`` of boosted
    trees of 31 leaves, which may read many features together.
    """
    sure = np.clip(test.target.astype(np.float64), 1e-6, 1 - 1e-6)
    wish = np.log(sure / (1 - sure))
    lists = np.random.default_rng(seed).permutation(np.unique(test.slate))
    learned = np.isin(test.slate, lists[: len(lists) * 2 // 3])
    bins = _bins(test.cells)
    centred = wish - wish[learned].mean()
    inner = bins[learned].T @ bins[learned] + _RIDGE * np.eye(bins.shape[1])
    additive = bins @ np.linalg.solve(inner, bins[learned].T @ centred[learned])
    cells = test.cells.astype(np.float32)
    options = {**_TREES, "verbose": -1, "num_threads": 1, "seed": 0}
    data = lightgbm.Dataset(cells[learned], centred[learned])
    trees = lightgbm.train(options, data, _ROUNDS).predict(cells)
    return {
        "additive_r2": _explained(additive[~learned], centred[~learned]),
        "trees_r2": _explained(np.asarray(trees)[~learned], centred[~learned]),
    }


def _bins(cells: NDArray[np.uint8]) -> Values:
    """A column for each cell of each feature: 1 where the row has it."""
    columns = [np.eye(int(cells[:, f].max()) + 1)[cells[:, f]] for f in range(cells.shape[1])]
    return np.concatenate(columns, axis=1)


def _explained(said: Values, truth: Values) -> float:
    return round(float(1 - (truth - said).var() / truth.var()), 3)
