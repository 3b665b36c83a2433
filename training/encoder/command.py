"""Command: the training of the encoder with its progress before one's eyes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from training.encoder.making import make
from training.encoder.recipe import Recipe


def run(
    corpus: Path, out: Path, *, seed: int | None, steps: int | None, cache: Path
) -> Mapping[str, Any]:
    """Train and write the encoder into ``out``; the answer is the report.

    Raises ``FileNotFoundError`` when one of the sources is missing in ``corpus``.
    """
    chosen = {"seed": seed, "steps": steps}
    recipe = replace(Recipe(), **{name: n for name, n in chosen.items() if n is not None})
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bars = {
            "teacher": progress.add_task("reading with the teacher", total=None),
            "training": progress.add_task("training", total=recipe.steps),
        }

        def advance(stage: str, done: int, of: int) -> None:
            progress.update(bars[stage], completed=done, total=of)

        return make(corpus, out, recipe, cache=cache, advance=advance).report
