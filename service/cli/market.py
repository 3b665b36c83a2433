"""How a market run is made."""

from typing import Annotated

import typer

from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer()


@commands.command()
def market(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would come of it, and keep nothing.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Work out what scarce seats cost, for every list from then on."""
    from service.commands.market import run_market

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        run_market(call, dry=dry_run)
