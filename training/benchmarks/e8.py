"""E8: cold start on the simulated market: share of the oracle's nDCG, beside usual recommenders."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress, TaskID

from matcher.domain import Side
from matcher.ranking import GlassBox, day_zero, packaged_priors
from training.benchmarks.cold_findings import (
    OURS,
    Lived,
    Values,
    choice_table,
    figures,
    lead_table,
    missed,
    share_table,
)
from training.benchmarks.cold_peers import collaborative, hybrid, popularity, seen
from training.benchmarks.cold_start import (
    Floats,
    Market,
    glass_box_scores,
    market,
    ndcg_of_each,
    without_behaviour,
)
from training.benchmarks.cold_tuning import Kind, Tuned, kind_of, parts_of, tuned
from training.benchmarks.result import Figure, Result
from training.data import TrainingSet
from training.fit import FitConfig, fit_side, glass_box
from training.simulate.market import LEARNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many people and offers by the end, rows of log, people judged; a market for each seed."""

    people: int
    offers: int
    rows: int
    judged: int
    seeds: tuple[int, ...]

    @property
    def name(self) -> str:
        """As tables and figures call it."""
        return f"{self.people} people × {self.offers} offers"


SIZES = (
    Size(
        people=1_500,
        offers=1_500,
        rows=150_000,
        judged=700,
        seeds=(20261122, 20261123, 20261124),
    ),
    Size(people=500, offers=500, rows=25_000, judged=230, seeds=(1, 2, 3, 4, 5, 6)),
)
CAVEATS = (
    "People, offers and what they want are made up (training/simulate): the figures compare "
    "methods on an invented market and say nothing of how well people are served.",
    "100 % is the oracle, which knows the truth of the simulation. Much of it nobody else can "
    "reach, because it stands in no profile.",
    "The hybrid is our own numpy implementation of LightFM's model with logistic loss, not the "
    "library. It reads all that stands in profiles and on the map, and what texts speak of without "
    "a mishearing; what changes from day to day and what a person did before, it does not.",
    "Every peer is tuned in each market, for warm lists and for those with something cold by "
    "themselves, on all eligible offers of people who are not judged, by the truth: more than "
    "anybody has outside a simulation. Ours has its defaults, and priors written long before.",
    "Intervals are of lists drawn again from the markets there were; other markets may differ by "
    "more. Offers and the log are shared by lists, so that the intervals are somewhat too narrow.",
    "Warm lists are no aim, and say little of collaborative filtering: in a log this small, of "
    "offers that soon close, who chose what adds little to how often each was chosen. Where a "
    "person or an offer is cold, EASE and iALS are that popularity and no more.",
    "Columns are not comparable with each other: there are fewer cold offers than warm ones to "
    "choose among, so that even chance does better there.",
    "What people did was biased and so is what is learned; the truth that is judged on is not.",
    "The simulator is ours as well. Its truth has not the ranker's form, but both know the same "
    "vocabulary of genres and roles, from which day zero profits.",
)
_TIE = 1e-9


def run(_data: Path | None, console: Console) -> Result:
    """Let markets live, tune peers, fit all to the same log, judge on all eligible offers."""
    found: dict[str, list[Lived]] = {}
    with Progress(console=console) as progress:
        steps = sum(len(size.seeds) for size in SIZES) * (LEARNED + 2)
        task = progress.add_task("markets", total=steps)
        for size in SIZES:
            found[size.name] = [_lived(size, seed, progress, task) for seed in size.seeds]
    short: list[str] = []
    for name, markets in found.items():
        for table in (share_table, lead_table, choice_table):
            console.print(table(name, markets))
        short += [f"{name}: {aim}" for aim in missed(markets)]
    console.print(f"aims missed: {'; '.join(short)}" if short else "every aim is met")
    sizes: dict[str, Figure] = {
        size.name: figures(found[size.name]) | {"seeds": list(size.seeds), "rows": size.rows}
        for size in SIZES
    }
    return Result(bench="e8", ahead=not short, figures=sizes, caveats=CAVEATS)


def judged(lived: Market, seed: int, *, chosen: Tuned) -> Values:
    """For each method and part of the market the nDCG@10 of each list, 1 for the oracle."""
    parts = parts_of(lived.cold(lived.talent), lived.cold(lived.offer))
    ours = _ours(lived)
    scored = {
        kind: _with_luck(ours | _theirs(lived, seed, chosen=chosen, kind=kind), seed)
        for kind in Kind
    }
    return {
        method: {
            part: ndcg_of_each(
                lived.talent[rows], scored[kind_of(part)][method][rows], lived.grade[rows]
            )
            for part, rows in parts.items()
        }
        for method in scored[Kind.WARM]
    }


def _lived(size: Size, seed: int, progress: Progress, task: TaskID) -> Lived:
    one = market(
        seed,
        people=size.people,
        offers=size.offers,
        rows=size.rows,
        judged=size.judged,
        tick=lambda: progress.advance(task),
    )
    chosen = tuned(one, seed)
    progress.advance(task)
    values = judged(one, seed, chosen=chosen)
    progress.advance(task)
    return Lived(seed=seed, values=values, tuned=chosen)


def _theirs(lived: Market, seed: int, *, chosen: Tuned, kind: Kind) -> dict[str, Floats]:
    """The peers' scores, and what is above and below all."""
    log = seen(lived)
    return {
        "popularity": popularity(log, chosen.popularity[kind].options),
        "EASE and popularity": collaborative(log, chosen.ease[kind].options),
        "iALS and popularity": collaborative(log, chosen.als[kind].options),
        "LightFM-like hybrid": hybrid(log, chosen.hybrid[kind].options, seed=seed),
        "random": np.zeros(len(lived.talent)),
        "oracle": lived.wants,
    }


def _with_luck(scored: dict[str, Floats], seed: int) -> dict[str, Floats]:
    """Among equals, as cold offers are to some, chance decides."""
    luck = np.random.default_rng(seed).random(len(scored[OURS]))
    return {method: scores + _TIE * luck for method, scores in scored.items()}


def _ours(lived: Market) -> dict[str, Floats]:
    """The ranker as it was on day zero, and trained without and with what behaviour tells."""
    plain = trained(without_behaviour(lived.train))
    return {
        "samspil, day zero": glass_box_scores(day_zero(), lived.bare),
        "samspil, trained": glass_box_scores(plain, lived.bare),
        OURS: glass_box_scores(trained(lived.train), lived.informed),
    }


def trained(rows: TrainingSet) -> GlassBox:
    """The talents' side moved by ``rows``; the provider's stays as it was on day zero."""
    nobody = replace(rows.keep(np.zeros(len(rows), dtype=np.bool_)), side=Side.PROVIDER)
    priors, config = packaged_priors(), FitConfig()
    return glass_box(
        {
            Side.TALENT: fit_side(rows, priors, config),
            Side.PROVIDER: fit_side(nobody, priors, config),
        }
    )
