"""How people are asked to meet one another, answered, and found an organiser."""

from typing import Annotated

import typer

from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer(no_args_is_help=True)

TalentArgument = Annotated[str, typer.Argument(metavar="TALENT_ID")]
ConnectionArgument = Annotated[str, typer.Argument(metavar="CONNECTION_ID")]


@commands.command()
def ask(
    talent_id: TalentArgument,
    recommendation_id: Annotated[str, typer.Argument(metavar="RECOMMENDATION_ID")],
    position: Annotated[int, typer.Argument(metavar="POSITION", min=1, max=100)],
    *,
    rather_not: Annotated[
        bool, typer.Option("--rather-not", help="Never suggest that one again; nobody is told.")
    ] = False,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask, for a talent, to meet somebody in its list of peers."""
    from service.commands.connections import ask_seen

    with called(data, now=now, as_json=as_json) as call:
        ask_seen(call, talent_id, recommendation_id, position=position, rather_not=rather_not)


@commands.command("list")
def list_own(
    talent_id: TalentArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show whom a talent has asked, is asked by and has met, as that talent sees it."""
    from service.commands.connections import show_own

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_own(call, talent_id)


@commands.command()
def accept(
    talent_id: TalentArgument,
    connection_id: ConnectionArgument,
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say yes for a talent that is asked, or has changed its mind."""
    from service.commands.connections import Answer, answer

    with called(data, now=now, as_json=as_json) as call:
        answer(call, talent_id, connection_id, said=Answer.ACCEPT)


@commands.command()
def decline(
    talent_id: TalentArgument,
    connection_id: ConnectionArgument,
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say no for a talent that is asked; whoever asked is not told."""
    from service.commands.connections import Answer, answer

    with called(data, now=now, as_json=as_json) as call:
        answer(call, talent_id, connection_id, said=Answer.DECLINE)


@commands.command()
def withdraw(
    talent_id: TalentArgument,
    connection_id: ConnectionArgument,
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a talent's own ask back, or leave when both have said yes: that is for good."""
    from service.commands.connections import Answer, answer

    with called(data, now=now, as_json=as_json) as call:
        answer(call, talent_id, connection_id, said=Answer.WITHDRAW)


@commands.command()
def connected(
    *,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those under 18 who have no organiser yet.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who have both said yes, by name, and who sees to them."""
    from service.commands.connections import show_connected

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_connected(call, waiting=waiting)


@commands.command()
def organiser(
    connection_id: ConnectionArgument,
    organisation_id: Annotated[str, typer.Argument(metavar="ORGANISATION_ID")],
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name the organisation that sees to two of whom one is under 18."""
    from service.commands.connections import name

    with called(data, now=now, as_json=as_json) as call:
        name(call, connection_id, organisation_id)
