"""E5: off-policy estimators against the truth of small worlds, and on the Open Bandit logs."""

from pathlib import Path

from rich.console import Console

from training.benchmarks import open_logs, worlds
from training.benchmarks.result import DataAbsent, Figure, Result
from training.benchmarks.worlds import Plan

SEED = 20261122
CHARTS = Path("build/e5")
CAVEATS = (
    "The synthetic worlds are ours, small and of independent people: they show that the "
    "estimators do what their papers say, not that real people are like this.",
    "Where seats are few, what one person gets another does not: people interfere, and every "
    "estimator here assumes that they do not.",
    "A model's word alone (dm, cascade_dm) has no interval: people drawn anew do not tell "
    "how wrong the model is.",
    "Open Bandit, small files: 46 to 69 clicks in 10,000 rows. The intervals are the result; the "
    "figures reproduce the protocol and claim nothing more.",
    "Open Bandit's propensities are of an item at a position, so each row is a choice of its own. "
    "The Thompson policy is taken as what it did on average in its own log.",
    "Open Bandit's rows name no user: its intervals draw rows anew, not people.",
)


def run(data: Path | None, console: Console) -> Result:
    """Estimators against known truth; then each Open Bandit policy from the other's log."""
    return measure(Plan(), data, console=console, charts=CHARTS)


def measure(plan: Plan, data: Path | None, *, console: Console, charts: Path) -> Result:
    """The same by another plan; ``charts`` is the folder that the SVG files go to."""
    trials = worlds.trials(plan, console, seed=SEED)
    console.print(worlds.table(plan, trials))
    missed = worlds.missed(plan, trials)
    console.print(f"aims missed: {', '.join(missed)}" if missed else "every aim is met")
    _draw(plan, trials, charts)
    opened, absent = _opened(data, console)
    return Result(
        bench="e5",
        ahead=not missed,
        figures={"seed": SEED, "synthetic": worlds.figures(plan, trials), "open_bandit": opened},
        caveats=(*CAVEATS, *absent),
    )


def _draw(plan: Plan, trials: list[worlds.Trial], charts: Path) -> None:
    charts.mkdir(parents=True, exist_ok=True)
    for setting in worlds.SOUND:
        drawing = worlds.curves(plan, trials, setting)
        (charts / f"{setting}.svg").write_text(drawing, encoding="utf-8")


def _opened(data: Path | None, console: Console) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """What the public logs tell; nothing, and a caveat, where they are absent."""
    try:
        return open_logs.told(data, console, seed=SEED), ()
    except DataAbsent as absent:
        return {}, (f"Open Bandit skipped: no data at {absent.wanted}",)
