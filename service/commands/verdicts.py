"""Verdicts: what became of every row, as people read it."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.intake import Finding, IntakeCode, Outcome
from matcher.vocabulary import Language
from service.exchange import FileReport, Report
from service.i18n import say

_SHOWN = 20


def show_report(report: Report, console: Console, *, lang: Language) -> None:
    """The counts of every file, then each refused row, then what was kept as free tags."""
    console.print(_counts(report))
    for file in report.files:
        for problem in filter(None, (file.problem, *file.notes)):
            text = say(problem.code, problem.params, lang=lang)
            console.print(f"[red]{escape(file.name)}:[/] {escape(text)}")
        _show_findings(file, console, lang)
        _show_unresolved(file, console)
        if file.unknown_columns:
            names = ", ".join(file.unknown_columns)
            console.print(f"{escape(file.name)}: columns left out: {escape(names)}")
    if report.ignored:
        console.print(f"Not spreadsheets of ours: {escape(', '.join(report.ignored))}")
    if not report.committed:
        console.print("Nothing was written: this was a preview.", style="yellow")


def _counts(report: Report) -> Table:
    table = Table("file")
    for name in ("rows", *Outcome):
        table.add_column(str(name), justify="right")
    for file in report.files:
        counts = (str(file.counts.get(outcome, 0)) for outcome in Outcome)
        table.add_row(escape(file.name), str(file.rows), *counts)
    return table


def _show_findings(file: FileReport, console: Console, lang: Language) -> None:
    """Why rows were refused, in red, then what else is to be said, in yellow."""
    refused = [(row.line, finding) for row in file.refused for finding in row.refused]
    told = [(row.line, one) for row in file.warned for one in row.warned if not _is_listed(one)]
    for colour, findings in (("red", refused), ("yellow", told)):
        for line, finding in findings[:_SHOWN]:
            place = f"[{colour}]{escape(file.name)}[/]:{line} {_place(finding)}"
            console.print(f"{place}{escape(_text(finding, lang))}", soft_wrap=True)
        _show_rest(len(findings), console)


def _is_listed(finding: Finding) -> bool:
    """Unknown terms are told once each, below, however many rows have them."""
    return finding.problem.code in {IntakeCode.UNKNOWN_TERM, IntakeCode.UNKNOWN_TERM_NEAR}


def _place(finding: Finding) -> str:
    if finding.column is None:
        return ""
    value = f" [bold]{escape(finding.value)}[/]" if finding.value else ""
    return f"{escape(finding.column)}{value}: "


def _text(finding: Finding, lang: Language) -> str:
    return say(finding.problem.code, finding.problem.params, lang=lang)


def _show_unresolved(file: FileReport, console: Console) -> None:
    if not file.unresolved:
        return
    console.print(f"{escape(file.name)}: kept as free tags, since the vocabulary lacks them:")
    for term in file.unresolved[:_SHOWN]:
        near = f" (near: {', '.join(term.nearest)})" if term.nearest else ""
        line = f"  {term.column} “{term.term}” ×{term.count}{near}"
        console.print(escape(line), soft_wrap=True)
    _show_rest(len(file.unresolved), console)


def _show_rest(count: int, console: Console) -> None:
    if count > _SHOWN:
        console.print(f"  … and {count - _SHOWN} more; --json shows them.", style="dim")
