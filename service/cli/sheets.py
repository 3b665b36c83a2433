"""How lists and logs come in and go out."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service.cli.options import (
    DataOption,
    JsonOption,
    LangOption,
    NowOption,
    called,
)

commands = typer.Typer()


@commands.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="organisations.csv, offers.csv, talents.csv.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a folder of spreadsheets; every row gets a verdict (exit 3: some were refused)."""
    from service.commands.sheets import import_folder

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        import_folder(call, folder, dry_run=dry_run)


@commands.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Files in it that are named alike are replaced.")],
    *,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write all profiles as the spreadsheets that import reads."""
    from service.commands.sheets import export_folder

    with called(data, lang=lang, as_json=as_json) as call:
        export_folder(call, folder)


@commands.command("export-log")
def export_learning_log(
    folder: Annotated[Path, typer.Argument(help="A new folder, or one that holds a log.")],
    *,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day that is told."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day that is told."),
    ] = None,
    audit: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="CSV (;) of talent and gender, told as FOLDER-audit.csv.",
        ),
    ] = None,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what was shown and done as Parquet, for training; needs the extra log."""
    from service.actions.export_log import Days
    from service.commands.log import write_log

    with called(data, now=now, as_json=as_json) as call:
        days = Days(first=first and first.date(), last=last and last.date())
        write_log(call, folder, days=days, audit=audit)
