"""The speed part of E6: exactness of look-ups, rows scored a second, seconds to learn."""

import os
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import FeatureList
from matcher.ranking import Prior, packaged_priors
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.priors import INTERCEPT
from training.benchmarks.rankers import (
    Cells,
    Scores,
    boosted_classes,
    boosted_shapes,
    predicted,
    shapes_of_cells,
)
from training.data.training_set import TrainingSet
from training.fit import FitConfig, GlassBoxRanker, fit_side, glass_box, side_blocks

USED = 24
_SHAPED = 10_000
"""The rows that EBM learns from before its scoring is timed; how many is of no matter to that."""


def compiled(
    train: TrainingSet, test: TrainingSet, *, scored: int, scored_by_peers: int
) -> dict[str, float]:
    """How far look-ups are from the model, and rows a second of each kind on the same rows."""
    learned = fit_side(train, packaged_priors(), FitConfig(held_out=0.0))
    nobody = train.keep(np.zeros(0, dtype=np.intp))
    other = fit_side(replace(nobody, side=Side.PROVIDER), packaged_priors(), FitConfig())
    model = glass_box({Side.TALENT: learned, Side.PROVIDER: other})
    bulk = bulk_scorer(model, Side.TALENT)
    said = learned.log_odds(test.cells)
    served = model.log_odds(
        model.places(np.ascontiguousarray(test.cells.T.astype(np.int32))), Side.TALENT
    )
    rows = np.resize(test.cells, (scored, test.cells.shape[1]))
    some = rows[:scored_by_peers]
    some_floats = some.astype(np.float32)
    trees = boosted_classes(train.cells, (train.target > 0).astype(np.float64), threads=1)
    shapes = boosted_shapes(train.keep(np.arange(min(len(train), _SHAPED))))
    ours = len(rows) / _fastest(lambda: bulk.log_odds(rows))
    theirs = len(some) / _fastest(lambda: predicted(trees, some_floats))
    ebm = len(some) / _fastest(lambda: shapes(some))
    return {
        "lookup_error": float(np.abs(served - said).max()),
        "bulk_lookup_error": float(np.abs(bulk.log_odds(test.cells) - said).max()),
        "scored_rows_per_s": round(ours),
        "scored_rows_per_s_lightgbm": round(theirs),
        "scored_rows_per_s_ebm": round(ebm),
        "scoring_times_lightgbm": round(ours / theirs, 1),
        "scoring_times_ebm": round(ours / ebm, 1),
    }


def training_times(
    train: TrainingSet, *, trained: int, trained_by_shapes: int, seed: int
) -> dict[str, float]:
    """Seconds to learn from very many rows of ``USED`` features, on the same cores.

    EBM learns from ``trained_by_shapes`` of them, and so does ours beside it.
    """
    cells, target = _many(train, trained, seed)
    features = FeatureList(train.features.features[:USED])
    some, wanted = cells[:trained_by_shapes], target[:trained_by_shapes]
    threads = os.cpu_count() or 1
    return {
        "trained_rows": len(cells),
        "training_s": _seconds(lambda: _fit_cells(cells, target, features)),
        "training_s_lightgbm": _seconds(lambda: boosted_classes(cells, target, threads=threads)),
        "trained_rows_ebm": len(some),
        "training_s_beside_ebm": _seconds(lambda: _fit_cells(some, wanted, features)),
        "training_s_ebm": _seconds(lambda: shapes_of_cells(some, wanted, features=features)),
    }


def _many(train: TrainingSet, trained: int, seed: int) -> tuple[Cells, Scores]:
    """Rows drawn again until there are ``trained``, and whether each was wanted."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(train), trained)
    cells = np.ascontiguousarray(train.cells[rows][:, :USED])
    # One cell in ten is somebody else's, so that the rows are not copies of each other.
    swapped = rng.random(cells.shape) < 0.1
    cells[swapped] = np.roll(cells, 1, axis=0)[swapped]
    return cells, (rng.random(len(rows)) < train.target[rows]).astype(np.float64)


def _fit_cells(cells: Cells, target: NDArray[np.float64], features: FeatureList) -> None:
    """Our fit to plain cells, with the priors over these features."""
    priors = [prior for prior in packaged_priors() if _reads(prior, features)]
    blocks, intercept = side_blocks(Side.TALENT, priors, features=features, trust=1.0)
    ranker = GlassBoxRanker(blocks=blocks, intercept_prior=intercept)
    ranker.fit_graded(cells, target)


def _reads(prior: Prior, features: FeatureList) -> bool:
    """Whether all that the prior reads is among the features; the intercept reads nothing."""
    return prior.term == INTERCEPT or set(prior.features) <= set(features.index)


def _fastest(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(3))


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
