"""How give-backs are opened, matched and looked at."""

from typing import Annotated

import typer

from service.cli import giveback_steps
from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer(no_args_is_help=True)

PlaceOption = Annotated[
    str | None, typer.Option("--municipality", help="Only this one, by its name or its code.")
]


@commands.command("open")
def open_history(
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open one for every participation on record away from home that has none yet."""
    from service.commands.giving_back import open_all

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        open_all(call)


@commands.command()
def match(
    *,
    municipality: PlaceOption = None,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Match what is open with the slots at home; a suggestion that is good stands."""
    from service.commands.giving_back import match_all

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        match_all(call, municipality)


@commands.command("list")
def list_give_backs(
    *,
    municipality: PlaceOption = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only what somebody is to be reminded of now.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who gives what back, where and with whom, and what is awaited of whom."""
    from service.commands.giving_back import show_all

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_all(call, municipality, due=due)


commands.add_typer(giveback_steps.commands)
