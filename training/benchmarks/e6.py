"""E6: the glass box beside gradient-boosted trees and EBM: exactness, speed, quality by events."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from training.benchmarks.e6_curve import RANKERS, Curve, Sizes, curve, drawn
from training.benchmarks.e6_speed import USED, compiled, training_times
from training.benchmarks.e6_tables import areas
from training.benchmarks.ranker_tuning import FOLDS, GRID
from training.benchmarks.rankers import BAGS, EBM, LEAVES, OURS, POINTWISE, TREE, TREES
from training.benchmarks.result import Figure, Result
from training.simulate import market_sets

CHART = Path("build") / "e6" / "learning-curve.svg"
AIM_ERROR, AIM_SPEED, AIM_KEPT, AIM_AUC = 1e-9, 100.0, 0.98, 0.005

CAVEATS = (
    "The market is made up: it compares methods and says nothing about people.",
    "An event is a row that was shown and looked at or not; few of them are followed by a deed.",
    "The glass box begins with priors that know what the features mean and which way they point; "
    "the peers begin with nothing. That is the point of it, and no proof of better learning.",
    f"LightGBM has {TREES} trees of {LEAVES} leaves; learning rate, rows in a leaf and L2 are the "
    f"best of {len(GRID)} on tenths of the training lists held out, chosen anew for each size "
    f"(one tenth at the largest, up to {FOLDS} at smaller ones). Ours chooses nothing.",
    f"On the market EBM has {BAGS} outer bags, squared error, and no more pairs than the glass "
    "box; on the real tables it is as the library has it, with pairs that it finds.",
    "Scoring is best of three, ours and LightGBM on one thread. The peers are timed on fewer rows "
    "and through their own Python calls.",
    "Training is from cells in memory to a model, binning included, once. The peers have a thread "
    "for each core; the glass box counts on one and leaves linear algebra to as many as there are. "
    "EBM is too slow for as many rows: ours is timed again on as few.",
)


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
    scored_by_peers: int = 50_000
    trained: int = 1_000_000
    trained_by_shapes: int = 50_000
    folds: int = 3
    fold_seeds: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found; see the parts for the names of the figures."""

    compiled: Mapping[str, float]
    training: Mapping[str, float]
    ndcg: Sizes
    areas: Mapping[str, Mapping[str, float]]


def run(data: Path | None, console: Console) -> Result:
    """Make a market and measure everything on it; ``data`` is not read."""
    del data
    return measured(E6Config(), console, chart=CHART)


def measured(config: E6Config, console: Console, *, chart: Path) -> Result:
    """The benchmark at the config's size; the learning curve is drawn to ``chart``."""
    found, learned = _found(config, console)
    _print(console, found)
    chart.parent.mkdir(parents=True, exist_ok=True)
    chart.write_text(drawn(found.ndcg), encoding="utf-8")
    console.print(f"[dim]The learning curve as a chart: {chart}[/]")
    figures: dict[str, Figure] = {
        **found.compiled,
        **found.training,
        "ndcg@10_by_events": {str(n): dict(of) for n, of in found.ndcg.items()},
        "chosen": _told(learned),
        "tried": len(GRID),
        "roc_auc": {name: dict(of) for name, of in found.areas.items()},
    }
    return Result(bench="e6", ahead=ahead(found), figures=figures, caveats=CAVEATS)


def _found(config: E6Config, console: Console) -> tuple[Measured, Curve]:
    with console.status("Making a market") as status:
        train, test = market_sets(
            config.seed,
            config.people,
            config.offers,
            events=config.plenty,
            test_rows=config.test_rows,
        )
        status.update("Comparing look-ups and speed")
        speed = compiled(train, test, scored=config.scored, scored_by_peers=config.scored_by_peers)
        status.update("Training on very many rows")
        training = training_times(
            train,
            trained=config.trained,
            trained_by_shapes=config.trained_by_shapes,
            seed=config.seed,
        )
        learned = curve(
            train,
            test,
            events=config.events,
            redrawn=config.redrawn,
            seed=config.seed,
            told=status.update,
        )
        tables = areas(folds=config.folds, seeds=config.fold_seeds, told=status.update)
    found = Measured(compiled=speed, training=training, ndcg=learned.ndcg, areas=tables)
    return found, learned


def _told(learned: Curve) -> dict[str, Figure]:
    """The options that were chosen, by events and ranker."""
    return {
        str(size): {name: asdict(options) for name, options in of.items()}
        for size, of in learned.chosen.items()
    }


def ahead(found: Measured) -> bool:
    """Whether every aim is met; LightGBM counts in its better form."""
    compiled_, training = found.compiled, found.training
    largest = max(found.ndcg)
    plenty = found.ndcg[largest]
    few = [of for events, of in found.ndcg.items() if 0 < events < largest]
    return bool(
        max(compiled_["lookup_error"], compiled_["bulk_lookup_error"]) < AIM_ERROR
        and compiled_["scoring_times_lightgbm"] >= AIM_SPEED
        and training["training_s"] <= training["training_s_lightgbm"]
        and plenty[OURS] >= AIM_KEPT * max(plenty[TREE], plenty[POINTWISE])
        and plenty[OURS] >= plenty[EBM]
        and all(of[OURS] > max(of[TREE], of[POINTWISE], of[EBM]) for of in few)
        and all(of[OURS] >= of[EBM] - AIM_AUC for of in found.areas.values())
    )


def _print(console: Console, found: Measured) -> None:
    console.print(_speed_table(found.compiled, found.training))
    quality = Table("events", *RANKERS, title="nDCG@10 on a later time's truth")
    for events, of in found.ndcg.items():
        quality.add_row(
            f"{events:,}", *(f"{of[name]:.3f}" if name in of else "" for name in RANKERS)
        )
    console.print(quality)
    table = Table("table", OURS, EBM, title=f"ROC AUC, at most {AIM_AUC} less than EBM")
    for name, auc in found.areas.items():
        table.add_row(name, f"{auc[OURS]:.4f}", f"{auc[EBM]:.4f}")
    console.print(table)


def _speed_table(speed: Mapping[str, float], training: Mapping[str, float]) -> Table:
    table = Table("", OURS, "LightGBM", EBM, "aim", title="E6: compiled")
    error = max(speed["lookup_error"], speed["bulk_lookup_error"])
    table.add_row("look-up − model, most", f"{error:.1e}", "", "", f"< {AIM_ERROR:.0e}")
    scored = [speed[f"scored_rows_per_s{who}"] for who in ("", "_lightgbm", "_ebm")]
    times = f"× {speed['scoring_times_lightgbm']} LightGBM (≥ {AIM_SPEED:.0f})"
    table.add_row("rows scored a second", *(f"{rows:,.0f}" for rows in scored), times)
    table.add_row(
        f"seconds to learn {training['trained_rows']:,.0f} × {USED}",
        f"{training['training_s']:.1f}",
        f"{training['training_s_lightgbm']:.1f}",
        "",
        "no more than LightGBM",
    )
    table.add_row(
        f"seconds to learn {training['trained_rows_ebm']:,.0f} × {USED}",
        f"{training['training_s_beside_ebm']:.1f}",
        "",
        f"{training['training_s_ebm']:.1f}",
        "",
    )
    return table
