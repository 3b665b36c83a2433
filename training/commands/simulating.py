"""Simulating by command: a made-up world that lives for some weeks and leaves its log."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from matcher.domain import EventKind
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from training.commands.terminal import answer, console, refusals
from training.data import Manifest, require_place
from training.simulate import AUDIT, Week, World, WorldConfig

EXPLORED = 0.02
MOST = {"people": 200_000, "offers": 20_000, "weeks": 520, "seed": 2**63 - 1}
_CREW = 8
_OFFERS_EACH = 4
_COUNTED = (EventKind.VIEW, EventKind.SAVE, EventKind.APPLY, EventKind.ACCEPT, EventKind.ATTEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is to be made up, and the new folder that it is written to."""

    out: Path
    people: int
    offers: int
    weeks: int
    seed: int
    as_json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How many lists were made, and in how many seconds everything has happened."""

    lists: int
    seconds: float

    @property
    def ms_a_list(self) -> float:
        """Milliseconds from the clock on the wall, all that follows on a list included."""
        return 1000 * self.seconds / max(self.lists, 1)


def simulate(made: Made) -> None:
    """Let day zero serve a world for some weeks; write its log and, beside it, the audit's file.

    A list costs about 11 ms of one core, a list of people for a provider more, the more people
    there are: 130 ms with 100,000. A hundred thousand people with five thousand offers are founded
    in 20 s and live a week in about 10 minutes of one core; lists are made on up to eight cores.
    Raises ``typer.BadParameter`` for sizes that no machine should try; ends with 1 where the log
    could not be kept, before anybody has lived.
    """
    _checked(made)
    with refusals(as_json=made.as_json):
        require_place(made.out)
    config = WorldConfig(
        people=made.people,
        offers=made.offers,
        organisations=max(made.offers // _OFFERS_EACH, 1),
    )
    world = World(config, made.seed, processes=_cores())
    began = perf_counter()
    weeks = _lived(world, made.weeks)
    took = Took(lists=world.life.slates, seconds=perf_counter() - began)
    manifest = world.write(made.out)
    pq.write_table(world.audit(), made.out / AUDIT)
    _told(weeks, manifest, made, took=took)


def _checked(made: Made) -> None:
    """What is asked for is a number that can be lived with."""
    for name, most in MOST.items():
        asked = getattr(made, name)
        least = 0 if name == "seed" else 1
        if not least <= asked <= most:
            raise typer.BadParameter(
                f"{asked} is not between {least} and {most}.", param_hint=f"--{name}"
            )


def _cores() -> int:
    """How many processes make lists; where processes cannot be forked safely it is this one."""
    return min(os.cpu_count() or 1, _CREW) if sys.platform == "linux" else 1


def _lived(world: World, weeks: int) -> list[Week]:
    """The weeks, with a bar on stderr that moves on with each.

    The bar has no thread of its own: processes are forked beside it.
    """
    server = Recommender(day_zero(), exploration=ExplorationConfig(share=EXPLORED))
    columns = (TextColumn("weeks"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    lived = []
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:
        bar = progress.add_task("weeks", total=weeks)
        for _ in range(weeks):
            lived.append(world.step_week(server))
            progress.update(bar, advance=1, refresh=True)
    return lived


def _told(weeks: Sequence[Week], manifest: Manifest, made: Made, *, took: Took) -> None:
    people = console(as_json=made.as_json)
    people.print(_table(weeks))
    people.print(
        f"{took.lists} lists and what came of them in {took.seconds:.1f} s: "
        f"{took.ms_a_list:.1f} ms a list"
    )
    people.print(f"Everybody in it is made up: {escape(str(made.out))}")
    people.print(
        f"Learn from it: samspil train ranker --log {escape(str(made.out))} --models MODELS"
    )
    document = {
        "folder": str(made.out),
        "audit": str(made.out / AUDIT),
        "from": manifest.begins.isoformat(),
        "to": manifest.ends.isoformat(),
        "rows": manifest.rows,
        "seed": made.seed,
        "lists": took.lists,
        "seconds": round(took.seconds, 3),
    }
    answer(document, as_json=made.as_json)


def _table(weeks: Sequence[Week]) -> Table:
    table = Table("week", "visits", *(kind.value for kind in _COUNTED), title="A simulated world")
    for week in weeks:
        done = (str(week.done[kind]) for kind in _COUNTED)
        table.add_row(str(week.number), str(week.visits), *done)
    return table
