"""E3: expected matches and time beside transferable utility, over ten crowded markets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from threadpoolctl import threadpool_limits

from matcher.market.examination import Examination
from matcher.market.policy import Policy, ranked
from matcher.market.scores import naive, reciprocal
from matcher.market.settling import settled
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market
from matcher.market.welfare import WelfareConfig, social_welfare
from training.benchmarks.crowded_markets import Environment, Setting, drawn, expected
from training.benchmarks.e3_scale import MINUTE, Grown, grown, scale_table
from training.benchmarks.result import Figure, Result
from training.benchmarks.seed_means import standard_error
from training.evaluate.exposure import gini

Floats = NDArray[np.float64]

SETTING = Setting(Environment.RANDOM, Examination.INV, 0.5, 200, 0.0)
AIM = 336.0
ERRORS = 2.0
"""The paper's seeds are not printed: two means over ten seeds may differ by so many of the standard
errors of their difference."""


class Method(StrEnum):
    """What is run."""

    NAIVE = "naive"
    RECIPROCAL = "reciprocal"
    TRANSFERABLE = "TU"
    STOPPED = "TU, stopped after 4"
    COOLER = "TU, β = 0.06"
    SETTLED = "ours, settled"
    WELFARE = "ours, Frank–Wolfe"


PUBLISHED: Mapping[Method, float] = {
    Method.NAIVE: 219.56,
    Method.RECIPROCAL: 273.86,
    Method.TRANSFERABLE: 332.91,
}
CAVEATS = (
    "Preferences are known and there is one round: an upper bound on what a ranking can do. "
    "`samspil bench market` measures with estimated preferences and over rounds.",
    "The published means are over ten seeds that the paper does not print; these are over others. "
    f"A column counts as reproduced within {ERRORS:g} standard errors of the difference.",
    "Time is the processor's, of one core, from preferences to everybody's ranking, the median of "
    "several runs of each method in turn. TU ends when no potential moves by more than 1e-9 of "
    "itself; what the paper's own code needs is not known to us. All rank by the same sort.",
    "TU that is stopped after four iterations, far from its equilibrium, ranks as well as TU does "
    "in about half the time of «settled», whose lead over it is in matches alone: «in less time» "
    "holds beside TU that is followed to its end. At the temperature at which «settled» "
    "begins TU has more matches than at 1, takes longer, and stays below the aim.",
    "TU among candidates is measured on made-up wishes at β = 0.1 to 1e-3, memory by what Python "
    "and numpy asked for meanwhile.",
    "«Settled» promises nothing beyond this table: in markets where all like the same (λ=1) or "
    "look at hardly more than one place (exp) it is below TU. Frank–Wolfe never falls below where "
    "it begins.",
    "The settings of «settled» were chosen on seeds 100 to 107, which are not among these. Its "
    "lead in time is small and comes from single precision and few sorts: on another processor, or "
    "where memory is handed out anew each time, it may be none.",
    "Gini is of the attention that jobs get, 0 when all get the same; it is no aim of any method.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Which market, by which seeds, and how often each is timed, how many steps are at most.

    ``scales`` are people and offers of TU among candidates, the first to be done in a minute.
    """

    setting: Setting = SETTING
    seeds: Sequence[int] = tuple(range(10))
    times: int = 15
    steps: int = 60
    scales: Sequence[tuple[int, int]] = ((20_000, 1_000), (200_000, 5_000))


@dataclass(frozen=True, slots=True)
class Found:
    """A method's matches, milliseconds and Gini of exposure: shape (seeds,) each."""

    matches: Floats
    milliseconds: Floats
    ginis: Floats


def run(_data: Path | None, console: Console) -> Result:
    """Ten markets of 300 candidates and 200 jobs; then how TU grows."""
    return measure(Config(), console)


def measure(config: Config, console: Console) -> Result:
    """Measure as ``config`` says and print the table."""
    with threadpool_limits(1, "blas"):
        found = _lived(config, console)
        sizes = [grown(*size) for size in config.scales]
    console.print(_table(found))
    console.print(scale_table(sizes))
    short = aims_missed(found) + scales_missed(sizes)
    console.print(f"aims missed: {'; '.join(short)}" if short else "every aim is met")
    figures: dict[str, Figure] = {method.value: _figures(one) for method, one in found.items()}
    figures |= {
        "settled_time_over_tu": round(_ratio(found, Method.SETTLED), 3),
        "stopped_time_over_tu": round(_ratio(found, Method.STOPPED), 3),
        "published": {method.value: value for method, value in PUBLISHED.items()},
        "seeds": list(config.seeds),
        "scale": {one.name: one.figures() for one in sizes},
    }
    return Result(bench="e3", ahead=not short, figures=figures, caveats=CAVEATS)


def aims_missed(found: Mapping[Method, Found]) -> list[str]:
    """At least 336 in less time than TU, and the published columns reproduced."""
    short = [
        f"{method} not reproduced"
        for method, printed in PUBLISHED.items()
        if not _near(found[method].matches, printed)
    ]
    if found[Method.SETTLED].matches.mean() < AIM:
        short.append(f"settled below {AIM:g}")
    if _ratio(found, Method.SETTLED) >= 1:
        short.append("settled not in less time than TU")
    if found[Method.WELFARE].matches.mean() < AIM:
        short.append(f"Frank–Wolfe below {AIM:g}")
    return short


def scales_missed(sizes: Sequence[Grown]) -> list[str]:
    """The first size in a minute, and everything to its end."""
    slow = [f"{one.name} not in a minute" for one in sizes[:1] if one.seconds > MINUTE]
    return slow + [f"{one.name} not converged" for one in sizes if not one.converged]


def _near(matches: Floats, printed: float) -> bool:
    return bool(abs(matches.mean() - printed) <= ERRORS * 2**0.5 * standard_error(matches))


def _ratio(found: Mapping[Method, Found], method: Method) -> float:
    """How many times TU's time it takes, the median over markets."""
    ratios = found[method].milliseconds / found[Method.TRANSFERABLE].milliseconds
    return float(np.median(ratios))


def _methods(config: Config) -> dict[Method, Callable[[Market], Policy]]:
    return {
        Method.NAIVE: lambda market: ranked(naive(market)),
        Method.RECIPROCAL: lambda market: ranked(reciprocal(market)),
        Method.TRANSFERABLE: lambda market: ranked(transferable(market).log_matches),
        Method.STOPPED: lambda market: _cooled(market, TransferableConfig(iterations=4)),
        Method.COOLER: lambda market: _cooled(market, TransferableConfig(temperature=0.06)),
        Method.SETTLED: lambda market: settled(market),
        Method.WELFARE: lambda market: _welfare(market, config.steps),
    }


def _cooled(market: Market, config: TransferableConfig) -> Policy:
    return ranked(transferable(market, config).log_matches)


def _welfare(market: Market, steps: int) -> Policy:
    begin = ranked(transferable(market).log_matches)
    return social_welfare(market, WelfareConfig(steps=steps), begin=[begin]).policy


def _lived(config: Config, console: Console) -> dict[Method, Found]:
    rows: dict[Method, list[tuple[float, float, float]]] = {method: [] for method in Method}
    with Progress(console=console, transient=True) as progress:
        for seed in progress.track(config.seeds, description="markets"):
            market = drawn(config.setting, seed)
            policies, times = _timed(market, config)
            for method, policy in policies.items():
                exposure = policy.exposures(market.list_attention, market.offers).sum(axis=0)
                rows[method].append((expected(market, policy), times[method], gini(exposure)))
    return {method: Found(*np.array(values).T) for method, values in rows.items()}


def _timed(market: Market, config: Config) -> tuple[dict[Method, Policy], dict[Method, float]]:
    """Every method in turn, so that what else the machine does meets all alike; the slow once."""
    methods = _methods(config)
    policies: dict[Method, Policy] = {}
    seconds: dict[Method, list[float]] = {method: [] for method in methods}
    for time in range(config.times):
        for method, policy in methods.items():
            if method is Method.WELFARE and time:
                continue
            began = process_time()
            policies[method] = policy(market)
            seconds[method].append(process_time() - began)
    return policies, {method: 1000 * float(np.median(took)) for method, took in seconds.items()}


def _table(found: Mapping[Method, Found]) -> Table:
    made = Table(
        "method",
        "matches ± error",
        "published",
        "ms",
        "Gini of exposure",
        title="Means over markets; ms: median",
    )
    for method, one in found.items():
        printed = f"{PUBLISHED[method]:.2f}" if method in PUBLISHED else ""
        made.add_row(
            method.value,
            f"{one.matches.mean():.2f} ± {standard_error(one.matches):.2f}",
            printed,
            f"{np.median(one.milliseconds):.2f}",
            f"{one.ginis.mean():.3f}",
        )
    return made


def _figures(found: Found) -> dict[str, Figure]:
    return {
        "matches": round(float(found.matches.mean()), 2),
        "error": round(standard_error(found.matches), 2),
        "ms": round(float(np.median(found.milliseconds)), 3),
        "gini": round(float(found.ginis.mean()), 4),
    }
