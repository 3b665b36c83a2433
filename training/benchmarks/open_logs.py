"""Open logs: each Open Bandit policy valued from the other one's log."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from training.benchmarks.result import DataAbsent, Figure
from training.benchmarks.singles import single_estimates
from training.off_policy import Contributions, Estimator, answer, bootstrap
from training.off_policy.contributions import Values, plain
from training.off_policy.open_bandit import (
    OpenLog,
    Shown,
    average_policy,
    choices,
    even_policy,
    guess,
    open_log_file,
    read_open_log,
)

CAMPAIGNS = ("men", "women")


def told(data: Path | None, console: Console, *, seed: int) -> dict[str, Figure]:
    """Each policy from the other's log, printed as a table. Raises ``DataAbsent``."""
    folder = _folder(data)
    _require(folder)
    found: dict[str, Figure] = {}
    table = Table(
        "campaign", "log of", "tells of", "estimator", "clicks per 1,000", "95 %",
        "effective rows", "heaviest row", "refused", title="Open Bandit, small files",
    )  # fmt: skip
    for campaign in CAMPAIGNS:
        logs = {shown: read_open_log(folder, shown, campaign=campaign) for shown in Shown}
        for shown, other in ((Shown.RANDOM, Shown.BTS), (Shown.BTS, Shown.RANDOM)):
            even = other is Shown.RANDOM
            rng = np.random.default_rng((seed, *campaign.encode(), int(even)))
            rows = _told(logs[shown], logs[other], even=even, rng=rng)
            found[f"{campaign}/{shown} of {other}"] = rows
            for name, row in rows.items():
                table.add_row(campaign, shown, other, name, *_row(row))
    console.print(table)
    return found


def _require(folder: Path) -> None:
    for shown in Shown:
        for campaign in CAMPAIGNS:
            file = open_log_file(folder, shown, campaign=campaign)
            if not file.is_file():
                raise DataAbsent(file)


def _folder(data: Path | None) -> Path:
    """``data`` is the folder of public data, or the one with the logs itself."""
    shared = data or Path(__file__).parents[3] / "shared" / "data"
    nested = shared / "recommend" / "open_bandit_small"
    return nested if nested.is_dir() else shared


def _told(
    log: OpenLog, other: OpenLog, *, even: bool, rng: np.random.Generator
) -> dict[str, dict[str, Figure]]:
    """What a log says of the other's policy, and last what that one's own log says."""
    items = int(max(log.item.max(), other.item.max())) + 1
    policy = even_policy(items) if even else average_policy(other, items)
    logged = choices(log, policy)
    estimates = single_estimates(logged, guess(log, policy))
    told = {
        str(estimator): _estimate(estimator, parts, weights=logged.weight, rng=rng)
        for estimator, parts in estimates.items()
    }
    on_policy = plain(other.click)
    ones = np.ones(len(other))
    return told | {"its own log": _estimate(Estimator.IPW, on_policy, weights=ones, rng=rng)}


def _estimate(
    estimator: Estimator, parts: Contributions, *, weights: Values, rng: np.random.Generator
) -> dict[str, Figure]:
    """Figures even where an answer is refused, for the benchmark shows why it would be.

    A model's word alone has no interval.
    """
    given = answer(estimator, parts, weights=weights, rng=rng)
    interval = given.interval
    if interval is None and estimator.corrected:
        interval = bootstrap(parts, rng)
    return {
        "clicks_per_1000": round(1000 * parts.value, 3),
        "low": None if interval is None else round(1000 * interval.low, 3),
        "high": None if interval is None else round(1000 * interval.high, 3),
        "effective_rows": round(given.overlap.effective, 1) if given.overlap else 0.0,
        "heaviest": round(given.overlap.heaviest, 2) if given.overlap else 0.0,
        "refused": given.refusal.code if given.refusal else None,
    }


def _row(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    alone = figures["low"] is None
    return (
        f"{figures['clicks_per_1000']:.2f}",
        "–" if alone else f"{figures['low']:.2f}–{figures['high']:.2f}",
        f"{figures['effective_rows']:,.0f}",
        f"{figures['heaviest']:,.1f}",
        str(figures["refused"] or ""),
    )
