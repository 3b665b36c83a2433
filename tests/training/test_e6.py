"""E6: what it measures, what counts as ahead, how peers are tuned, and its chart."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

pytest.importorskip("lightgbm")
pytest.importorskip("interpret")

from interpret.glassbox import ExplainableBoostingClassifier

from tests.training.drawing import tree
from tests.training.fit.sets import made_up
from training.benchmarks import e6, e6_curve, e6_speed, e6_tables, rankers
from training.benchmarks.e6 import E6Config, Measured
from training.benchmarks.e6_curve import drawn
from training.benchmarks.ranker_tuning import FOLDS, best_options, held_out
from training.benchmarks.rankers import (
    EBM,
    OURS,
    POINTWISE,
    TREE,
    Cells,
    Scorer,
    Scores,
    TreeOptions,
    boosted_rows,
    boosted_shapes,
    boosted_shapes_of_classes,
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
    scored_by_peers=500,
    trained=1000,
    trained_by_shapes=300,
    folds=2,
    fold_seeds=(0,),
)
TUNED = (TreeOptions(rate=0.05), TreeOptions(rate=0.1, fewest=5))
COMPILED = {"lookup_error": 1e-14, "bulk_lookup_error": 1e-14, "scoring_times_lightgbm": 150.0}
TRAINING = {"training_s": 2.0, "training_s_lightgbm": 6.0}
CURVE = {
    0: {OURS: 0.4},
    100: {OURS: 0.45, TREE: 0.3, POINTWISE: 0.3, EBM: 0.3},
    1000: {OURS: 0.55, TREE: 0.55, POINTWISE: 0.55, EBM: 0.55},
}
TABLES = {"breast cancer": {OURS: 0.993, EBM: 0.995}}
MET = Measured(compiled=COMPILED, training=TRAINING, ndcg=CURVE, areas=TABLES)


def _listed(rows: int, seed: int) -> TrainingSet:
    return replace(made_up(rows, seed=seed), slate=np.arange(rows, dtype=np.int32) // 20)


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> None:
    """A market that costs nothing, tables of few rows, few options, our own in EBM's place."""

    def sets(*_: object, **__: object) -> tuple[TrainingSet, TrainingSet]:
        return _listed(600, seed=0), _listed(200, seed=1)

    def table(*_: object, **__: object) -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        rows = rng.normal(size=(80, 3))
        return rows, (rows[:, 0] > 0).astype(int)

    def few(*args: Any, seed: int) -> TreeOptions:
        return best_options(*args, seed=seed, grid=TUNED)

    monkeypatch.setattr(e6, "market_sets", sets)
    monkeypatch.setattr(e6_tables, "load_breast_cancer", table)
    monkeypatch.setattr(e6_tables, "load_diabetes", table)
    monkeypatch.setattr(rankers, "TREES", 5)
    monkeypatch.setattr(e6_curve, "best_options", few)
    monkeypatch.setattr(e6_curve, "boosted_shapes", day_zero_ranker)
    monkeypatch.setattr(e6_speed, "boosted_shapes", day_zero_ranker)
    monkeypatch.setattr(e6_speed, "shapes_of_cells", lambda *_, **__: None)
    monkeypatch.setattr(e6_tables, "boosted_shapes_of_classes", GlassBoxRanker)


@pytest.mark.usefixtures("market")
def test_a_small_run_measures_everything_and_draws_the_curve(tmp_path: Path) -> None:
    chart = tmp_path / "made" / "curve.svg"
    result = e6.measured(SMALL, Console(quiet=True), chart=chart)
    assert result.figures["bulk_lookup_error"] == pytest.approx(0, abs=1e-9)
    assert set(result.figures) >= {"training_s", "scored_rows_per_s", "roc_auc"}
    assert set(result.figures) >= {"training_s_ebm", "scored_rows_per_s_ebm"}
    assert '"0": {"glass box"' in result.line()
    assert '"chosen": {"100": {"LambdaMART": {"rate"' in result.line()
    assert tree(chart.read_text(encoding="utf-8")).tag.endswith("svg")


def test_it_is_ahead_when_every_aim_is_met() -> None:
    assert e6.ahead(MET)


@pytest.mark.parametrize(
    "missed",
    [
        replace(MET, compiled=COMPILED | {"bulk_lookup_error": 1e-8}),
        replace(MET, compiled=COMPILED | {"scoring_times_lightgbm": 99.0}),
        replace(MET, training={"training_s": 7.0, "training_s_lightgbm": 6.0}),
        *(replace(MET, ndcg=CURVE | {100: CURVE[100] | {peer: 0.46}}) for peer in (TREE, EBM)),
        replace(MET, ndcg=CURVE | {100: CURVE[100] | {POINTWISE: 0.45}}),
        *(replace(MET, ndcg=CURVE | {1000: CURVE[1000] | {peer: 0.58}}) for peer in (TREE, EBM)),
        replace(MET, ndcg=CURVE | {1000: CURVE[1000] | {POINTWISE: 0.58}}),
        replace(MET, areas={"breast cancer": {OURS: 0.98, EBM: 0.99}}),
    ],
)
def test_one_aim_missed_is_not_ahead(missed: Measured) -> None:
    assert not e6.ahead(missed)


def test_the_chart_says_every_figure_in_words() -> None:
    said = drawn(CURVE)
    assert "Day zero: 0.400" in said
    assert "100 events: glass box 0.450, LambdaMART 0.300, LightGBM, pointwise 0.300" in said


def test_ndcg_is_taken_list_by_list_whatever_their_order() -> None:
    rows = _listed(200, seed=2)
    best = slate_ndcg(rows.grade.astype(np.float64), rows)
    np.testing.assert_allclose(best[~np.isnan(best)], 1.0)
    mixed = rows.keep(np.random.default_rng(0).permutation(200))
    scores = rows.cells[:, 0].astype(np.float64)
    again = slate_ndcg(mixed.cells[:, 0].astype(np.float64), mixed)
    assert len(again) == len(slate_ndcg(scores, rows)) == 10


def test_all_kinds_of_rankers_score_rows_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rankers, "BAGS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    rows, options = _listed(60, seed=3), TreeOptions()
    trees = (lambdamart(rows, options), boosted_rows(rows, options))
    for scorer in (day_zero_ranker(rows), *trees, boosted_shapes(rows)):
        assert scorer(rows.cells).shape == (60,)


def test_ebm_keeps_the_library_s_defaults_on_real_tables() -> None:
    assert (
        boosted_shapes_of_classes().get_params()
        == ExplainableBoostingClassifier(
            n_jobs=boosted_shapes_of_classes().n_jobs, random_state=0
        ).get_params()
    )


def test_whole_lists_are_held_out_and_every_tenth_once() -> None:
    rows = _listed(400, seed=4)
    folds = list(held_out(rows, seed=1))
    assert len(folds) == FOLDS
    for kept, held in folds:
        assert not np.isin(held.slate, kept.slate).any()
        assert len(kept) + len(held) == 400
    assert sum(len(np.unique(held.slate)) for _, held in folds) == 10


def test_a_large_set_holds_one_tenth_out() -> None:
    assert len(list(held_out(_listed(100_000, seed=5), seed=1))) == 1


def test_one_list_cannot_be_held_out_and_the_first_options_stand() -> None:
    assert best_options(lambdamart, _listed(20, seed=6), seed=1, grid=TUNED) == TUNED[0]


def test_the_options_that_rank_held_out_lists_best_are_chosen() -> None:
    """The rate stands for how much of the truth a learner gets to know."""
    rows = _listed(600, seed=7)
    rows = replace(rows, grade=(rows.cells[:, 0] % 3).astype(np.int8))

    def learn(rows: TrainingSet, options: TreeOptions) -> Scorer:
        del rows

        def scores(cells: Cells) -> Scores:
            truth = (cells[:, 0] % 3).astype(np.float64)
            return truth if options.rate == 0.1 else -truth

        return scores

    grid = (TreeOptions(rate=0.02), TreeOptions(rate=0.1), TreeOptions(rate=0.3))
    assert best_options(learn, rows, seed=2, grid=grid).rate == 0.1
