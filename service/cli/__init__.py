"""The command line: how each command is called, and ``main``, which makes one of all packages'.

What a command does stands in ``service.commands``. Those modules are imported when their command
runs, not when this one is: they bring the database and the web framework, and ``samspil --help``
should not wait a second for what it does not use.
"""

from importlib.metadata import entry_points, version
from typing import Annotated

import typer

from service.cli import (
    cohort,
    connection,
    giveback,
    keys,
    market,
    pathways,
    recommend,
    rounds,
    running,
    search,
    sheets,
    wishes,
)

commands = typer.Typer()
commands.add_typer(keys.commands, name="key", help="Make, list and revoke the keys of the API.")
commands.add_typer(
    recommend.commands, name="recommend", help="Show a ranked list with its reasons."
)
commands.add_typer(rounds.commands, name="round", help="Rounds with ranked wishes of both sides.")
commands.add_typer(search.commands, name="search", help="Search by words, in Danish or English.")
commands.add_typer(cohort.commands, name="cohort", help="Compose whole groups under aims.")
commands.add_typer(
    connection.commands, name="connection", help="People who ask to meet one another."
)
commands.add_typer(
    giveback.commands, name="giveback", help="Give back at home what was had elsewhere."
)
commands.add_typer(wishes.commands, name="wish", help="Wishes for steps that are missing.")
commands.add_typer(running.commands)
commands.add_typer(market.commands)
commands.add_typer(pathways.commands)
commands.add_typer(sheets.commands)


def assembled() -> typer.Typer:
    """The whole command: what every installed package announces under ``samspil.commands``."""
    whole = typer.Typer(
        name="samspil",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    whole.callback()(_whole)
    for point in sorted(entry_points(group="samspil.commands"), key=lambda point: point.name):
        whole.add_typer(point.load())
    return whole


def main() -> None:
    """Run the command ``samspil``."""
    assembled()()


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"samspil {version('samspil')}")
        raise typer.Exit


def _whole(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Match young musicians with the opportunities around them."""


__all__ = ["assembled", "commands", "main"]
