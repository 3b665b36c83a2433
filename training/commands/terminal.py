"""The terminal: tables for people, JSON for programs, and an exit status for both."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from matcher.domain import MatcherError, Problem
from training.registry import plain

FAILED, UNUSABLE, HELD_BACK, UNKNOWN = 1, 2, 3, 4
_UNUSABLE = frozenset({"audit_unreadable", "name_missing", "reason_missing", "registry_absent"})
_UNKNOWN = frozenset(
    {"model_unknown", "model_ambiguous", "model_unnamed", "jump_unknown", "jump_ambiguous"}
)
_HELD = frozenset(
    {
        "gate_said_no",
        "model_not_judged",
        "verdict_before_rollback",
        "verdict_of_another_time",
    }
)


def console(*, as_json: bool) -> Console:
    """Where people read; with ``as_json`` that is stderr."""
    return Console(stderr=as_json, highlight=False)


def answer(document: Mapping[str, Any], *, as_json: bool) -> None:
    """Write the document to stdout where JSON was asked for."""
    if as_json:
        typer.echo(json.dumps(plain(document), ensure_ascii=False, indent=2))


def warn(text: str) -> None:
    """Say on stderr what is wrong, while what was asked for goes on."""
    Console(stderr=True, highlight=False).print(f"[bold yellow]![/] {escape(text)}")


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Say a refusal of the log or the registry as the caller wants it, and exit with its status."""
    try:
        yield
    except MatcherError as error:
        if as_json:
            typer.echo(json.dumps({"error": _described(error)}, ensure_ascii=False, indent=2))
        Console(stderr=True, highlight=False).print(f"[bold red]✗[/] {escape(str(error))}")
        raise typer.Exit(_status(error.problem)) from error


@contextmanager
def stages(names: type[StrEnum]) -> Iterator[Callable[[StrEnum], None]]:
    """A bar on stderr that moves on as each stage is told to begin."""
    order = list(names)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=len(order))

        def begin(stage: StrEnum) -> None:
            progress.update(bar, description=stage.value, completed=order.index(stage))

        yield begin
        progress.update(bar, description="done", completed=len(order))


def _described(error: MatcherError) -> dict[str, Any]:
    problem = error.problem
    return {"code": problem.code, "params": plain(problem.params), "detail": str(error)}


def _status(problem: Problem) -> int:
    if problem.code in _UNUSABLE:
        return UNUSABLE
    if problem.code in _UNKNOWN:
        return UNKNOWN
    return HELD_BACK if problem.code in _HELD else FAILED
