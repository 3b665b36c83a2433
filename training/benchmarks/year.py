"""The simulated year: weekly learning through the gate, beside never learning and no gate."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import Manager, get_context
from os import cpu_count
from pathlib import Path
from queue import Empty, Queue

from rich.console import Console
from rich.progress import Progress

from training.benchmarks.result import Figure, Result
from training.benchmarks.year_arms import Arm, Lived, YearConfig, live
from training.benchmarks.year_chart import drawn
from training.benchmarks.year_findings import Findings, compared
from training.benchmarks.year_measures import Lead
from training.benchmarks.year_tables import aims, comparison, decisions
from training.registry import plain

SEED = 20261122
CHART = Path("build") / "year" / "year.svg"
CAVEATS = (
    "A made-up world (training/simulate): it shows whether the machinery does what it should, "
    "and says nothing of people.",
    "One seed, one year. The intervals are over people of this world (a lift's over the poisoner's "
    "offers too) and take them as independent, which seats and friends make them not; another "
    "world may come out otherwise.",
    "Gaps are shares of the mean. Girls are held back and turned down by people, not by lists: of "
    "the truth's own lists, too, fewer matches are to be expected for them.",
    "nDCG@10 is of a panel's lists against what both sides truly want; half of that stands in no "
    "profile. Exploration is in the lists of the arms that learn.",
    "The poisoner is crude: many accounts that do nothing else. A patient one that also clicks "
    "elsewhere is not found by the gate's check of concentration.",
    "What the poisoner has to show comes and goes; its exposure is told an offer, before and "
    "after, in all arms.",
    "Through the gate two things differ: candidates are judged, and what one organisation's jump "
    "brought is set aside. What each of the two is worth is not told apart.",
    "The gate tries swapped names and postcodes on fewer people than `samspil train ranker` does.",
)


def run(_data: Path | None, console: Console) -> Result:
    """Live the year once an arm, side by side in processes; write the chart, print the tables."""
    config = YearConfig()
    arms = lived(config, console)
    CHART.parent.mkdir(parents=True, exist_ok=True)
    CHART.write_text(drawn(arms, config), encoding="utf-8")
    found = compared(arms, config, seed=SEED)
    return told(arms, found, config, console=console)


def told(
    arms: Mapping[Arm, Lived], found: Findings, config: YearConfig, *, console: Console
) -> Result:
    """The tables on ``console``, and the result."""
    console.print(comparison(arms, found, config))
    console.print(decisions(arms, config))
    console.print(f"chart: {CHART}")
    console.print(aims(found))
    ahead = all(shown.met for shown in found.aims.values())
    return Result(bench="year", ahead=ahead, figures=_figures(arms, found), caveats=CAVEATS)


def lived(config: YearConfig, console: Console) -> Mapping[Arm, Lived]:
    """All arms of the same world; those that take longest begin first."""
    order = (Arm.GATED, Arm.UNGATED, Arm.NEVER)
    at_once = min(len(order), cpu_count() or 1)
    with (
        Manager() as manager,
        ProcessPoolExecutor(at_once, mp_context=get_context("spawn")) as pool,
        Progress(console=console) as progress,
    ):
        heard: Queue[Arm] = manager.Queue()
        bars = {arm: progress.add_task(arm.value, total=config.weeks) for arm in order}
        running = {arm: pool.submit(_live, arm, config, heard) for arm in order}
        while not all(map(Future.done, running.values())):
            try:
                progress.advance(bars[heard.get(timeout=1)])
            except Empty:
                continue
        return {arm: running[arm].result() for arm in Arm}


def _live(arm: Arm, config: YearConfig, heard: "Queue[Arm]") -> Lived:
    return live(arm, config, seed=SEED, passed=lambda: heard.put(arm))


def _figures(arms: Mapping[Arm, Lived], found: Findings) -> Mapping[str, Figure]:
    refused = Counter(
        code
        for decision in arms[Arm.GATED].decisions
        if not decision.promoted
        for code in decision.failed
    )
    told: Mapping[str, Figure] = plain(
        {
            "seed": SEED,
            "arms": {arm.value: found.arms[arm] for arm in Arm},
            "leads": _intervals(found.leads),
            "lifts": _intervals(found.lifts),
            "wider_gaps": _intervals(found.gaps),
            "wider_margin": found.margin,
            "refused_for": refused,
            "aims": found.aims,
        }
    )
    return told


def _intervals(leads: Mapping[str, Lead]) -> dict[str, list[float]]:
    return {name: [lead.value, lead.low, lead.high] for name, lead in leads.items()}
