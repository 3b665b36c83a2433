"""Market: lists by prices of scarce seats, by our own estimates and over rounds; how it grows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from threadpoolctl import threadpool_limits

from training.benchmarks import market_inviting
from training.benchmarks.market_chart import chart
from training.benchmarks.market_inviting import Inviting, invited
from training.benchmarks.market_methods import Method, methods
from training.benchmarks.market_rounds import Play, Told, played
from training.benchmarks.market_scale import Kind, apart
from training.benchmarks.market_scene import scene
from training.benchmarks.result import Figure, Result
from training.benchmarks.seed_means import interval, with_error

Floats = NDArray[np.float64]
MOST_SECONDS = 60.0
LEAST_POSSIBLE = 0.99
CHARTS = Path("build/market")
AIMED = (Method.NAIVE, Method.RECIPROCAL, Method.TU)
CAVEATS = (
    "People, offers and what they want are made up (training/simulate); the estimates are those of "
    "our day-zero ranker, which has seen nobody do anything.",
    "Frank–Wolfe here is our own exact one of matcher.market.welfare, from want × taken and of so "
    "few steps that the bench stays short. Its objective leaves a seat empty where the first in "
    "line says no; here the next one gets it.",
    "TU at β = 1 is as E3 has it. At β = 0.1 it is tuned on markets like these, and is about as "
    "good as our prices in matches: it is no aim. Its scores are no chances, though, and it needs "
    "every pair.",
    "The oracle is our own prices with the true preferences; it is no upper bound.",
    "Tempering is measured where offers invite too, each no more at a time than it has seats left. "
    "A person is in at most three things, as tempering assumes; lists without it know nothing of "
    "that, which favours it. It is no aim.",
    "Who comes in a round is drawn alike for all methods; what they do is not, once lists differ.",
    "The minute is one of processor seconds, which others at work beside hardly change; candidates "
    "are gathered by two threads.",
    "Time and memory are of one process; the larger market has made-up values of pairs, since to "
    "read 10^9 pairs off profiles takes as long as 10^9 / (pairs a second of the smaller one).",
    "Intervals are of the mean over seeds, by Student's t, paired where it is a difference.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """``seats_each`` are seats a person; ``scales`` are kinds with people and offers."""

    people: int = 400
    offers: int = 40
    seats_each: Sequence[float] = (0.3, 0.8, 2.0)
    seeds: Sequence[int] = tuple(range(1, 9))
    steps: int = 8
    play: Play = field(default_factory=Play)
    scales: Sequence[tuple[Kind, int, int]] = (
        (Kind.FEATURES, 20_000, 1_000),
        (Kind.DRAWN, 200_000, 5_000),
    )


Found = Mapping[Method, Sequence[Told]]


def run(_data: Path | None, console: Console) -> Result:
    """Three markets from tight to roomy, eight seeds each; then the two sizes."""
    return measure(Config(), console, charts=CHARTS)


def measure(config: Config, console: Console, *, charts: Path) -> Result:
    """Measure as ``config`` says, print the tables and draw the charts into their folder."""
    short: list[str] = []
    figures: dict[str, Figure] = {}
    with threadpool_limits(1, "blas"), Progress(console=console, transient=True) as progress:
        task = progress.add_task("markets", total=len(config.seats_each) * len(config.seeds))
        markets = {
            f"{each:g} seats a person": _lived(config, each, lambda: progress.advance(task))
            for each in config.seats_each
        }
    charts.mkdir(parents=True, exist_ok=True)
    for name, (found, asked) in markets.items():
        console.print(_table(name, found))
        console.print(market_inviting.table(name, asked))
        filled = {method.value: interval(_of(found, method, "matches")) for method in Method}
        drawing = charts / f"{name.split()[0]}.svg"
        drawing.write_text(chart(name, filled), encoding="utf-8")
        figures[name] = _figures(found) | {"inviting": market_inviting.figures(asked)}
        short += [f"{name}: {aim}" for aim in aims_missed(found)]
    grown = [{"kind": kind.value, **apart(kind, *size)} for kind, *size in config.scales]
    console.print(_scale_table(grown))
    short += [
        f"{one['people']:.0f} × {one['offers']:.0f} not in a minute of processors"
        for one in grown
        if one["kind"] == Kind.FEATURES and _seconds(one) > MOST_SECONDS
    ]
    short += [
        f"{one['people']:.0f} × {one['offers']:.0f} filled less than any lists could"
        for one in grown
        if _of_possible(one) < LEAST_POSSIBLE
    ]
    console.print(f"charts: {charts}")
    console.print(f"aims missed: {'; '.join(short)}" if short else "every aim is met")
    figures |= {"scale": [dict(one) for one in grown], "seeds": list(config.seeds)}
    return Result(bench="market", ahead=not short, figures=figures, caveats=CAVEATS)


def aims_missed(found: Found) -> list[str]:
    """Surely more seats filled after one round than by each peer, in the end not surely fewer."""
    short = []
    for peer in AIMED:
        low, _ = interval(_of(found, Method.OURS, "first") - _of(found, peer, "first"))
        _, high = interval(_of(found, Method.OURS, "matches") - _of(found, peer, "matches"))
        if low <= 0:
            short.append(f"first round not above {peer}")
        if high < 0:
            short.append(f"in the end below {peer}")
    return short


def share_of_gain(found: Found) -> float:
    """What our prices gain over want × taken in the first round, as a share of Frank–Wolfe's."""
    ours, peer, best = (
        _of(found, method, "first").mean()
        for method in (Method.OURS, Method.RECIPROCAL, Method.WELFARE)
    )
    return float((ours - peer) / (best - peer)) if best != peer else float("inf")


def _lived(
    config: Config, each: float, tick: Callable[[], None]
) -> tuple[Found, market_inviting.Invited]:
    found: dict[Method, list[Told]] = {method: [] for method in Method}
    asked: dict[Inviting, list[Told]] = {way: [] for way in Inviting}
    for seed in config.seeds:
        market = scene(seed, people=config.people, offers=config.offers, seats_each=each)
        for method, lists in methods(market, config.play, steps=config.steps).items():
            found[method].append(played(market, lists, config.play, seed=seed))
        for way, told in invited(market, config.play, seed=seed).items():
            asked[way].append(told)
        tick()
    return found, asked


def _of(found: Found, method: Method, name: str) -> Floats:
    return np.array([getattr(told, name) for told in found[method]])


def _figures(found: Found) -> dict[str, Figure]:
    told: dict[str, Figure] = {method.value: _means(found, method) for method in Method}
    for peer in (*AIMED, Method.COOL_TU):
        lead = _of(found, Method.OURS, "first") - _of(found, peer, "first")
        told[f"first_round_lead_over_{peer.value}"] = [round(end, 1) for end in interval(lead)]
    return told | {"share_of_frank_wolfe_gain": round(share_of_gain(found), 2)}


def _means(found: Found, method: Method) -> dict[str, Figure]:
    names = tuple(asdict(found[method][0]))
    means: dict[str, Figure] = {
        name: round(float(_of(found, method, name).mean()), 3) for name in names
    }
    regret = 1 - _of(found, method, "matches") / _of(found, Method.ORACLE, "matches")
    return means | {"regret": round(float(regret.mean()), 3)}


def _table(name: str, found: Found) -> Table:
    table = Table(
        *("lists by", "first round", "in the end", "fill rate", "Gini", "rounds to fill"),
        *("people in", "regret"),
        title=name,
    )
    for method in Method:
        first, last = _of(found, method, "first"), _of(found, method, "matches")
        regret = 1 - last / _of(found, Method.ORACLE, "matches")
        others = [_of(found, method, one).mean() for one in _OTHERS]
        table.add_row(
            method.value,
            with_error(first),
            with_error(last),
            *(f"{value:.2f}" for value in others),
            f"{regret.mean():.1%}",
        )
    table.caption = f"gain over want × taken: {share_of_gain(found):.0%} of Frank–Wolfe's"
    return table


def _scale_table(grown: Sequence[Mapping[str, float | str]]) -> Table:
    table = Table(
        *("people × offers", "values", "candidates s", "of processors", "prices s"),
        *("of processors", "peak MB", "of it the run's", "seats", "of the most possible"),
    )
    for one in grown:
        more = float(one["peak_mb"]) - float(one["before_mb"])
        table.add_row(
            f"{one['people']:,.0f} × {one['offers']:,.0f}",
            str(one["kind"]),
            *(f"{one[name]:.1f}" for name in _TIMES),
            f"{one['peak_mb']:,.0f}",
            f"{more:,.0f}",
            f"{one['filled']:,.0f}",
            f"{_of_possible(one):.1%}",
        )
    return table


def _of_possible(one: Mapping[str, float | str]) -> float:
    """The seats that lists by prices fill, as a share of a bound on what any lists could."""
    return float(one["filled"]) / max(float(one["most"]), 1.0)


def _seconds(one: Mapping[str, float | str]) -> float:
    """Of processors."""
    return float(one["candidates_cpu_s"]) + float(one["prices_cpu_s"])


_TIMES = ("candidates_s", "candidates_cpu_s", "prices_s", "prices_cpu_s")
_OTHERS = ("fill_rate", "gini", "rounds_to_fill", "people")
