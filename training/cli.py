"""The commands of training: what is learned and measured, by name."""

import difflib
import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.benchmarks.result import Benchmark, DataAbsent, Result
from training.commands.options import (
    AuditOption,
    BackTo,
    ByOption,
    JsonOption,
    LogOption,
    ModelsOption,
    NowOption,
    WhyOption,
    exit_with,
    moment,
)

commands = typer.Typer()
_train, _jump = typer.Typer(no_args_is_help=True), typer.Typer(no_args_is_help=True)
commands.add_typer(_train, name="train", help="Make a model from its sources.")
commands.add_typer(_jump, name="jump", help="What was set aside because one organisation jumped.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A benchmark as the command knows it: its module and what it measures."""

    module: str
    measures: str


BENCHMARKS: Mapping[str, Entry] = {
    "e1": Entry(
        module="training.benchmarks.e1",
        measures="expected matches in crowded two-sided markets, beside a paper and its peers",
    ),
    "e2": Entry(
        module="training.benchmarks.e2",
        measures="lists for both sides at once: matches, envy and time, beside the paper's",
    ),
    "e3": Entry(
        module="training.benchmarks.e3",
        measures="expected matches and time, beside transferable utility",
    ),
    "stable": Entry(
        module="training.benchmarks.stable",
        measures="rounds with ranked wishes: stable matchings beside the library matching",
    ),
    "e5": Entry(
        module="training.benchmarks.e5",
        measures="off-policy estimators against known truth, and on Open Bandit logs "
        "(--data: shared/data)",
    ),
    "e6": Entry(
        module="training.benchmarks.e6",
        measures="the glass box beside LightGBM and EBM: exactness, speed, quality, little data",
    ),
    "e7": Entry(
        module="training.benchmarks.e7",
        measures="what people took, alone: MovieLens-100k in two protocols (--data: shared/data)",
    ),
    "e8": Entry(
        module="training.benchmarks.e8",
        measures="cold start on the simulated market: share of the oracle's nDCG",
    ),
    "e9": Entry(
        module="training.benchmarks.e9",
        measures="Danish and English sentences that find each other (--data: shared/data)",
    ),
    "e10": Entry(
        module="training.benchmarks.e10",
        measures="the day-zero ranking against an expert's grades (--data: a graded town)",
    ),
    "e11": Entry(
        module="training.benchmarks.e11",
        measures="the service: throughput, latency, start-up, memory, growth",
    ),
    "pathway": Entry(
        module="training.benchmarks.pathway",
        measures="the next step of people of the demo town, beside popularity and vocabulary",
    ),
    "meeting": Entry(
        module="training.benchmarks.meeting",
        measures="people for people: who is seen and who meets, with and without damping",
    ),
    "market": Entry(
        module="training.benchmarks.market",
        measures="scarce seats: prices as served beside naive, reciprocal, TU and Frank–Wolfe, "
        "over rounds; 20,000 × 1,000 and 200,000 × 5,000",
    ),
    "year": Entry(
        module="training.benchmarks.year",
        measures="a simulated year: weekly learning through the gate, beside none and ungated",
    ),
    "cohort": Entry(
        module="training.benchmarks.cohort",
        measures="whole groups under twenty aims: time of the proof, truth of small cases",
    ),
    "giveback": Entry(
        module="training.benchmarks.giveback",
        measures="give-backs of the demo town with slots at home, beside greedy and individuals",
    ),
    "hearing": Entry(
        module="training.benchmarks.hearing",
        measures="the terms heard in labelled texts (--data: a folder with dev.tsv, held_out.tsv)",
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


@_train.command()
def encoder(
    *,
    corpus: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The folder of public texts.")
    ],
    out: Annotated[Path, typer.Option(help="The folder that becomes the encoder.")] = Path(
        "encoder"
    ),
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="More or fewer steps.")] = None,
    cache: Annotated[Path, typer.Option(help="Where the teacher's vectors are kept.")] = Path(
        "build/teacher"
    ),
) -> None:
    """Train the sentence encoder; the report is one JSON object, the last line."""
    training = cast("Any", _needed("training.encoder.command", "samspil train encoder", "train"))
    try:
        report = training.run(corpus, out, seed=seed, steps=steps, cache=cache)
    except FileNotFoundError as error:
        raise typer.BadParameter(f"There is no {error.filename}.", param_hint="--corpus") from error
    typer.echo(json.dumps(report, ensure_ascii=False))


@_train.command()
def ranker(
    *,
    log: LogOption,
    models: ModelsOption,
    audit: AuditOption = None,
    days: Annotated[
        float | None, typer.Option("--days", min=1, help="So many of the newest are measured on.")
    ] = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Learn a ranking model from a log; status 3 when the gate holds it back."""
    learning = cast("Any", _needed("training.commands.learning", "samspil train ranker", "train"))
    asked = learning.Asked(log=log, models=models, audit=audit, days=days, as_json=as_json)
    exit_with(passed=learning.train(asked, at=moment(now)))


@commands.command()
def evaluate(
    model: Annotated[str, typer.Argument(help="The model, or the beginning of its name.")],
    *,
    log: LogOption,
    models: ModelsOption,
    audit: AuditOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a model beside the one that serves, on a newer log; status 3 when held back."""
    learning = cast("Any", _needed("training.commands.learning", "samspil evaluate", "train"))
    asked = learning.Asked(log=log, models=models, audit=audit, days=None, as_json=as_json)
    exit_with(passed=learning.evaluate(model, asked))


@commands.command()
def promote(
    model: Annotated[str, typer.Argument(help="The model, or the beginning of its name.")],
    *,
    by: ByOption,
    why: WhyOption,
    models: ModelsOption,
    force: Annotated[
        bool, typer.Option("--force", help="Although the gate says no; recorded as forced.")
    ] = False,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a model serve from the next request on; status 3 when the gate says no."""
    registry = cast("Any", importlib.import_module("training.commands.models"))
    order = registry.Order(models=models, by=by, why=why, at=moment(now), as_json=as_json)
    registry.promote(model, order, force=force)


@commands.command()
def rollback(
    *,
    by: ByOption,
    why: WhyOption,
    models: ModelsOption,
    to: Annotated[
        BackTo, typer.Option("--to", help="How far: before the last promotion, or to day zero.")
    ] = BackTo.PREVIOUS,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go back to the model that served before, from the next request on."""
    registry = cast("Any", importlib.import_module("training.commands.models"))
    order = registry.Order(models=models, by=by, why=why, at=moment(now), as_json=as_json)
    registry.rollback(order, to_day_zero=to is BackTo.DAY_ZERO)


@commands.command("models")
def list_models(*, models: ModelsOption, as_json: JsonOption = False) -> None:
    """All trained models, the newest first, and which one serves."""
    registry = cast("Any", importlib.import_module("training.commands.models"))
    registry.listed(models, as_json=as_json)


@_jump.command("list")
def list_jumps(*, models: ModelsOption, as_json: JsonOption = False) -> None:
    """The organisations' days that are set aside, and those that somebody cleared."""
    jumps = cast("Any", importlib.import_module("training.commands.jumps"))
    jumps.listed(models, as_json=as_json)


@_jump.command("clear")
def clear_jump(
    jump: Annotated[str, typer.Argument(help="Its id, as the list shows it.")],
    *,
    by: ByOption,
    why: WhyOption,
    models: ModelsOption,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let what was set aside be learned from, since somebody looked and it is in order."""
    jumps = cast("Any", importlib.import_module("training.commands.jumps"))
    order = jumps.Order(models=models, by=by, why=why, at=moment(now), as_json=as_json)
    jumps.clear(jump, order)


@commands.command()
def simulate(
    *,
    out: Annotated[Path, typer.Option(help="The folder that is made; a log is written there.")],
    people: Annotated[int, typer.Option(min=10, help="How many there are at first.")] = 500,
    offers: Annotated[int, typer.Option(min=10, help="How many there are at first.")] = 100,
    weeks: Annotated[int, typer.Option(min=1, help="How long the world lives.")] = 8,
    seed: Annotated[int, typer.Option(help="The same seed makes the same log.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Write the log of a made-up world, to try learning on; it says nothing of people."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise typer.BadParameter(
            f"{out} holds something already. Name a folder that is to be made.", param_hint="--out"
        )
    simulating = cast("Any", _needed("training.commands.simulating", "samspil simulate", "train"))
    simulating.simulate(
        simulating.Made(
            out=out, people=people, offers=offers, weeks=weeks, seed=seed, as_json=as_json
        )
    )


def _needed(module: str, wanted_by: str, extra: str) -> ModuleType:
    """A module that needs an extra; without it a line that says how to get it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name == module:
            raise
        typer.echo(
            f"{wanted_by} needs {error.name}. Get it with: make install, "
            f"or pip install 'samspil[{extra}]'",
            err=True,
        )
        raise typer.Exit(1) from error


def _run(entry: Entry, name: str, *, data: Path | None, console: Console) -> Result:
    """The benchmark's result; where its data is absent, a result that says so.

    The module is imported here and by name, because the peers that it measures against are an
    extra, and because ``samspil --help`` should not wait for them.
    """
    benchmark = cast("Benchmark", _needed(entry.module, name, "bench"))
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
