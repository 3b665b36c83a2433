"""The tables of E6 on the console."""

from collections.abc import Mapping
from typing import Protocol

from rich.console import Console
from rich.table import Table

from training.benchmarks.e6_apart import Apart, written
from training.benchmarks.e6_curve import PEERS, RANKERS, Sizes
from training.benchmarks.e6_speed import USED
from training.benchmarks.rankers import EBM, OURS

AIM_ERROR, AIM_SPEED, AIM_KEPT, AIM_AUC = 1e-9, 100.0, 0.98, 0.005


class Findings(Protocol):
    """What is printed."""

    @property
    def compiled(self) -> Mapping[str, float]:
        """Exactness and rows scored a second."""
        ...

    @property
    def training(self) -> Mapping[str, float]:
        """Seconds to learn."""
        ...

    @property
    def ndcg(self) -> Sizes:
        """By events and ranker."""
        ...

    @property
    def apart(self) -> Mapping[int, Mapping[str, Apart]]:
        """Ours beside each peer, by events."""
        ...

    @property
    def areas(self) -> Mapping[str, Mapping[str, float]]:
        """ROC AUC on real tables."""
        ...


def printed(found: Findings, console: Console) -> None:
    """Print every table."""
    console.print(_speed(found.compiled, found.training))
    quality = Table("events", *RANKERS, title="nDCG@10 on a later time's truth, all markets")
    for events, of in found.ndcg.items():
        quality.add_row(
            f"{events:,}", *(f"{of[name]:.3f}" if name in of else "" for name in RANKERS)
        )
    console.print(quality)
    console.print(_apart(found.apart))
    table = Table("table", OURS, EBM, title=f"ROC AUC, at most {AIM_AUC} less than EBM")
    for name, auc in found.areas.items():
        table.add_row(name, f"{auc[OURS]:.4f}", f"{auc[EBM]:.4f}")
    console.print(table)


def _apart(sizes: Mapping[int, Mapping[str, Apart]]) -> Table:
    title = "Ours less each peer: 95 % interval, verdict, and in how many draws ours was better"
    table = Table("events", *PEERS, title=title)
    for events, of in sizes.items():
        table.add_row(f"{events:,}", *written(of))
    plenty = sizes[max(sizes)].values()
    kept = [f"{one.kept:.3f} ({one.kept_low:.3f} to {one.kept_high:.3f})" for one in plenty]
    table.add_row(f"kept at {max(sizes):,}, aim ≥ {AIM_KEPT} of trees", *kept)
    return table


def _speed(speed: Mapping[str, float], training: Mapping[str, float]) -> Table:
    table = Table("", OURS, "LightGBM", EBM, "aim", title="E6: compiled")
    error = max(speed["lookup_error"], speed["bulk_lookup_error"])
    table.add_row("look-up − model, most", f"{error:.1e}", "", "", f"< {AIM_ERROR:.0e}")
    scored = [speed[f"scored_rows_per_s{who}"] for who in ("", "_lightgbm", "_ebm")]
    times = f"× {speed['scoring_times_lightgbm']} LightGBM (≥ {AIM_SPEED:.0f})"
    table.add_row("rows scored a second, in bulk", *(f"{rows:,.0f}" for rows in scored), times)
    asked = [speed[f"request_rows_per_s{who}"] for who in ("", "_lightgbm")]
    table.add_row(
        f"rows scored a second, a request of {speed['request_rows']:,.0f}",
        *(f"{rows:,.0f}" for rows in asked),
        "",
        f"× {speed['request_times_lightgbm']} LightGBM (no aim)",
    )
    for beside, who in (("", "_lightgbm"), ("_beside_ebm", "_ebm")):
        rows = training["trained_rows_ebm" if beside else "trained_rows"]
        times_ = [f"{training[f'training_s{of}']:.1f}" for of in (beside, who)]
        peers = ["", times_[1]] if beside else [times_[1], ""]
        aim = "" if beside else "no more than LightGBM"
        table.add_row(f"seconds to learn {rows:,.0f} × {USED}", times_[0], *peers, aim)
    return table
