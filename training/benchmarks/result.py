"""The result of a benchmark: what was measured, whether every aim was met, and what to know."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from rich.console import Console

Figure: TypeAlias = "bool | int | float | str | Mapping[str, Figure] | list[Figure] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``ahead`` is true only when every aim of the benchmark is met in this run.

    ``figures`` are the numbers by name, with the unit in the name (``p99_ms``), nested as the
    benchmark likes; ``caveats`` are sentences that belong beside every use of them.
    """

    bench: str
    ahead: bool
    figures: Mapping[str, Figure]
    caveats: tuple[str, ...] = ()

    def line(self) -> str:
        """One JSON object on one line."""
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)


class DataAbsent(Exception):
    """The data that a benchmark reads is not there; ``wanted`` is where it was looked for."""

    def __init__(self, wanted: Path) -> None:
        super().__init__(str(wanted))
        self.wanted = wanted


class Benchmark(Protocol):
    """A module of ``training.benchmarks`` that measures."""

    def run(self, data: Path | None, console: Console) -> Result:
        """Measure, print the table on ``console``, and answer with the result.

        The command prints the caveats beneath it. ``data`` is the folder that was named, ``None``
        for the benchmark's own default. Raises ``DataAbsent`` when a folder or file is missing.
        """
        ...
