"""Sheets: a folder of spreadsheets into the store, and out of it again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from matcher.intake import Outcome, Style
from matcher.vocabulary import load
from service import exchange
from service.api.answers import with_texts
from service.commands.call import Call
from service.commands.exits import ExitCode
from service.commands.verdicts import show_report
from service.commands.warming import warm_up
from service.exchange import ImportOptions, Progress, Report, commit, find, preview


def import_folder(call: Call, folder: Path, *, dry_run: bool) -> None:
    """Take in every good row of the folder; exits with ``ROWS_REFUSED`` when one was refused."""
    found = find(folder)
    with call.store(create=True) as engine:
        with _telling(call.terminal.errors) as tell:
            options = ImportOptions(
                words=load(),
                now=call.now.astimezone(call.settings.zone),
                progress=tell,
                learned_unasked=call.settings.learned_unasked,
            )
            report = (preview if dry_run else commit)(engine, found, options=options)
        if report.committed and _has_news(report):
            warm_up(call, engine)
    show_report(report, call.terminal.people, lang=call.lang)
    call.terminal.answer(with_texts(report.to_json(), lang=call.lang))
    if not report.clean:
        raise typer.Exit(ExitCode.ROWS_REFUSED)


def export_folder(call: Call, folder: Path) -> None:
    """Write the spreadsheets of all kinds, as they are at one moment."""
    style = Style(language=call.lang, words=load())
    with call.store() as engine:
        written = exchange.export_folder(engine, folder, style=style)
    for path in written:
        call.terminal.people.print(f"Wrote {path}.", soft_wrap=True)
    call.terminal.answer({"files": [str(path) for path in written]})


def _has_news(report: Report) -> bool:
    return bool(report.counts[Outcome.CREATED] or report.counts[Outcome.UPDATED])


@contextmanager
def _telling(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A bar by bytes, on a terminal only, and gone when the reading is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    shown = console.is_terminal
    with ProgressBar(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not shown
    ) as bar:
        task = bar.add_task("reading", total=None)

        def tell(progress: Progress) -> None:
            bar.update(
                task, description=progress.file, completed=progress.done, total=progress.total
            )

        yield tell
