"""E6: what it measures, what counts as ahead, and its chart."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

pytest.importorskip("lightgbm")
pytest.importorskip("interpret")

from tests.training.drawing import tree
from tests.training.fit.sets import made_up
from training.benchmarks import e6
from training.benchmarks.e6 import EBM, OURS, TREE, E6Config
from training.benchmarks.rankers import (
    boosted_shapes,
    day_zero_ranker,
    lambdamart,
    slate_ndcg,
)
from training.data.training_set import TrainingSet
from training.fit import GlassBoxRanker

SMALL = E6Config(
    plenty=600,
    events=(100,),
    redrawn=1,
    scored=5000,
    scored_by_trees=500,
    trained=1000,
    folds=2,
    fold_seeds=(0,),
)
COMPILED = {"lookup_error": 1e-14, "bulk_lookup_error": 1e-14, "scoring_times_lightgbm": 150.0}
TRAINING = {"training_s": 2.0, "training_s_lightgbm": 6.0}
CURVE = {
    0: {OURS: 0.4},
    100: {OURS: 0.45, TREE: 0.3, EBM: 0.3},
    1000: {OURS: 0.55, TREE: 0.55, EBM: 0.55},
}
TABLES = {"breast cancer": {OURS: 0.993, EBM: 0.995}}


def _listed(rows: int, seed: int) -> TrainingSet:
    return replace(made_up(rows, seed=seed), slate=np.arange(rows, dtype=np.int32) // 20)


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> None:
    """A market that costs nothing, tables of few rows, and our own models in EBM's place."""

    def sets(*_: object, **__: object) -> tuple[TrainingSet, TrainingSet]:
        return _listed(600, seed=0), _listed(200, seed=1)

    def table(*_: object, **__: object) -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        rows = rng.normal(size=(80, 3))
        return rows, (rows[:, 0] > 0).astype(int)

    monkeypatch.setattr(e6, "market_sets", sets)
    monkeypatch.setattr(e6, "load_breast_cancer", table)
    monkeypatch.setattr(e6, "load_diabetes", table)
    monkeypatch.setattr(e6, "boosted_shapes", day_zero_ranker)
    monkeypatch.setattr(e6, "boosted_shapes_of_classes", GlassBoxRanker)


@pytest.mark.usefixtures("market")
def test_a_small_run_measures_everything_and_draws_the_curve(tmp_path: Path) -> None:
    chart = tmp_path / "made" / "curve.svg"
    result = e6.measured(SMALL, Console(quiet=True), chart=chart)
    assert result.figures["bulk_lookup_error"] == pytest.approx(0, abs=1e-9)
    assert set(result.figures) >= {"training_s", "scored_rows_per_s", "roc_auc"}
    assert '"0": {"glass box"' in result.line()
    assert tree(chart.read_text(encoding="utf-8")).tag.endswith("svg")


def test_it_is_ahead_when_every_aim_is_met() -> None:
    assert e6._ahead(COMPILED, TRAINING, CURVE, TABLES)


@pytest.mark.parametrize(
    "missed",
    [
        {"compiled": COMPILED | {"bulk_lookup_error": 1e-8}},
        {"compiled": COMPILED | {"scoring_times_lightgbm": 99.0}},
        {"training": {"training_s": 7.0, "training_s_lightgbm": 6.0}},
        {"curve": CURVE | {100: {OURS: 0.3, TREE: 0.3, EBM: 0.2}}},
        {"curve": CURVE | {1000: {OURS: 0.5, TREE: 0.55, EBM: 0.4}}},
        {"curve": CURVE | {1000: {OURS: 0.54, TREE: 0.5, EBM: 0.55}}},
        {"tables": {"breast cancer": {OURS: 0.98, EBM: 0.99}}},
    ],
)
def test_one_aim_missed_is_not_ahead(missed: dict[str, Any]) -> None:
    met: dict[str, Any] = {
        "compiled": COMPILED,
        "training": TRAINING,
        "curve": CURVE,
        "tables": TABLES,
    } | missed
    assert not e6._ahead(met["compiled"], met["training"], met["curve"], met["tables"])


def test_the_chart_says_every_figure_in_words() -> None:
    drawn = e6._drawn(CURVE)
    assert "Day zero: 0.400" in drawn
    assert "100 events: glass box 0.450, LambdaMART 0.300, EBM 0.300" in drawn


def test_ndcg_is_taken_list_by_list_whatever_their_order() -> None:
    rows = _listed(200, seed=2)
    best = slate_ndcg(rows.grade.astype(np.float64), rows)
    np.testing.assert_allclose(best[~np.isnan(best)], 1.0)
    mixed = rows.keep(np.random.default_rng(0).permutation(200))
    scores = rows.cells[:, 0].astype(np.float64)
    again = slate_ndcg(mixed.cells[:, 0].astype(np.float64), mixed)
    assert len(again) == len(slate_ndcg(scores, rows)) == 10


def test_all_kinds_of_rankers_score_rows_of_cells() -> None:
    rows = _listed(60, seed=3)
    for scorer in (day_zero_ranker(rows), lambdamart(rows, rate=0.1), boosted_shapes(rows)):
        assert scorer(rows.cells).shape == (60,)
