"""The log: what was shown and done, into a folder that models learn from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from service.actions.export_log import Days, export_log
from service.commands.call import Call
from service.exchange.audit import Answers, read_answers, require_apart


def write_log(call: Call, folder: Path, *, days: Days, audit: Path | None = None) -> None:
    """Write the log as it is at one moment, while the service goes on, and its audit beside it."""
    answers = None if audit is None else _answers(audit, folder)
    span = days.span(call.now, zone=call.settings.zone)
    with call.store() as engine, _telling(call.terminal.errors) as told:
        done = export_log(
            engine,
            folder,
            span=span,
            data_folder=call.settings.data_folder,
            answers=answers,
            told=told,
        )
    people = call.terminal.people
    tables = ", ".join(f"{count} {table}" for table, count in done.rows.items())
    people.print(f"Wrote {folder}: {tables}.", soft_wrap=True)
    left_out = ", ".join(f"{n} {why.replace('_', ' ')}" for why, n in done.left_out.items())
    people.print(f"People left out: {left_out}.", soft_wrap=True)
    if done.audit:
        told_of, unmet = done.audit.told, done.audit.left_out
        people.print(f"Wrote {done.audit.file}: answers of {told_of} people.", soft_wrap=True)
        people.print(f"Answers left out, of people who are not in the log: {unmet}.")
    call.terminal.answer({"folder": str(folder), **asdict(done)})


def _answers(audit: Path, folder: Path) -> Answers:
    require_apart(audit, folder)
    return read_answers(audit)


@contextmanager
def _telling(console: Console) -> Iterator[Callable[[int], None]]:
    """How many rows, on a terminal only, and gone when all are written."""
    columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} rows"))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task("writing", total=None)
        yield lambda rows: shown.advance(task, rows)
