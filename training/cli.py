"""The commands of training: what is learned and measured, by name."""

import difflib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.benchmarks.result import Benchmark, DataAbsent, Result

commands = typer.Typer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A benchmark as the command knows it: its module and what it measures."""

    module: str
    measures: str


BENCHMARKS: Mapping[str, Entry] = {
    "e10": Entry(
        module="training.benchmarks.e10",
        measures="the day-zero ranking against an expert's grades (--data: a graded town)",
    ),
    "e11": Entry(
        module="training.benchmarks.e11",
        measures="the service: throughput, latency, start-up, memory, growth",
    ),
}


@commands.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which; without a name, all are listed.")] = "",
    *,
    data: Annotated[Path | None, typer.Option(help="The folder to measure on.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the JSON on stdout; the table goes to stderr.")
    ] = False,
) -> None:
    """Run a benchmark: a table, its caveats and, as the last line, one JSON object."""
    console = Console(stderr=as_json)
    if not name:
        console.print(_listing())
        return
    if data is not None and not data.exists():
        raise typer.BadParameter(f"There is nothing at {data}.", param_hint="--data")
    result = _run(_entry(name), name, data=data, console=console)
    for caveat in result.caveats:
        console.print(f"[dim]·[/] {escape(caveat)}")
    typer.echo(result.line())


def _run(entry: Entry, name: str, *, data: Path | None, console: Console) -> Result:
    """The benchmark's result; where its data is absent, a result that says so.

    The module is imported here and by name, because the peers that it measures against are an
    extra, and because ``samspil --help`` should not wait for them.
    """
    try:
        benchmark = cast("Benchmark", importlib.import_module(entry.module))
    except ModuleNotFoundError as error:
        if error.name == entry.module:
            raise
        typer.echo(
            f"{name} needs {error.name}. Get the peers with: make install, "
            "or pip install 'samspil[bench]'",
            err=True,
        )
        raise typer.Exit(1) from error
    try:
        return benchmark.run(data, console)
    except DataAbsent as absent:
        skipped = f"skipped: no data at {absent.wanted}"
        return Result(bench=name, ahead=False, figures={}, caveats=(skipped,))


def _entry(name: str) -> Entry:
    if name in BENCHMARKS:
        return BENCHMARKS[name]
    near = difflib.get_close_matches(name, BENCHMARKS, n=1, cutoff=0.3)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise typer.BadParameter(
        f"There is no benchmark {name}.{hint} Known: {', '.join(BENCHMARKS)}.", param_hint="NAME"
    )


def _listing() -> Table:
    table = Table("name", "measures", title="Benchmarks")
    for name, entry in BENCHMARKS.items():
        table.add_row(name, entry.measures)
    return table
