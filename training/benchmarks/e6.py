"""E6: the glass box beside gradient-boosted trees and EBM: exactness, speed, quality by events."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import log10
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from matcher.domain import Side
from matcher.features import FeatureList
from matcher.ranking import Prior, packaged_priors
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.priors import INTERCEPT
from training import metrics
from training.benchmarks.rankers import (
    BAGS,
    LEAVES,
    TREES,
    Ranker,
    boosted_classes,
    boosted_shapes,
    boosted_shapes_of_classes,
    day_zero_ranker,
    glass_box_ranker,
    lambdamart,
    predicted,
    slate_ndcg,
)
from training.benchmarks.result import Figure, Result
from training.charts import Frame, Line, lines
from training.data.training_set import TrainingSet
from training.fit import FitConfig, GlassBoxRanker, fit_side, glass_box, side_blocks
from training.simulate import fewer, market_sets

CHART = Path("build") / "e6" / "learning-curve.svg"
OURS, TREE, EBM = "glass box", "LambdaMART", "EBM"
AIM_ERROR, AIM_SPEED, AIM_KEPT, AIM_AUC = 1e-9, 100.0, 0.98, 0.005
RATES = (0.05, 0.1)
USED = 24

CAVEATS = (
    "The market is made up: it compares methods and says nothing about people.",
    "An event is a row that was shown and looked at or not; few of them are followed by a deed.",
    "The glass box begins with priors that know what the features mean and which way they point; "
    "the peers begin with nothing. That is the point of it, and no proof of better learning.",
    f"LambdaMART has {TREES} trees of {LEAVES} leaves; of the learning rates {RATES} the better "
    "one on the test lists is shown, which flatters it.",
    f"EBM has {BAGS} outer bags for time's sake, and no more pairs than the glass box.",
    "Scoring is one thread each, best of three. LightGBM is timed on fewer rows and through its "
    "own Python call.",
    "Training is from cells in memory to a model, binning included, once. LightGBM has a thread "
    "for each core; the glass box counts on one and leaves linear algebra to as many as there are.",
)

Cells = NDArray[np.uint8]
Sizes = dict[int, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class E6Config:
    """How large the benchmark is; the defaults are what is reported."""

    seed: int = 20260901
    people: int = 4000
    offers: int = 800
    plenty: int = 100_000
    test_rows: int = 16_000
    events: tuple[int, ...] = (100, 1_000, 10_000)
    redrawn: int = 3
    scored: int = 1_000_000
    scored_by_trees: int = 50_000
    trained: int = 1_000_000
    folds: int = 5
    fold_seeds: tuple[int, ...] = (0, 1)


def run(data: Path | None, console: Console) -> Result:
    """Make a market and measure everything on it; ``data`` is not read."""
    del data
    return measured(E6Config(), console, chart=CHART)


def measured(config: E6Config, console: Console, *, chart: Path) -> Result:
    """The benchmark at the config's size; the learning curve is drawn to ``chart``."""
    with console.status("Making a market") as status:
        train, test = market_sets(
            config.seed,
            config.people,
            config.offers,
            events=config.plenty,
            test_rows=config.test_rows,
        )
        status.update("Comparing look-ups and speed")
        compiled = _compiled(train, test, config)
        status.update("Training on very many rows")
        training = _training_times(train, config)
        curve = _curve(train, test, config, status.update)
        status.update("Real tables")
        tables = _tables(config)
    _print(console, compiled, training, curve, tables)
    chart.parent.mkdir(parents=True, exist_ok=True)
    chart.write_text(_drawn(curve), encoding="utf-8")
    console.print(f"[dim]The learning curve as a chart: {chart}[/]")
    figures: dict[str, Figure] = {
        **compiled,
        **training,
        "ndcg@10_by_events": {str(n): dict(of) for n, of in curve.items()},
        "roc_auc": {name: dict(of) for name, of in tables.items()},
    }
    ahead = _ahead(compiled, training, curve, tables)
    return Result(bench="e6", ahead=ahead, figures=figures, caveats=CAVEATS)


def _compiled(train: TrainingSet, test: TrainingSet, config: E6Config) -> dict[str, float]:
    """How far look-ups are from the model, and rows a second of both kinds on the same rows."""
    learned = fit_side(train, packaged_priors(), FitConfig(held_out=0.0))
    nobody = train.keep(np.zeros(0, dtype=np.intp))
    other = fit_side(replace(nobody, side=Side.PROVIDER), packaged_priors(), FitConfig())
    model = glass_box({Side.TALENT: learned, Side.PROVIDER: other})
    bulk = bulk_scorer(model, Side.TALENT)
    said = learned.log_odds(test.cells)
    served = model.log_odds(
        model.places(np.ascontiguousarray(test.cells.T.astype(np.int32))), Side.TALENT
    )
    rows = np.resize(test.cells, (config.scored, test.cells.shape[1]))
    some = rows[: config.scored_by_trees].astype(np.float32)
    trees = boosted_classes(train.cells, (train.target > 0).astype(np.float64), threads=1)
    ours = len(rows) / _fastest(lambda: bulk.log_odds(rows))
    theirs = len(some) / _fastest(lambda: predicted(trees, some))
    return {
        "lookup_error": float(np.abs(served - said).max()),
        "bulk_lookup_error": float(np.abs(bulk.log_odds(test.cells) - said).max()),
        "scored_rows_per_s": round(ours),
        "scored_rows_per_s_lightgbm": round(theirs),
        "scoring_times_lightgbm": round(ours / theirs, 1),
    }


def _training_times(train: TrainingSet, config: E6Config) -> dict[str, float]:
    """Seconds to learn from very many rows of ``USED`` features, on the same cores."""
    rng = np.random.default_rng(config.seed)
    rows = rng.integers(0, len(train), config.trained)
    cells = np.ascontiguousarray(train.cells[rows][:, :USED])
    # One cell in ten is somebody else's, so that the rows are not copies of each other.
    swapped = rng.random(cells.shape) < 0.1
    cells[swapped] = np.roll(cells, 1, axis=0)[swapped]
    target = (rng.random(len(rows)) < train.target[rows]).astype(np.float64)
    features = FeatureList(train.features.features[:USED])
    ours = _seconds(lambda: _fit_cells(cells, target, features))
    theirs = _seconds(lambda: boosted_classes(cells, target, threads=os.cpu_count() or 1))
    return {
        "training_s": round(ours, 2),
        "training_s_lightgbm": round(theirs, 2),
        "trained_rows": len(rows),
    }


def _fit_cells(cells: Cells, target: NDArray[np.float64], features: FeatureList) -> None:
    """Our fit to plain cells, with the priors over these features."""
    priors = [prior for prior in packaged_priors() if _reads(prior, features)]
    blocks, intercept = side_blocks(Side.TALENT, priors, features=features, trust=1.0)
    ranker = GlassBoxRanker(blocks=blocks, intercept_prior=intercept)
    ranker.fit_graded(cells, target)


def _reads(prior: Prior, features: FeatureList) -> bool:
    """Whether all that the prior reads is among the features; the intercept reads nothing."""
    return prior.term == INTERCEPT or set(prior.features) <= set(features.index)


def _curve(
    train: TrainingSet, test: TrainingSet, config: E6Config, told: Callable[[str], None]
) -> Sizes:
    """nDCG@10 on the later truth, by how many events were learned from; 0 is day zero."""
    curve: Sizes = {0: {OURS: _quality(day_zero_ranker, [train], test)}}
    for events in (*config.events, len(train)):
        draws = config.redrawn if events < len(train) else 1
        sets = [fewer(train, events, seed=config.seed + draw) for draw in range(draws)]
        curve[events] = {}
        for name, rankers in _rankers().items():
            told(f"{name} learns from {events:,} events")
            curve[events][name] = max(_quality(ranker, sets, test) for ranker in rankers)
    return curve


def _rankers() -> dict[str, list[Ranker]]:
    """Every way with its variants, of which the best one counts; ours has none."""
    return {
        OURS: [glass_box_ranker],
        TREE: [partial(lambdamart, rate=rate) for rate in RATES],
        EBM: [boosted_shapes],
    }


def _quality(ranker: Ranker, sets: list[TrainingSet], test: TrainingSet) -> float:
    """The mean over the training sets."""
    values = [metrics.mean(slate_ndcg(ranker(rows)(test.cells), test)) for rows in sets]
    return round(float(np.mean(values)), 4)


def _tables(config: E6Config) -> dict[str, dict[str, float]]:
    """ROC AUC on tables of scikit-learn's, out of fold."""
    rows, progress = load_diabetes(return_X_y=True)
    sets = {
        "breast cancer": load_breast_cancer(return_X_y=True),
        "diabetes, worse than the median": (rows, (progress > np.median(progress)).astype(int)),
    }
    makers = {OURS: GlassBoxRanker, EBM: boosted_shapes_of_classes}
    return {
        name: {way: _auc(maker, *table, config=config) for way, maker in makers.items()}
        for name, table in sets.items()
    }


def _auc(
    maker: Callable[[], Any],
    rows: NDArray[np.float64],
    classes: NDArray[np.int64],
    *,
    config: E6Config,
) -> float:
    areas = []
    for seed in config.fold_seeds:
        folds = StratifiedKFold(config.folds, shuffle=True, random_state=seed)
        for fitted, held in folds.split(rows, classes):
            model = maker().fit(rows[fitted], classes[fitted])
            areas.append(roc_auc_score(classes[held], model.predict_proba(rows[held])[:, 1]))
    return round(float(np.mean(areas)), 4)


def _ahead(
    compiled: Mapping[str, float],
    training: Mapping[str, float],
    curve: Sizes,
    tables: Mapping[str, Mapping[str, float]],
) -> bool:
    plenty = curve[max(curve)]
    few = [of for events, of in curve.items() if 0 < events < max(curve)]
    return bool(
        max(compiled["lookup_error"], compiled["bulk_lookup_error"]) < AIM_ERROR
        and compiled["scoring_times_lightgbm"] >= AIM_SPEED
        and training["training_s"] <= training["training_s_lightgbm"]
        and plenty[OURS] >= AIM_KEPT * plenty[TREE]
        and plenty[OURS] >= plenty[EBM]
        and all(of[OURS] > max(of[TREE], of[EBM]) for of in few)
        and all(of[OURS] >= of[EBM] - AIM_AUC for of in tables.values())
    )


def _print(
    console: Console,
    compiled: Mapping[str, float],
    training: Mapping[str, float],
    curve: Sizes,
    tables: Mapping[str, Mapping[str, float]],
) -> None:
    speed = Table("", OURS, "LightGBM", "aim", title="E6: compiled")
    error = max(compiled["lookup_error"], compiled["bulk_lookup_error"])
    speed.add_row("look-up − model, most", f"{error:.1e}", "", f"< {AIM_ERROR:.0e}")
    scored = [compiled["scored_rows_per_s"], compiled["scored_rows_per_s_lightgbm"]]
    times = f"× {compiled['scoring_times_lightgbm']} (≥ {AIM_SPEED:.0f})"
    speed.add_row("rows scored a second, one thread", *(f"{rows:,.0f}" for rows in scored), times)
    seconds = [training["training_s"], training["training_s_lightgbm"]]
    learned = f"seconds to learn {training['trained_rows']:,.0f} × {USED}"
    speed.add_row(learned, *(f"{s:.1f}" for s in seconds), "no more")
    console.print(speed)
    quality = Table("events", OURS, TREE, EBM, title="nDCG@10 on a later time's truth")
    for events, of in curve.items():
        shown = (f"{of[name]:.3f}" if name in of else "" for name in (OURS, TREE, EBM))
        quality.add_row(f"{events:,}", *shown)
    console.print(quality)
    areas = Table("table", OURS, EBM, title=f"ROC AUC, at most {AIM_AUC} less than EBM")
    for name, auc in tables.items():
        areas.add_row(name, f"{auc[OURS]:.4f}", f"{auc[EBM]:.4f}")
    console.print(areas)


def _drawn(curve: Sizes) -> str:
    """The learning curve; day zero is drawn as a level line."""
    sizes = [events for events in curve if events]
    x = [log10(events) for events in sizes]
    zero = curve[0][OURS]
    drawn = [Line(name=name, x=x, y=[curve[n][name] for n in sizes]) for name in (OURS, TREE, EBM)]
    drawn.append(Line(name="day zero", x=x, y=[zero] * len(x), dashed=True))
    said = "; ".join(
        f"{n:,} events: " + ", ".join(f"{name} {value:.3f}" for name, value in curve[n].items())
        for n in sizes
    )
    return lines(
        drawn,
        Frame(
            title="What is learned from how many events, on a made-up market",
            description=f"nDCG at 10. Day zero: {zero:.3f}. {said}.",
            x="events, powers of ten",
            y="nDCG@10",
        ),
    )


def _fastest(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(3))


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
