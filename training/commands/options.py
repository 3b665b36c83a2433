"""Options that mean the same in every command of learning."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class BackTo(StrEnum):
    """How far a rollback goes."""

    PREVIOUS = "previous"
    DAY_ZERO = "day-zero"


LogOption = Annotated[
    Path,
    typer.Option("--log", exists=True, file_okay=False, help="The folder of an exported log."),
]
ModelsOption = Annotated[
    Path,
    typer.Option(
        "--models", envvar="SAMSPIL_MODELS", help="The folder of models; else SAMSPIL_MODELS."
    ),
]
AuditOption = Annotated[
    Path | None,
    typer.Option(
        "--audit",
        exists=True,
        dir_okay=False,
        help="Declared gender by talent; only the evaluation reads it.",
    ),
]
ByOption = Annotated[str, typer.Option("--by", help="Who decides this.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why; it is kept with the change.")]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        "--now", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Believe that it is this moment."
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Only JSON on stdout; tables and progress go to stderr.")
]


def moment(now: datetime | None) -> datetime:
    """What ``--now`` says, or else now."""
    return datetime.now(UTC) if now is None else now.replace(tzinfo=UTC)


def exit_with(*, passed: bool) -> None:
    """Say by the status whether the gate let the model pass."""
    if not passed:
        raise typer.Exit(3)
