"""How rounds with ranked wishes are opened, run and published."""

from datetime import datetime
from typing import Annotated

import typer

from matcher.domain import Side
from matcher.market.lottery import Lottery
from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer(no_args_is_help=True)

RoundArgument = Annotated[str, typer.Argument(metavar="ROUND_ID")]


@commands.command("open")
def open_one(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    *,
    offer: Annotated[list[str], typer.Option(help="An offer's id; can be given again.")],
    closes: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Until when wishes are taken."
        ),
    ],
    municipality: Annotated[str | None, typer.Option(help="Whose round it is.")] = None,
    side: Annotated[
        Side, typer.Option(help="talent: the best for people; provider: the best for offers.")
    ] = Side.TALENT,
    lottery: Annotated[
        Lottery, typer.Option(help="one lot for all offers, or each offer with its own.")
    ] = Lottery.ONE,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the lots; else drawn.")] = None,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a round over some offers."""
    from service.commands.rounds import Opening, open_round_of

    with called(data, now=now, as_json=as_json) as call:
        opening = Opening(
            title=title,
            offers=tuple(offer),
            closes=closes,
            municipality=municipality,
            side=side,
            lottery=lottery,
            seed=seed,
        )
        open_round_of(call, opening)


@commands.command("list")
def list_rounds(*, data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the rounds."""
    from service.commands.rounds import list_all

    with called(data, as_json=as_json) as call:
        list_all(call)


@commands.command("run")
def run_one(
    round_id: RoundArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the proposal of a round that has closed; nobody is asked."""
    from service.commands.rounds import run

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        run(call, round_id)


@commands.command("show")
def show_one(
    round_id: RoundArgument,
    *,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the proposal: who got what, who nothing, what blocks."""
    from service.commands.rounds import show

    with called(data, lang=lang, as_json=as_json) as call:
        show(call, round_id)


@commands.command("publish")
def publish_one(
    round_id: RoundArgument,
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite everybody who got a seat."""
    from service.commands.rounds import publish

    with called(data, now=now, as_json=as_json) as call:
        publish(call, round_id)


@commands.command("cancel")
def cancel_one(
    round_id: RoundArgument,
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call a round off before it is published."""
    from service.commands.rounds import cancel

    with called(data, now=now, as_json=as_json) as call:
        cancel(call, round_id)
