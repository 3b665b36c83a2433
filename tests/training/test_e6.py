"""E6: what it measures, what counts as ahead, how peers are tuned, and its chart."""

from dataclasses import replace
from functools import partial
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
from training import metrics
from training.benchmarks import e6, e6_curve, e6_form, e6_speed, e6_tables, rankers
from training.benchmarks.e6 import E6Config, Measured
from training.benchmarks.e6_apart import Apart, Verdict, apart, written
from training.benchmarks.e6_curve import drawn
from training.benchmarks.e6_form import told_of_truth
from training.benchmarks.e6_weights import MOST, weighed
from training.benchmarks.ranker_tuning import TREE_AXES, at_edge, climbed, held_out
from training.benchmarks.rankers import (
    EBM,
    MOST_ROUNDS,
    OURS,
    POINTWISE,
    TREE,
    Cells,
    Ranker,
    Scorer,
    Scores,
    ShapeOptions,
    TreeOptions,
    boosted_rows,
    boosted_shapes,
    boosted_shapes_of_classes,
    lambdamart,
    slate_ndcg,
)
from training.data.training_set import TrainingSet
from training.fit import GlassBoxRanker

SMALL = E6Config(
    plenty=600,
    markets=2,
    plenty_markets=1,
    events=(100,),
    redrawn=1,
    scored=500,
    scored_by_shapes=100,
    trained=1000,
    trained_by_shapes=300,
    folds=2,
    fold_seeds=(0,),
)
COMPILED = {"lookup_error": 1e-14, "bulk_lookup_error": 1e-14, "scoring_times_lightgbm": 150.0}
TRAINING = {"training_s": 2.0, "training_s_lightgbm": 6.0}
CURVE = {
    0: {OURS: 0.4},
    100: {OURS: 0.45, TREE: 0.3, POINTWISE: 0.3, EBM: 0.3},
    1000: {OURS: 0.55, TREE: 0.55, POINTWISE: 0.55, EBM: 0.55},
}
LEAD = Apart(
    mean=0.1, low=0.05, high=0.15, kept=1.2, kept_low=1.1, kept_high=1.3, better=2, draws=2
)
TIE = replace(LEAD, mean=0.0, low=-0.01, high=0.01, kept=1.0, kept_low=0.99, kept_high=1.01)
WORSE = replace(LEAD, mean=-0.03, low=-0.04, high=-0.02, kept=0.95, kept_low=0.93, kept_high=0.97)
APART = {
    100: dict.fromkeys((TREE, POINTWISE, EBM), LEAD),
    1000: dict.fromkeys((TREE, POINTWISE, EBM), TIE),
}
TABLES = {"breast cancer": {OURS: 0.993, EBM: 0.995}}
MET = Measured(
    compiled=COMPILED,
    training=TRAINING,
    ndcg=CURVE,
    apart=APART,
    form={"additive_r2": 0.3, "trees_r2": 0.4},
    areas=TABLES,
)


def _listed(rows: int, seed: int) -> TrainingSet:
    return replace(made_up(rows, seed=seed), slate=np.arange(rows, dtype=np.int32) // 20)


def _beside(events: int, peer: str, found: Apart) -> Measured:
    return replace(MET, apart=APART | {events: APART[events] | {peer: found}})


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> None:
    """A market that costs nothing, tables of few rows, few options, next to nothing for EBM."""

    def sets(*_: object, **__: object) -> tuple[TrainingSet, TrainingSet]:
        return _listed(600, seed=0), _listed(200, seed=1)

    def table(*_: object, **__: object) -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        rows = rng.normal(size=(80, 3))
        return rows, (rows[:, 0] > 0).astype(int)

    def few(*args: Any, **named: Any) -> Any:
        return climbed(*args, **{**named, "axes": {"rate": (0.1,)}})

    def shapes(rows: TrainingSet, options: ShapeOptions) -> Scorer:
        del rows, options
        return lambda cells: cells[:, 0].astype(np.float64)

    monkeypatch.setattr(e6, "market_sets", sets)
    monkeypatch.setattr(e6_tables, "load_breast_cancer", table)
    monkeypatch.setattr(e6_tables, "load_diabetes", table)
    monkeypatch.setattr(rankers, "TREES", 5)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    monkeypatch.setattr(e6_curve, "TreeOptions", partial(TreeOptions, trees=5))
    monkeypatch.setattr(e6_curve, "climbed", few)
    monkeypatch.setattr(e6_curve, "boosted_shapes", shapes)
    monkeypatch.setattr(e6_speed, "boosted_shapes", shapes)
    monkeypatch.setattr(e6_speed, "REQUEST", 20)
    monkeypatch.setattr(e6_form, "_ROUNDS", 5)
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
    assert '"chosen": {"100": {"LambdaMART": {"trees": 5, "leaves": 31' in result.line()
    assert set(result.figures) >= {"request_times_lightgbm", "ours_less_peers", "of_the_truth"}
    assert any("has the form of ours" in caveat for caveat in result.caveats)
    assert tree(chart.read_text(encoding="utf-8")).tag.endswith("svg")


def test_it_is_ahead_when_every_aim_is_met() -> None:
    assert e6.ahead(MET)


@pytest.mark.parametrize(
    "missed",
    [
        replace(MET, compiled=COMPILED | {"bulk_lookup_error": 1e-8}),
        replace(MET, compiled=COMPILED | {"scoring_times_lightgbm": 99.0}),
        replace(MET, training={"training_s": 7.0, "training_s_lightgbm": 6.0}),
        *(_beside(100, peer, TIE) for peer in (TREE, POINTWISE, EBM)),
        *(_beside(1000, peer, WORSE) for peer in (TREE, POINTWISE, EBM)),
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


def test_ebm_keeps_the_library_s_defaults_but_for_its_rounds_on_real_tables() -> None:
    made = boosted_shapes_of_classes().get_params()
    given = {"max_rounds": MOST_ROUNDS, "n_jobs": made["n_jobs"], "random_state": 0}
    assert made == ExplainableBoostingClassifier(**given).get_params()


def _planted() -> tuple[TrainingSet, TrainingSet]:
    """Rows where more of one thing is better, in no order, and the truth of them.

    Two in three say the opposite and hardly count.
    """
    rng, rows = np.random.default_rng(8), _listed(900, seed=8)
    better = rows.cells[:, 0] > 10
    false = rng.random(900) < 0.67
    said = np.where(false, ~better, better)
    learned = replace(
        rows,
        target=said.astype(np.float32),
        grade=said.astype(np.int8),
        weight=np.where(false, 0.001, 1.0).astype(np.float32),
    )
    order = rng.permutation(900)
    return learned.keep(order), replace(rows, grade=better.astype(np.int8)).keep(order)


_FEW_TREES = TreeOptions(trees=20, leaves=4)
_LEARNERS: dict[str, Ranker] = {
    TREE: partial(lambdamart, options=_FEW_TREES),
    POINTWISE: partial(boosted_rows, options=_FEW_TREES),
    EBM: partial(boosted_shapes, options=ShapeOptions(bags=1, pairs=False, rate=0.1)),
}


@pytest.mark.parametrize("name", _LEARNERS)
def test_a_peer_learns_what_is_better_from_the_rows_that_count(name: str) -> None:
    rows, truth = _planted()
    scores = _LEARNERS[name](rows)(rows.cells)
    assert metrics.mean(slate_ndcg(scores, truth)) > 0.95


def test_lambdamart_compares_rows_of_the_same_list_though_they_stand_in_no_order() -> None:
    """In every list more is better, though lists that have more of it are worse."""
    rng, rows = np.random.default_rng(9), _listed(2000, seed=9)
    level, within = np.repeat(rng.integers(0, 16, 100), 20), rng.integers(0, 5, 2000)
    cells = np.ones_like(rows.cells)
    cells[:, 0] = 1 + level + within
    grade = (within // 2 + (15 - level) // 4).astype(np.int8)
    mixed = replace(rows, cells=cells, grade=grade).keep(rng.permutation(2000))
    options = TreeOptions(trees=20, leaves=4)
    scores = lambdamart(mixed, options)(mixed.cells)
    assert np.corrcoef(scores, mixed.cells[:, 0])[0, 1] > 0.5


def test_ebm_takes_a_grade_as_so_much_of_a_yes() -> None:
    """Every row of the one half is wanted a little, of the other more; no row is wanted wholly."""
    rows = made_up(200)
    more = np.arange(200) % 2 == 0
    cells = np.ones_like(rows.cells)
    cells[more, 0] = 2
    graded = replace(rows, cells=cells, target=np.where(more, 0.5, 0.15).astype(np.float32))
    chance = 1 / (1 + np.exp(-boosted_shapes(graded, ShapeOptions(bags=1, pairs=False))(cells)))
    assert chance[more].mean() == pytest.approx(0.5, abs=0.1)
    assert chance[~more].mean() == pytest.approx(0.15, abs=0.1)


def test_ebm_says_nothing_where_nobody_did_anything() -> None:
    rows = made_up(40)
    silent = replace(rows, target=np.zeros(40, dtype=np.float32))
    assert not boosted_shapes(silent, ShapeOptions())(rows.cells).any()


def test_whole_lists_are_held_out_and_every_tenth_once() -> None:
    rows = _listed(400, seed=4)
    folds = list(held_out(rows, folds=5, seed=1))
    assert len(folds) == 5
    for kept, held in folds:
        assert not np.isin(held.slate, kept.slate).any()
        assert len(kept) + len(held) == 400
    assert sum(len(np.unique(held.slate)) for _, held in folds) == 10


def test_one_list_cannot_be_held_out_and_the_defaults_stand() -> None:
    axes = {"rate": (0.05, 0.1), "leaves": (4, 31)}
    options = TreeOptions(trees=2)
    found = climbed(lambdamart, [_listed(20, seed=6)], start=options, axes=axes, seed=1)
    assert found.options == options


def _knowing(rows: TrainingSet, options: TreeOptions) -> Scorer:
    """What the options are stands for how much of the truth a learner gets to know."""
    del rows

    def scores(cells: Cells) -> Scores:
        truth = (cells[:, 0] % 3).astype(np.float64)
        known = (options.rate == 0.2) + (options.leaves == 4)
        return truth * known + np.arange(len(cells)) % 2

    return scores


def test_every_axis_is_climbed_by_what_held_out_lists_of_all_sets_say() -> None:
    sets = [
        replace(rows, grade=(rows.cells[:, 0] % 3).astype(np.int8))
        for rows in (_listed(600, seed=7), _listed(600, seed=8))
    ]
    found = climbed(_knowing, sets, start=TreeOptions(), axes=TREE_AXES, seed=2)
    assert (found.options.rate, found.options.leaves) == (0.2, 4)
    assert replace(found.options, rate=0.1, leaves=31) == TreeOptions()
    assert found.tried > len(TREE_AXES)


def test_a_choice_at_an_end_beyond_which_there_is_more_is_named() -> None:
    inside = TreeOptions(leaves=7, rate=0.05, fewest=20, l2=0.0, features=1.0, trees=100)
    assert at_edge(inside) == []
    assert at_edge(replace(inside, rate=0.2, leaves=31)) == ["leaves", "rate"]
    assert at_edge(ShapeOptions(fewest=100)) == ["fewest"]


@pytest.mark.parametrize(
    ("lead", "verdict"), [(0.2, Verdict.AHEAD), (0.0, Verdict.TIED), (-0.2, Verdict.BEHIND)]
)
def test_lists_of_all_markets_together_say_who_is_ahead(lead: float, verdict: Verdict) -> None:
    rng = np.random.default_rng(0)
    peer = tuple(rng.uniform(0.3, 0.6, size=(2, 200)) for _ in range(3))
    noise = rng.normal(0, 0.05, 200)
    ours = tuple(values + lead + noise - noise.mean() for values in peer)
    ours[0][:, 0] = np.nan
    found = apart(ours, peer, seed=1)
    assert found.verdict is verdict
    assert found.low <= found.mean <= found.high
    assert found.kept_low <= found.kept <= found.kept_high
    assert found.draws == 6
    assert str(verdict) in written({EBM: found})[0]


def test_weights_come_from_the_rows_and_not_from_the_true_curve() -> None:
    rows = replace(_listed(400, seed=9), position=(np.arange(400) % 20 + 1).astype(np.int16))
    again = weighed(replace(rows, weight=np.full(400, 77, dtype=np.float32)))
    np.testing.assert_array_equal(again.weight, weighed(rows).weight)
    done = rows.target > 0
    assert (again.weight[~done] == 1).all()
    assert (again.weight[done] <= MOST).all()
    last, first = (again.weight[done & (rows.position == place)].mean() for place in (20, 1))
    assert last > first


def test_what_is_a_sum_over_features_is_told_from_what_is_not() -> None:
    rows = _listed(1500, seed=10)
    one, other = rows.cells[:, 0] > 10, rows.cells[:, 1] > 10
    together = told_of_truth(replace(rows, target=0.2 + 0.6 * (one & other)), seed=0)
    summed = told_of_truth(replace(rows, target=0.2 + 0.6 * one), seed=0)
    assert together["additive_r2"] < 0.75 < 0.9 < together["trees_r2"]
    assert summed["additive_r2"] > 0.9
