"""How rounds with ranked wishes are opened, wished and ranked in, run and published."""

from datetime import datetime
from typing import Annotated

import typer

from matcher.domain import Side
from matcher.market.lottery import Lottery
from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer(no_args_is_help=True)

RoundArgument = Annotated[str, typer.Argument(metavar="ROUND_ID")]
TalentArgument = Annotated[str, typer.Argument(metavar="TALENT_ID")]
OfferArgument = Annotated[str, typer.Argument(metavar="OFFER_ID")]


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
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a round over some offers."""
    from service.commands.rounds import open_round_of

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {
            "title": title,
            "offers": offer,
            "municipality": municipality,
            "side": side,
            "lottery": lottery,
            "seed": seed,
        }
        open_round_of(call, given, closes=closes)


@commands.command("list")
def list_rounds(
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the rounds, the oldest first."""
    from service.commands.rounds import list_all

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        list_all(call)


@commands.command("wish")
def put_wishes(
    round_id: RoundArgument,
    talent_id: TalentArgument,
    *,
    offer: Annotated[
        list[str], typer.Option(help="An offer's id, the dearest first; again for the next.")
    ],
    companion: Annotated[
        list[str] | None, typer.Option(help="Who comes along, if they name each other; again.")
    ] = None,
    or_alone: Annotated[
        bool, typer.Option("--or-alone", help="Rather without the others than not at all.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the whole list of somebody's wishes, in place of the one before."""
    from service.commands.round_lists import put_wishes as put

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {"offers": offer, "companions": companion or (), "together_only": not or_alone}
        put(call, round_id, talent_id, given=given)


@commands.command("withdraw")
def withdraw_wishes(
    round_id: RoundArgument,
    talent_id: TalentArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take somebody's wishes back, while the round is open."""
    from service.commands.round_lists import put_wishes as put

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        put(call, round_id, talent_id, given={"offers": ()})


@commands.command("wishes")
def show_wishes(
    round_id: RoundArgument,
    talent_id: TalentArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show somebody's wishes, and the answer once the round is published."""
    from service.commands.round_lists import tell_wishes

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        tell_wishes(call, round_id, talent_id)


@commands.command("rank")
def put_ranking(
    round_id: RoundArgument,
    offer_id: OfferArgument,
    *,
    tier: Annotated[
        list[str] | None,
        typer.Option(help="Equals with commas between, the best first; again for the next."),
    ] = None,
    refuse: Annotated[
        list[str] | None, typer.Option(help="Who is not wanted at all; can be given again.")
    ] = None,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the order in which an offer would have those who wish for it; without any: none."""
    from service.commands.round_lists import put_ranking as put

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        put(call, round_id, offer_id, tiers=tier or (), refused=refuse or ())


@commands.command("applicants")
def show_applicants(
    round_id: RoundArgument,
    offer_id: OfferArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who wishes for an offer, the best first, and whom the system put there."""
    from service.commands.round_lists import tell_applicants

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        tell_applicants(call, round_id, offer_id)


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
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the proposal: who got what, who nothing, what blocks."""
    from service.commands.rounds import show

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show(call, round_id)


@commands.command("publish")
def publish_one(
    round_id: RoundArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite everybody who got a seat."""
    from service.commands.rounds import publish

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        publish(call, round_id)


@commands.command("cancel")
def cancel_one(
    round_id: RoundArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Call a round off before it is published."""
    from service.commands.rounds import cancel

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        cancel(call, round_id)
