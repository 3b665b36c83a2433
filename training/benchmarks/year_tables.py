"""The tables of a simulated year, for a terminal."""

from collections import Counter
from collections.abc import Mapping

from rich.table import Table

from training.benchmarks.year_arms import Arm, Decision, Lived, YearConfig
from training.benchmarks.year_findings import Findings, poisoned
from training.benchmarks.year_measures import Lead


def comparison(arms: Mapping[Arm, Lived], found: Findings, config: YearConfig) -> Table:
    """Each figure of each arm, then how far the gated one is ahead; of the last quarter if not
    said otherwise."""
    title = f"The simulated year: {config.weeks} weeks, poison in week {config.poisoned + 1}"
    table = Table("last quarter", *(arm.value for arm in arms), title=title)
    for name in found.arms[Arm.GATED]:
        table.add_row(name, *(_number(found.arms[arm][name]) for arm in arms))
    table.add_section()
    for name, lead in found.leads.items():
        table.add_row(name, _interval(lead))
    for name, ratio in found.lifts.items():
        table.add_row(name, f"{ratio.value:.2f} times ({ratio.low:.2f} to {ratio.high:.2f})")
    for name, wider in found.gaps.items():
        table.add_row(f"wider gap in {name}, than: {Arm.NEVER}", _interval(wider))
    table.add_row("margin of a wider gap", f"{found.margin:+.4f}")
    return table


def aims(found: Findings) -> Table:
    """What the year was to show, and whether it does."""
    table = Table("aim", "", title="What was to be shown")
    for aim, shown in found.aims.items():
        table.add_row(aim, shown.value, style=None if shown.met else "bold")
    return table


def decisions(arms: Mapping[Arm, Lived], config: YearConfig) -> Table:
    """How often each finding stood in a model's way, and what was said after the poison."""
    table = Table("arm", "finding", "weeks", "after the poison", title="What the gate found")
    for arm, lived in arms.items():
        told = Counter(code for one in lived.decisions for code in one.failed)
        now = poisoned(lived, config)
        for code, weeks in told.most_common():
            table.add_row(arm.value, code, str(weeks), _verdict(now, code))
    return table


def _verdict(now: Decision | None, code: str) -> str:
    if now is None or code not in now.failed:
        return ""
    return "said no, not heard" if now.promoted else "refused"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:.4f}"


def _interval(lead: Lead) -> str:
    return f"{lead.value:+.4f} ({lead.low:+.4f} to {lead.high:+.4f})"
