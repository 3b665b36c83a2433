"""The findings of E1: the expected matches of each method, and how they compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import process_time
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from matcher.market.match_bound import MatchBound
from matcher.market.policy import ranked
from matcher.market.scores import naive, reciprocal, recon
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market
from matcher.market.welfare import WelfareConfig, social_welfare
from training.benchmarks.crowded_markets import Setting, drawn, expected
from training.benchmarks.e1_settings import NEAR, PUBLISHED, SEED, SLIP, Published
from training.benchmarks.result import Figure
from training.benchmarks.seed_means import interval, standard_error
from training.charts import Bar, Frame, bars

Floats = NDArray[np.float64]
Found = TypeVar("Found")

COOLER = (0.3, 0.1, 0.05, 0.03)
"""Temperatures at which transferable utility is tried beside its 1, half of them too cold."""


class Column(StrEnum):
    """The methods that are run."""

    NAIVE = "naive"
    RECIPROCAL = "reciprocal"
    RECON = "RECON"
    TRANSFERABLE = "TU"
    COOLER = "TU, best β"
    BOUND = "bound"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Row:
    """A setting by the paper's seed: expected matches and processor seconds of each method.

    ``gap`` is the duality gap that ours stopped at, ``rankings`` how many its mixture keeps.
    """

    setting: Setting
    published: Published
    matches: Mapping[Column, float]
    seconds: Mapping[Column, float]
    gap: float
    rankings: int

    def near(self, column: Column, printed: float) -> bool:
        """Whether a published figure is reproduced."""
        return abs(self.matches[column] - printed) <= NEAR


@dataclass(frozen=True, slots=True)
class Means:
    """A setting over seeds: the matches of TU, of TU at its best and of ours, shape (seeds,)."""

    setting: Setting
    transferable: Floats
    cooler: Floats
    ours: Floats

    @property
    def gains(self) -> Floats:
        """How many per cent more matches ours has than TU, by seed."""
        return 100 * (self.ours / self.transferable - 1)

    @property
    def gains_over_best(self) -> Floats:
        """The same over TU at the temperature that is best for that very market."""
        return 100 * (self.ours / self.cooler - 1)


def measured(setting: Setting, *, steps: int) -> Row:
    """Every method on the market of the paper's seed."""
    market = drawn(setting, SEED)
    scores = {
        Column.NAIVE: naive(market),
        Column.RECIPROCAL: reciprocal(market),
        Column.RECON: recon(market),
    }
    matches = {column: expected(market, ranked(score)) for column, score in scores.items()}
    seconds: dict[Column, float] = {}
    config = WelfareConfig(steps=steps)
    found = _timed(seconds, Column.TRANSFERABLE, lambda: transferable(market))
    matches[Column.TRANSFERABLE] = expected(market, ranked(found.log_matches))
    matches[Column.COOLER] = max(matches[Column.TRANSFERABLE], _cooler(market))
    bound = _timed(
        seconds,
        Column.BOUND,
        lambda: social_welfare(market, config, objective=MatchBound(market)),
    )
    matches[Column.BOUND] = expected(market, bound.policy)
    ours = _timed(seconds, Column.OURS, lambda: social_welfare(market, config))
    matches[Column.OURS] = ours.value
    return Row(setting, PUBLISHED[setting], matches, seconds, ours.gap, ours.policy.rankings)


def over_seeds(
    setting: Setting, seeds: Sequence[int], *, steps: int, tick: Callable[[], None]
) -> Means:
    """TU, TU at its best and ours, begun at the reciprocal ranking, on a market of each seed."""
    found = []
    for seed in seeds:
        market = drawn(setting, seed)
        theirs = expected(market, ranked(transferable(market).log_matches))
        found.append((theirs, max(theirs, _cooler(market)), _from_reciprocal(market, steps)))
        tick()
    return Means(setting, *np.array(found).T)


def aims_missed(rows: Sequence[Row]) -> list[str]:
    """What was not reached: more than the paper and TU everywhere, its columns reproduced."""
    short = []
    for row in rows:
        name, ours = row.setting.name, row.matches[Column.OURS]
        if ours <= row.published.method:
            short.append(f"{name}: not above the paper")
        if ours <= row.matches[Column.TRANSFERABLE]:
            short.append(f"{name}: not above TU")
        elif ours <= row.matches[Column.COOLER]:
            short.append(f"{name}: not above TU at its best temperature")
        if not row.near(Column.RECIPROCAL, row.published.reciprocal):
            short.append(f"{name}: reciprocal not reproduced")
        if row.setting != SLIP and not row.near(Column.NAIVE, row.published.naive):
            short.append(f"{name}: naive not reproduced")
    return short


def means_missed(means: Sequence[Means]) -> list[str]:
    """Over seeds ours is to have more matches than TU, at its best too, by the whole interval."""
    return [
        f"{mean.setting.name}: over seeds not surely above {peer}"
        for mean in means
        for peer, gains in (("TU", mean.gains), ("TU at its best", mean.gains_over_best))
        if interval(gains)[0] <= 0
    ]


def table(rows: Sequence[Row]) -> Table:
    """Each setting by the paper's seed; what the paper prints stands in brackets."""
    made = Table(title=f"Expected matches, seed {SEED}; published in brackets")
    made.add_column("setting")
    for name in (*Column, "paper", "s TU", "s bound", "s ours", "gap", "rankings"):
        made.add_column(name, justify="right")
    for row in rows:
        matches = [f"{row.matches[column]:.1f}" for column in Column]
        matches[0] += f" ({row.published.naive})"
        matches[1] += f" ({row.published.reciprocal})"
        made.add_row(
            row.setting.name,
            *matches,
            f"{row.published.method}",
            *(f"{seconds:.3f}" for seconds in row.seconds.values()),
            f"{row.gap:.3f}",
            str(row.rankings),
        )
    return made


def mean_table(means: Sequence[Means]) -> Table:
    """Means over seeds with standard errors."""
    made = Table(
        *("setting", "TU", "TU, best β", "ours", "more than TU, %", "than its best, %"),
        title=f"Means over {len(means[0].ours)} seeds ± error",
    )
    for mean in means:
        values = (mean.transferable, mean.cooler, mean.ours, mean.gains, mean.gains_over_best)
        made.add_row(mean.setting.name, *(_said(one) for one in values))
    return made


def chart(rows: Sequence[Row], means: Sequence[Means]) -> str:
    """How many per cent more matches ours has than TU, mean over seeds and its interval."""
    drawn_rows = []
    for row, mean in zip(rows, means, strict=True):
        low, high = interval(mean.gains)
        middle = float(mean.gains.mean())
        drawn_rows.append(
            Bar(
                name=row.setting.name,
                value=middle,
                low=low,
                high=high,
                said=f"{middle:+.1f} %",
            )
        )
    frame = Frame(
        title="Expected matches over transferable utility",
        description="How many per cent more expected matches the ranking for social welfare has "
        f"than ranking by transferable utility, in {len(means)} made-up markets: mean over "
        f"{len(means[0].gains)} seeds with an interval of 95 %. The line is at 0, where both have "
        "the same.",
        x="per cent more matches than TU",
    )
    return bars(drawn_rows, frame, zero=0.0)


def figures(rows: Sequence[Row], means: Sequence[Means]) -> dict[str, Figure]:
    """By setting what the tables print."""
    found: dict[str, Figure] = {}
    for row, mean in zip(rows, means, strict=True):
        found[row.setting.name] = {
            "matches": {column.value: round(row.matches[column], 2) for column in Column},
            "published": {
                "naive": row.published.naive,
                "reciprocal": row.published.reciprocal,
                "method": row.published.method,
            },
            "seconds": {column.value: round(s, 4) for column, s in row.seconds.items()},
            "gap": round(row.gap, 4),
            "rankings": row.rankings,
            "mean_tu": round(float(mean.transferable.mean()), 2),
            "mean_ours": round(float(mean.ours.mean()), 2),
            "error_ours": round(standard_error(mean.ours), 2),
            "more_than_tu_percent": round(float(mean.gains.mean()), 2),
            "error_more_percent": round(standard_error(mean.gains), 2),
            "mean_tu_best": round(float(mean.cooler.mean()), 2),
            "more_than_tu_best_percent": round(float(mean.gains_over_best.mean()), 2),
            "error_more_than_best_percent": round(standard_error(mean.gains_over_best), 2),
        }
    return found | {"seed": SEED, "seeds": len(means[0].ours)}


def _cooler(market: Market) -> float:
    """The most matches of transferable utility at any temperature below 1 that is tried."""
    configs = [TransferableConfig(temperature=one, tolerance=1e-6) for one in COOLER]
    return max(
        expected(market, ranked(transferable(market, config).log_matches)) for config in configs
    )


def _from_reciprocal(market: Market, steps: int) -> float:
    begin = ranked(reciprocal(market))
    return social_welfare(market, WelfareConfig(steps=steps), begin=[begin]).value


def _timed(seconds: dict[Column, float], column: Column, method: Callable[[], Found]) -> Found:
    began = process_time()
    found = method()
    seconds[column] = process_time() - began
    return found


def _said(values: Floats) -> str:
    return f"{values.mean():.2f} ± {standard_error(values):.2f}"
