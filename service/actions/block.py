"""Blocking: a talent and an organisation that never want to be shown to one another."""

from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Offer,
    OfferId,
    OrganisationId,
    Pair,
    Side,
    Talent,
    TalentId,
)
from service.actions.acting import Acting
from service.actions.give_back_parting import part
from service.actions.resources import Rules
from service.actions.visibility import have_met, is_seen
from service.auth import Action, Principal, Role, Target, require
from service.errors import Code, ServiceError
from service.store import blocks, connections, pairs
from service.store.blocks import Block
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS
from service.store.talents import TALENTS

_MOST_OFFERS = 1000


def block(
    session: Session,
    talent: TalentId,
    *,
    organisation: OrganisationId,
    acting: Acting,
) -> None:
    """Keep the two apart, in the name of the side that asks; what stood between them ends.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``, ``unknown_organisation``.
    """
    wanted = _asked(session, talent, organisation, acting.principal)
    if ORGANISATIONS.get(session, organisation) is None:
        params = {"organisation": organisation}
        raise ServiceError(Code.UNKNOWN_ORGANISATION, 404, params=params)
    if not _is_known(session, wanted, now=acting.now, rules=acting.rules):
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    blocks.put(session, wanted, now=acting.now)
    connections.release(session, talent, organiser=organisation)
    part(session, talent, organisation, acting=acting)


def unblock(
    session: Session,
    talent: TalentId,
    *,
    organisation: OrganisationId,
    principal: Principal,
) -> None:
    """Take back the block of the side that asks, if there is one; the other side's stays.

    Raises ``ServiceError`` (403 ``not_yours``).
    """
    blocks.delete(session, _asked(session, talent, organisation, principal))


def _asked(
    session: Session, talent: TalentId, organisation: OrganisationId, principal: Principal
) -> Block:
    """The block that is meant; coordinators act for the talent."""
    if principal.role is Role.ORGANISATION:
        target = Target(owners=frozenset({organisation}))
        side = Side.PROVIDER
    else:
        found = TALENTS.get(session, talent)
        home = found.value.municipality if found else None
        target = Target(owners=frozenset({talent}), municipality=home)
        side = Side.TALENT
    require(principal, Action.BLOCK, target=target)
    return Block(talent, organisation, side)


def _is_known(session: Session, wanted: Block, *, now: datetime, rules: Rules) -> bool:
    """Whether there is such a talent, as far as the side that asks may know."""
    found = TALENTS.get(session, wanted.talent)
    if found is None:
        return False
    if wanted.by is Side.TALENT:
        return True
    context = rules.context(now, audience=Audience.ORGANISATION)
    return is_seen(_pair(session, found.value, wanted), context) or _have_met(session, wanted)


def _pair(session: Session, talent: Talent, wanted: Block) -> Pair:
    """The person and an offer that says nothing: only rules about the person can say no.

    What the organisation has blocked itself it knows of.
    """
    offer = Offer(id=OfferId(""), organisation=wanted.organisation, title="")
    other = Block(wanted.talent, wanted.organisation, Side.TALENT)
    blocked = other in blocks.of(session, wanted.talent)
    return Pair(talent=talent, offer=offer, home=None, declared=frozenset(), blocked=blocked)


def _have_met(session: Session, wanted: Block) -> bool:
    own = OFFERS.page(session, OfferFilter(organisation=wanted.organisation), limit=_MOST_OFFERS)
    states = pairs.of(session, [(wanted.talent, offer.value.id) for offer in own])
    return any(have_met(state) for state in states.values())
