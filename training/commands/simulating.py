"""Simulating by command: a made-up world that lives for some weeks and leaves its log."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from matcher.domain import MatcherError, Problem
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from training.commands.terminal import answer, console, refusals
from training.data import Manifest
from training.simulate import AUDIT, Week, World, WorldConfig

EXPLORED = 0.02
_OFFERS_EACH = 4


class SimulationRefused(MatcherError):
    """The folder that the log is to become holds something already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Problem("folder_not_empty", {"folder": str(folder)}))

    def __str__(self) -> str:
        return f"{self.problem.params['folder']} holds something already; name a folder to be made."


@dataclass(frozen=True, slots=True, kw_only=True)
class World2:
    """Placeholder."""
