"""How lists are asked for."""

from typing import Annotated

import typer

from matcher.domain import Direction, OfferId, Order, OrganisationId, TalentId
from service.cli.options import (
    DataOption,
    JsonOption,
    LangOption,
    LimitOption,
    NowOption,
    OrderOption,
    called,
)

commands = typer.Typer(no_args_is_help=True)

PlainOption = Annotated[
    bool, typer.Option("--no-market", help="As if there were seats enough: to compare with.")
]
PeersOption = Annotated[
    int,
    typer.Option("--limit", min=1, max=20, help="How many at most: it is for choosing from."),
]


@commands.command()
def offers(
    talent_id: Annotated[str, typer.Argument(metavar="TALENT_ID")],
    *,
    limit: LimitOption = 10,
    order: OrderOption = Order.FIT,
    no_market: PlainOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offers for a talent."""
    from service.commands.recommending import show_recommendation

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.OFFERS_FOR_TALENT, TalentId(talent_id)
        show_recommendation(
            call, direction, subject, limit=limit, order=order, market=not no_market
        )


@commands.command()
def talents(
    offer_id: Annotated[str, typer.Argument(metavar="OFFER_ID")],
    *,
    limit: LimitOption = 10,
    order: OrderOption = Order.FIT,
    no_market: PlainOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talents for an offer."""
    from service.commands.recommending import show_recommendation

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.TALENTS_FOR_OFFER, OfferId(offer_id)
        show_recommendation(
            call, direction, subject, limit=limit, order=order, market=not no_market
        )


@commands.command()
def peers(
    talent_id: Annotated[str, typer.Argument(metavar="TALENT_ID")],
    *,
    limit: PeersOption = 10,
    order: OrderOption = Order.FIT,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """People whom a talent might like to meet, if both have said yes to that."""
    from service.commands.recommending import show_recommendation

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.PEERS_FOR_TALENT, TalentId(talent_id)
        show_recommendation(call, direction, subject, limit=limit, order=order)


@commands.command()
def partners(
    organisation_id: Annotated[str, typer.Argument(metavar="ORGANISATION_ID")],
    *,
    limit: LimitOption = 10,
    order: OrderOption = Order.FIT,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Organisations that an organisation might work with."""
    from service.commands.recommending import show_recommendation

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.PARTNERS_FOR_ORGANISATION, OrganisationId(organisation_id)
        show_recommendation(call, direction, subject, limit=limit, order=order)
