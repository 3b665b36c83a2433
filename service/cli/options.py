"""Options: what several commands take, and the call that they make of it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.domain import Order

if TYPE_CHECKING:
    from service.commands.call import Call

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder, else SAMSPIL_DATA_FOLDER, else ./data."),
]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
        help="Believe that it is this day or moment: the same answer every time.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Only JSON on stdout; what is for people goes to stderr.")
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="da or en, for reasons; else SAMSPIL_LANGUAGE.")
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100, help="How many at most.")]
WordsArgument = Annotated[str, typer.Argument(metavar="WORDS", help="In one argument: quote them.")]
NearOption = Annotated[
    str | None, typer.Option("--near", help="A postcode or a municipality, by its code or name.")
]
FarOption = Annotated[
    float | None,
    typer.Option("--max-km", min=0, max=50_000, help="Nothing farther away from --near."),
]
FewOption = Annotated[int, typer.Option("--limit", min=1, max=50, help="How many at most.")]
OrderOption = Annotated[
    Order, typer.Option("--order", help="fit ranks by profile; the others profile nobody.")
]


def called(
    data: Path | None,
    *,
    also: Mapping[str, object] | None = None,
    now: datetime | None = None,
    lang: str | None = None,
    as_json: bool = False,
) -> AbstractContextManager["Call"]:
    """The command's surroundings: settings with the options over them, a terminal, an hour."""
    from service.commands import call

    return call.called({"data_folder": data, **(also or {})}, now=now, lang=lang, as_json=as_json)
