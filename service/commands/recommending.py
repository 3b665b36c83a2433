"""Recommending: a list for a coordinator at the terminal, recorded like every other."""

import asyncio

from rapidfuzz import process

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    OrganisationId,
    SlateRequest,
    Surface,
    TalentId,
)
from service.actions.acting import OPERATOR
from service.actions.partners import recommend_partners
from service.actions.peers import recommend_peers
from service.actions.recommend import recommend
from service.actions.resources import Resources
from service.actions.shown import Shown
from service.api.slates import slate_body
from service.app import composed
from service.commands.call import Call
from service.commands.lists import show_list
from service.errors import ServiceError

_ASKED = {
    Direction.PEERS_FOR_TALENT: recommend_peers,
    Direction.PARTNERS_FOR_ORGANISATION: recommend_partners,
}


def show_recommendation(
    call: Call,
    direction: Direction,
    subject: TalentId | OfferId | OrganisationId,
    *,
    limit: int,
    order: Order,
    market: bool = True,
) -> None:
    """Show what is recommended to ``subject``, and what was left out.

    Without ``market`` it is as if there were seats enough. An unknown id is answered with those
    that are spelled alike.
    """
    request = SlateRequest(
        direction=direction,
        subject=subject,
        audience=Audience.COORDINATOR,
        limit=limit,
        order=order,
        market=market,
    )
    shown = _recommended(call, request)
    body = slate_body(shown, lang=call.lang, explain=True)
    show_list(body, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)


def _recommended(call: Call, request: SlateRequest) -> Shown:
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        try:
            ask = _ASKED.get(request.direction, recommend)
            return asyncio.run(ask(resources, request, principal=OPERATOR, surface=Surface.CLI))
        except ServiceError as error:
            near = _near(request, resources)
            if error.status == 404 and near:
                error.add_note(f"Did you mean {' or '.join(near)}?")
            raise


def _near(request: SlateRequest, resources: Resources) -> list[str]:
    snapshot = resources.live.snapshot
    known = {
        Direction.OFFERS_FOR_TALENT: snapshot.talents,
        Direction.PEERS_FOR_TALENT: snapshot.talents,
        Direction.PARTNERS_FOR_ORGANISATION: snapshot.organisations,
    }.get(request.direction, snapshot.offers).row_of
    found = process.extract(str(request.subject), list(known), limit=3, score_cutoff=60)
    return [spelled for spelled, *_ in found]
