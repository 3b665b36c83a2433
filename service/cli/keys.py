"""How keys are made, listed and revoked."""

from typing import Annotated

import typer

from service.cli.options import (
    DataOption,
    JsonOption,
    NowOption,
    called,
)

commands = typer.Typer(no_args_is_help=True)


@commands.command("create")
def create_key(
    role: Annotated[str, typer.Option(help="admin, coordinator, organisation, talent or reader.")],
    *,
    subject: Annotated[
        str | None, typer.Option("--of", help="The talent's or organisation's id.")
    ] = None,
    municipality: Annotated[
        list[str] | None, typer.Option(help="A coordinator's limit; can be given again.")
    ] = None,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and show it, this once."""
    from service.commands.keys import create

    with called(data, now=now, as_json=as_json) as call:
        create(call, role, subject=subject, municipalities=municipality or [], label=label)


@commands.command("list")
def list_keys(*, data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the keys without their secrets."""
    from service.commands.keys import list_all

    with called(data, as_json=as_json) as call:
        list_all(call)


@commands.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID")],
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key worthless for good."""
    from service.commands.keys import revoke

    with called(data, now=now, as_json=as_json) as call:
        revoke(call, key_id)
