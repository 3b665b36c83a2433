"""Simulating by command: a made-up world that lives for some weeks and leaves its log."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from matcher.domain import EventKind
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from training.commands.terminal import answer, console
from training.data import Manifest
from training.simulate import AUDIT, Week, World, WorldConfig

EXPLORED = 0.02
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


def simulate(made: Made) -> None:
    """Let day zero serve a world for some weeks; write its log and, beside it, the audit's file."""
    config = WorldConfig(
        people=made.people,
        offers=made.offers,
        organisations=max(made.offers // _OFFERS_EACH, 1),
    )
    world = World(config, made.seed)
    weeks = _lived(world, made.weeks)
    manifest = world.write(made.out)
    pq.write_table(world.audit(), made.out / AUDIT)
    _told(weeks, manifest, made)


def _lived(world: World, weeks: int) -> list[Week]:
    """The weeks, with a bar on stderr that moves on with each."""
    server = Recommender(day_zero(), exploration=ExplorationConfig(share=EXPLORED))
    columns = (TextColumn("weeks"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        return [world.step_week(server) for _ in progress.track(range(weeks), description="weeks")]


def _told(weeks: Sequence[Week], manifest: Manifest, made: Made) -> None:
    people = console(as_json=made.as_json)
    people.print(_table(weeks))
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
    }
    answer(document, as_json=made.as_json)


def _table(weeks: Sequence[Week]) -> Table:
    table = Table("week", "visits", *(kind.value for kind in _COUNTED), title="A simulated world")
    for week in weeks:
        done = (str(week.done[kind]) for kind in _COUNTED)
        table.add_row(str(week.number), str(week.visits), *done)
    return table
