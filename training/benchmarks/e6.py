"""E6: the glass box beside gradient-boosted trees and EBM: exactness, speed, quality by events."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from training.benchmarks.e6_apart import Apart, Verdict
from training.benchmarks.e6_curve import Curve, Plan, Sizes, curve, drawn
from training.benchmarks.e6_form import told_of_truth
from training.benchmarks.e6_report import AIM_AUC, AIM_ERROR, AIM_KEPT, AIM_SPEED, printed
from training.benchmarks.e6_speed import compiled, training_times
from training.benchmarks.e6_tables import areas
from training.benchmarks.e6_weights import MOST
from training.benchmarks.ranker_tuning import ROUNDS, at_edge
from training.benchmarks.rankers import (
    BAGS,
    EBM,
    LEAVES,
    MOST_ROUNDS,
    OURS,
    POINTWISE,
    TREE,
    TREES,
)
from training.benchmarks.result import Figure, Result
from training.simulate import market_sets

CHART = Path("build") / "e6" / "learning-curve.svg"

CAVEATS = (
    "The markets are made up: they compare methods and say nothing about people.",
    "An event is a row that was shown and looked at or not; few of them are followed by a deed. "
    "Rankers learn from deeds, with the made-up history's discouragement of girls in them, and "
    "are judged by what people would truly want.",
    "What was done counts by the inverse of how often its place is looked at, at most "
    f"{MOST:.0f}; the curve is estimated from the rows that are learned from. What was not looked "
    "at stays a no, with weight 1: the weighting is not unbiased, for any of the rankers.",
    "The glass box begins with priors that know what the features mean and which way they point; "
    "the peers begin with nothing. The priors were written by those who made the market up, and "
    "both read the same table of which genres and roles are near: with few events the lead rests "
    "on that, and would be less among people of whom the priors know less.",
    "LightGBM and EBM have log loss (LambdaMART its own). Their options are climbed to axis by "
    f"axis, {ROUNDS} times (EBM's once), from the libraries' defaults, on held-out lists of "
    "one training set of each market together, which is more than any one could know; with all "
    "events once, on the first market, from where the size before ended. Ours chooses nothing.",
    "Held-out lists are judged by deeds, as real ones would be, the test by the truth: what is "
    "best on the one need not be best on the other.",
    f"EBM has at most {MOST_ROUNDS:,} rounds. On the markets it has {BAGS} outer bags and no more "
    "pairs than the glass box; on the real tables all else is as the library has it, with pairs "
    "that it finds.",
    "Intervals draw the lists of all markets anew, not the training sets: in how many draws ours "
    "was better stands beside them. An interval that holds 0 is a tie and no aim met at few "
    "events; with all of them the aim beside EBM is of the means.",
    f"LightGBM is timed with {TREES} trees of {LEAVES} leaves, learning in the faster of its two "
    "modes, deterministic and not. Scoring is on one thread, on the same rows, from cells in "
    "memory, the best of a few. In bulk is how held-out rows are evaluated; by the request is how "
    "a list is made. The aim is of the first. EBM is timed on fewer rows.",
    "Training is from cells in memory to a model, binning included, once. The peers have a thread "
    "for each core; the glass box counts on one and leaves linear algebra to as many as there are. "
    "EBM is too slow for as many rows: ours is timed again on as few.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class E6Config:
    """How large the benchmark is; the defaults are what is reported."""

    seed: int = 20260901
    markets: int = 3
    people: int = 4000
    offers: int = 800
    plenty: int = 100_000
    plenty_markets: int = 2
    test_rows: int = 16_000
    events: tuple[int, ...] = (100, 1_000, 10_000)
    redrawn: int = 2
    scored: int = 100_000
    scored_by_shapes: int = 20_000
    trained: int = 1_000_000
    trained_by_shapes: int = 50_000
    folds: int = 3
    fold_seeds: tuple[int, ...] = (0,)

    @property
    def plan(self) -> Plan:
        """Of the learning curve."""
        return Plan(
            events=self.events,
            redrawn=self.redrawn,
            plenty_markets=self.plenty_markets,
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found; see the parts for the names of the figures."""

    compiled: Mapping[str, float]
    training: Mapping[str, float]
    ndcg: Sizes
    apart: Mapping[int, Mapping[str, Apart]]
    form: Mapping[str, float]
    areas: Mapping[str, Mapping[str, float]]


def run(data: Path | None, console: Console) -> Result:
    """Make markets and measure everything on them; ``data`` is not read."""
    del data
    return measured(E6Config(), console, chart=CHART)


def measured(config: E6Config, console: Console, *, chart: Path) -> Result:
    """The benchmark at the config's size; the learning curve is drawn to ``chart``."""
    found, learned = _found(config, console)
    printed(found, console)
    chart.parent.mkdir(parents=True, exist_ok=True)
    chart.write_text(drawn(found.ndcg), encoding="utf-8")
    console.print(f"[dim]The learning curve as a chart: {chart}[/]")
    figures: dict[str, Figure] = {
        **found.compiled,
        **found.training,
        "ndcg@10_by_events": {str(n): dict(of) for n, of in found.ndcg.items()},
        "ours_less_peers": {
            str(n): {name: {**asdict(one), "verdict": one.verdict} for name, one in of.items()}
            for n, of in found.apart.items()
        },
        "chosen": _told(learned),
        "of_the_truth": dict(found.form),
        "roc_auc": {name: dict(of) for name, of in found.areas.items()},
    }
    caveats = (*CAVEATS, _form(found.form))
    return Result(bench="e6", ahead=ahead(found), figures=figures, caveats=caveats)


def _found(config: E6Config, console: Console) -> tuple[Measured, Curve]:
    with console.status("Making markets") as status:
        markets = [
            market_sets(
                config.seed + market,
                config.people,
                config.offers,
                events=config.plenty,
                test_rows=config.test_rows,
            )
            for market in range(config.markets)
        ]
        train, test = markets[0]
        status.update("Comparing look-ups and speed")
        speed = compiled(
            train, test, scored=config.scored, scored_by_shapes=config.scored_by_shapes
        )
        status.update("Training on very many rows")
        training = training_times(
            train,
            trained=config.trained,
            trained_by_shapes=config.trained_by_shapes,
            seed=config.seed,
        )
        learned = curve(markets, config.plan, told=status.update)
        form = told_of_truth(test, seed=config.seed)
        tables = areas(folds=config.folds, seeds=config.fold_seeds, told=status.update)
    return (
        Measured(
            compiled=speed,
            training=training,
            ndcg=learned.ndcg,
            apart=learned.apart,
            form=form,
            areas=tables,
        ),
        learned,
    )


def _told(learned: Curve) -> dict[str, Figure]:
    """What was chosen, by events and ranker, out of how many, and where it lies at an edge."""
    return {
        str(size): {
            name: {
                **asdict(chosen.options),
                "held_out_ndcg": round(chosen.worth, 4),
                "tried": chosen.tried,
                "at_edge": list(at_edge(chosen.options)),
            }
            for name, chosen in of.named().items()
        }
        for size, of in learned.chosen.items()
    }


def _form(form: Mapping[str, float]) -> str:
    additive, trees = form["additive_r2"], form["trees_r2"]
    return (
        "The truth is no sum of shapes, but most of what the features tell of it is: on held-out "
        f"lists a sum explains {additive:.3f} of the true wish (R²), trees of 31 leaves "
        f"{trees:.3f}. {additive / trees:.0%} of what these trees can learn has the form of ours "
        "and of EBM."
    )


def ahead(found: Measured) -> bool:
    """Whether every aim is met; LightGBM counts in its better form, and a tie is not ahead."""
    speed, training = found.compiled, found.training
    largest = max(found.ndcg)
    plenty = found.apart[largest]
    few = [of for events, of in found.apart.items() if events < largest]
    return bool(
        max(speed["lookup_error"], speed["bulk_lookup_error"]) < AIM_ERROR
        and speed["scoring_times_lightgbm"] >= AIM_SPEED
        and training["training_s"] <= training["training_s_lightgbm"]
        and min(plenty[name].kept_low for name in (TREE, POINTWISE)) >= AIM_KEPT
        and plenty[EBM].mean >= 0
        and all(one.verdict is Verdict.AHEAD for of in few for one in of.values())
        and all(of[OURS] >= of[EBM] - AIM_AUC for of in found.areas.values())
    )
