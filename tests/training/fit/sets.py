"""Training sets made up for the tests of the fit."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import feature_list
from training.data.training_set import TrainingSet

FEATURES = feature_list()


def cells_of(rows: int, seed: int = 0) -> NDArray[np.uint8]:
    """Cells of every feature, evenly drawn, the missing ones too; shape (rows, features)."""
    rng = np.random.default_rng(seed)
    columns = [rng.integers(0, feature.cells + 1, rows) for feature in FEATURES.features]
    return np.column_stack(columns).astype(np.uint8)


def made_up(rows: int, side: Side = Side.TALENT, seed: int = 0) -> TrainingSet:
    """A set where near genres and fitting roles together are wanted, and far roads are not."""
    cells = cells_of(rows, seed)
    genre, role, far = (
        cells[:, FEATURES.index[n]] for n in ("genre_affinity", "role_fit", "distance")
    )
    chance = 0.1 + 0.5 * ((genre > 10) & (role > 10)) - 0.05 * (far > 20)
    target = np.random.default_rng(seed + 1).random(rows) < chance
    return TrainingSet(
        side=side,
        features=FEATURES,
        talent_ids=np.array(["t"]),
        offer_ids=np.array(["o"]),
        cells=cells,
        target=target.astype(np.float32),
        grade=target.astype(np.int8),
        weight=np.ones(rows, dtype=np.float32),
        looked=np.ones(rows, dtype=np.float32),
        censored=np.zeros(rows, dtype=np.bool_),
        slate=np.zeros(rows, dtype=np.int32),
        position=np.ones(rows, dtype=np.int16),
        propensity=np.ones(rows),
        talent=np.zeros(rows, dtype=np.int32),
        offer=np.zeros(rows, dtype=np.int32),
        at=np.arange(rows).astype("datetime64[s]"),
    )
