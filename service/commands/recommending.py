"""Recommending: a list for a coordinator at the terminal, recorded like every other."""

import asyncio
from collections.abc import Iterable

from rapidfuzz import process

from matcher.domain import Audience, Direction, OfferId, Order, SlateRequest, TalentId
from service.actions.recommend import Shown, recommend
from service.actions.resources import Resources
from service.auth import Principal, Role
from service.commands.call import Call
from service.commands.lists import show_list
from service.composition import composed
from service.errors import ServiceError

# Who works at the terminal has the files themselves, and so may see everything.
_OPERATOR = Principal(role=Role.ADMIN, key="cli")


def offers_for(call: Call, talent_id: str, *, limit: int, order: Order) -> None:
    """Show the offers for a talent."""
    direction, subject = Direction.OFFERS_FOR_TALENT, TalentId(talent_id)
    _show(call, _request(direction, subject, limit=limit, order=order))


def talents_for(call: Call, offer_id: str, *, limit: int, order: Order) -> None:
    """Show the talents for an offer."""
    direction, subject = Direction.TALENTS_FOR_OFFER, OfferId(offer_id)
    _show(call, _request(direction, subject, limit=limit, order=order))


def _request(
    direction: Direction, subject: TalentId | OfferId, *, limit: int, order: Order
) -> SlateRequest:
    return SlateRequest(
        direction=direction,
        subject=subject,
        audience=Audience.COORDINATOR,
        limit=limit,
        order=order,
    )
