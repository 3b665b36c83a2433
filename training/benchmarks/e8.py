"""E8: cold start on the simulated market: share of the oracle's nDCG, beside usual recommenders."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from matcher.domain import Side
from matcher.ranking import GlassBox, day_zero, packaged_priors
from training.benchmarks.cold_peers import collaborative, hybrid, popularity, seen
from training.benchmarks.cold_start import (
    Floats,
    Market,
    glass_box_scores,
    market,
    ndcg_of,
    without_behaviour,
)
from training.benchmarks.cold_tuning import RIDGES, TRIED, Tuned, tuned
from training.benchmarks.result import Figure, Result
from training.data import TrainingSet
from training.fit import FitConfig, fit_side, glass_box
from training.simulate.market import LEARNED

SEEDS = (20261122, 20261123, 20261124)
PEOPLE, OFFERS, ROWS, JUDGED = 1_500, 1_500, 150_000, 700
OURS = "samspil, trained with behaviour"
PEERS = ("popularity", "LightFM-like hybrid", "EASE, else popularity", "random")
COLD = ("cold offers", "cold people", "both cold")
CAVEATS = (
    "People, offers and what they want are made up (training/simulate): the figures compare "
    "methods on an invented market and say nothing of how well people are served.",
    "100 % is the oracle, which knows the truth of the simulation. Much of it nobody else can "
    "reach, because it stands in no profile.",
    "The hybrid is our own numpy implementation of LightFM's model with logistic loss, not the "
    "library. It reads all that stands in profiles and on the map, and what texts speak of without "
    f"a mishearing. With each seed the best of {TRIED} settings is chosen on a fifth of the log's "
    f"people and offers kept out, and the best of {len(RIDGES)} of EASE on the log's last tenth; "
    "ours has its defaults, and priors that were written long before.",
    "Columns are not comparable with each other: there are fewer cold offers than warm ones to "
    "choose among, so that even chance does better there.",
    "What people did was biased and so is what is learned; the truth that is judged on is not.",
    "The simulator is ours as well. Its truth has not the ranker's form, but both know the same "
    "vocabulary of genres and roles, from which day zero profits.",
)

_TIE = 1e-9

Shares = Mapping[str, Mapping[str, float]]


def run(_data: Path | None, console: Console) -> Result:
    """Let a market live with each seed, fit all to the same log, judge on all eligible offers."""
    found: list[Shares] = []
    chosen: list[Tuned] = []
    with Progress(console=console) as progress:
        task = progress.add_task("markets", total=len(SEEDS) * (LEARNED + 1))
        for seed in SEEDS:
            lived = _market(seed, progress, task)
            chosen.append(tuned(lived, seed))
            found.append(shares(lived, seed, chosen=chosen[-1]))
            progress.advance(task)
    console.print(_table(found))
    missed = _missed(found)
    console.print(f"aims missed: {', '.join(missed)}" if missed else "every aim is met")
    return Result(
        bench="e8", ahead=not missed, figures=_sizes(chosen) | _figures(found), caveats=CAVEATS
    )


def shares(lived: Market, seed: int, *, chosen: Tuned) -> Shares:
    """For each method and part of the market the mean nDCG@10, 1 for the oracle."""
    scored = _scores(lived, seed, chosen)
    return {
        method: {
            part: ndcg_of(lived.talent[rows], scores[rows], lived.grade[rows])
            for part, rows in _parts(lived).items()
        }
        for method, scores in scored.items()
    }


def _market(seed: int, progress: Progress, task: TaskID) -> Market:
    return market(
        seed,
        people=PEOPLE,
        offers=OFFERS,
        rows=ROWS,
        judged=JUDGED,
        tick=lambda: progress.advance(task),
    )


def _sizes(chosen: list[Tuned]) -> dict[str, Figure]:
    sizes: dict[str, Figure] = {"seeds": list(SEEDS), "people": PEOPLE, "offers": OFFERS}
    return sizes | {"rows": ROWS, "tuned": [asdict(one) for one in chosen], "tried": TRIED}


def _parts(lived: Market) -> dict[str, NDArray[np.bool_]]:
    person, offer = lived.cold(lived.talent), lived.cold(lived.offer)
    return {
        "all warm": ~person & ~offer,
        "cold offers": ~person & offer,
        "cold people": person & ~offer,
        "both cold": person & offer,
    }


def _scores(lived: Market, seed: int, chosen: Tuned) -> dict[str, Floats]:
    """Every method's scores; among equals, as cold offers are to some, chance decides."""
    plain, log = trained(without_behaviour(lived.train)), seen(lived)
    luck = np.random.default_rng(seed).random(len(lived.talent))
    scored = {
        "samspil, day zero": glass_box_scores(day_zero(), lived.bare),
        "samspil, trained": glass_box_scores(plain, lived.bare),
        OURS: glass_box_scores(trained(lived.train), lived.informed),
        "popularity": popularity(log),
        "LightFM-like hybrid": hybrid(log, chosen.hybrid, seed=seed),
        "EASE, else popularity": collaborative(log, ridge=chosen.ridge),
        "random": luck,
        "oracle": lived.wants,
    }
    return {method: scores + _TIE * luck for method, scores in scored.items()}


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


def _over_seeds(found: list[Shares], method: str, part: str) -> tuple[float, float, float]:
    """Median, least and greatest."""
    values = [one[method][part] for one in found]
    return float(np.median(values)), min(values), max(values)


def _missed(found: list[Shares]) -> list[str]:
    """Where something is cold and a peer is not below ours with every seed."""
    return [
        f"{part}: {peer}"
        for part in COLD
        for peer in PEERS
        if any(one[peer][part] >= one[OURS][part] for one in found)
    ]


def _table(found: list[Shares]) -> Table:
    parts = list(found[0][OURS])
    title = f"Share of the oracle's nDCG@10, median (least–greatest) of {len(found)} seeds"
    table = Table("method", *parts, title=title)
    for method in found[0]:
        cells = [_over_seeds(found, method, part) for part in parts]
        table.add_row(method, *(f"{mid:.1%} ({low:.1%}–{top:.1%})" for mid, low, top in cells))
    return table


def _figures(found: list[Shares]) -> dict[str, Figure]:
    return {
        method: {
            part: [round(value, 4) for value in _over_seeds(found, method, part)]
            for part in found[0][method]
        }
        for method in found[0]
    }
