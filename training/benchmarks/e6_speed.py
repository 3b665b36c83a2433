"""The speed part of E6: exactness of look-ups, rows scored a second, seconds to learn."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import FeatureList
from matcher.ranking import GlassBox, Prior, packaged_priors
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.priors import INTERCEPT
from training.benchmarks.rankers import (
    Cells,
    Scores,
    ShapeOptions,
    boosted_classes,
    boosted_shapes,
    predicted,
    shapes_of_cells,
)
from training.data.training_set import TrainingSet
from training.fit import FitConfig, GlassBoxRanker, fit_side, glass_box, side_blocks

USED = 24
REQUEST = 2_000
"""The candidates of a large request."""
_TIMES = 20
_SHAPED = 10_000
"""The rows that EBM learns from before its scoring is timed; how many is of no matter to that."""


def compiled(
    train: TrainingSet, test: TrainingSet, *, scored: int, scored_by_shapes: int
) -> dict[str, float]:
    """How far look-ups are from the model, and rows a second of each kind on the same rows.

    In bulk, as evaluation scores what is held out; and by the ``REQUEST``, as a list is made.
    """
    learned = fit_side(train, packaged_priors(), FitConfig(held_out=0.0))
    nobody = train.keep(np.zeros(0, dtype=np.intp))
    other = fit_side(replace(nobody, side=Side.PROVIDER), packaged_priors(), FitConfig())
    model = glass_box({Side.TALENT: learned, Side.PROVIDER: other})
    bulk = bulk_scorer(model, Side.TALENT)
    said = learned.log_odds(test.cells)
    rows = np.resize(test.cells, (scored, test.cells.shape[1]))
    trees = boosted_classes(train.cells, (train.target > 0).astype(np.float64), threads=1)
    shapes = boosted_shapes(train.keep(np.arange(min(len(train), _SHAPED))), ShapeOptions())
    some, floats = rows[:scored_by_shapes], rows.astype(np.float32)
    ours = _rate(lambda: bulk.log_odds(rows), scored)
    theirs = _rate(lambda: predicted(trees, floats), scored)
    ebm = _rate(lambda: shapes(some), len(some))
    request = _of_a_request(model, trees, test.cells)
    return {
        "lookup_error": float(np.abs(_served(model, _as_asked(test.cells)) - said).max()),
        "bulk_lookup_error": float(np.abs(bulk.log_odds(test.cells) - said).max()),
        "scored_rows": scored,
        "scored_rows_per_s": round(ours),
        "scored_rows_per_s_lightgbm": round(theirs),
        "scored_rows_per_s_ebm": round(ebm),
        "scoring_times_lightgbm": round(ours / theirs, 1),
        "scoring_times_ebm": round(ours / ebm, 1),
        **request,
    }


def _of_a_request(model: GlassBox, trees: Any, cells: Cells) -> dict[str, float]:
    """Rows a second when a list is made, by ours and by LightGBM."""
    rows = np.resize(cells, (REQUEST, cells.shape[1]))
    asked, floats = _as_asked(rows), rows.astype(np.float32)
    ours = _rate(lambda: _served(model, asked), REQUEST, times=_TIMES)
    theirs = _rate(lambda: predicted(trees, floats), REQUEST)
    return {
        "request_rows": REQUEST,
        "request_rows_per_s": round(ours),
        "request_rows_per_s_lightgbm": round(theirs),
        "request_times_lightgbm": round(ours / theirs, 1),
    }


def _as_asked(cells: Cells) -> NDArray[np.int32]:
    """Cells as a request has them when features were made: (features, n)."""
    return np.ascontiguousarray(cells.T.astype(np.int32))


def _served(model: GlassBox, cells: NDArray[np.int32]) -> Scores:
    return model.log_odds(model.places(cells), Side.TALENT)


def training_times(
    train: TrainingSet, *, trained: int, trained_by_shapes: int, seed: int
) -> dict[str, float]:
    """Seconds to learn from very many rows of ``USED`` features, on the same cores.

    EBM learns from ``trained_by_shapes`` of them, and so does ours beside it. LightGBM's is the
    better of its two modes, deterministic and not.
    """
    cells, target = _many(train, trained, seed)
    features = FeatureList(train.features.features[:USED])
    some, wanted = cells[:trained_by_shapes], target[:trained_by_shapes]
    threads = os.cpu_count() or 1
    trees = [
        _seconds(partial(boosted_classes, cells, target, threads=threads, deterministic=mode))
        for mode in (False, True)
    ]
    return {
        "trained_rows": len(cells),
        "training_s": _seconds(lambda: _fit_cells(cells, target, features)),
        "training_s_lightgbm": min(trees),
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


def _rate(work: Callable[[], object], rows: int, *, times: int = 3) -> float:
    """Rows a second, the best of ``times``."""
    return rows / min(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
