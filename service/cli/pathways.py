"""How pathways and the gap report are asked for."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called
from service.reports.by import By

commands = typer.Typer()


@commands.command()
def pathway(
    talent_id: Annotated[str, typer.Argument(metavar="TALENT_ID")],
    *,
    goal: Annotated[
        str | None, typer.Option("--goal", help="One goal instead of all of the profile.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="The way of this role; only offers that take it.")
    ] = None,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Where a talent stands, the next step and two beyond, with offers to join."""
    from service.commands.pathways import show_way

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_way(call, talent_id, goal=goal, role=role)


@commands.command()
def gaps(
    *,
    by: Annotated[By, typer.Option("--by", help="Terms of which list.")] = By.GOAL,
    csv: Annotated[
        Path | None, typer.Option("--csv", dir_okay=False, help="Write the spreadsheet here too.")
    ] = None,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """What people need and miss, against what is offered; few people are never told of."""
    from service.commands.pathways import show_gaps

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_gaps(call, by, csv=csv)
