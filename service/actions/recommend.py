"""Recommending: make a list for who asks, record it durably, then hand it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OfferId,
    OrganisationId,
    Slate,
    SlateId,
    SlateRequest,
    Surface,
    TalentId,
    Viewer,
)
from matcher.features import PairFacts, Snapshot, pairing
from matcher.ranking import UnknownSubject
from service.actions.cards import OfferCard, OrganisationCard, TalentCard, talent_card
from service.actions.resources import Resources
from service.auth import Action, Principal, Role, Target, in_area, require
from service.errors import Code, ServiceError
from service.store import slates
from service.store.engine import reading
from service.store.talents import TALENTS

_AUDIENCES = {Role.TALENT: Audience.TALENT, Role.ORGANISATION: Audience.ORGANISATION}
_NAMED_TO = frozenset({Role.COORDINATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A recorded list and the cards of what is in it; what has gone since has no card.

    ``distances`` are in km by the item's id, without what one can join from home.
    """

    slate: Slate
    distances: Mapping[str, float] = field(default_factory=dict)
    offers: Mapping[OfferId, OfferCard] = field(default_factory=dict)
    senders: Mapping[OrganisationId, OrganisationCard] = field(default_factory=dict)
    talents: Mapping[TalentId, TalentCard] = field(default_factory=dict)


async def recommend(
    resources: Resources,
    request: SlateRequest,
    *,
    principal: Principal,
    surface: Surface = Surface.API,
) -> Shown:
    """Answer ``request`` for ``principal``; the slate is on disk when this returns.

    Raises ``ServiceError`` (``not_yours``, ``unknown_talent``, ``unknown_offer``), ``StoreBusy``.
    """
    await resources.live.refresh()
    _require(resources, request, principal=principal)
    now = resources.clock()
    context = resources.rules.context(now, audience=request.audience)
    viewer = Viewer(role=principal.role.value, key=principal.key, surface=surface)
    slate = _slate(resources, request, viewer=viewer, now=now, context=context)
    shown = _with_cards(resources, slate, context=context, principal=principal)
    await resources.recorder.record(slate)
    return shown


async def read_slate(resources: Resources, slate_id: SlateId, *, principal: Principal) -> Shown:
    """A list as it was recorded, with the cards of today.

    Raises ``ServiceError`` (``unknown_recommendation``, ``not_yours``).
    """
    await resources.live.refresh()
    with reading(resources.engine) as session:
        slate = slates.get(session, slate_id)
    if slate is None:
        raise ServiceError(Code.UNKNOWN_RECOMMENDATION, 404, params={"recommendation": slate_id})
    target = _slate_target(resources, slate, principal=principal)
    require(principal, Action.READ_RECOMMENDATION, target=target)
    context = resources.rules.context(slate.at, audience=slate.request.audience)
    return _with_cards(resources, slate, context=context, principal=principal)


def audience_of(principal: Principal) -> Audience:
    """For whom a list is made that ``principal`` asks for."""
    return _AUDIENCES.get(principal.role, Audience.COORDINATOR)


def _slate(
    resources: Resources,
    request: SlateRequest,
    *,
    viewer: Viewer,
    now: datetime,
    context: EligibilityContext,
) -> Slate:
    try:
        return resources.recommender.recommend(
            resources.live.snapshot,
            request,
            slate_id=SlateId(resources.new_id("rec")),
            viewer=viewer,
            at=now,
            context=context,
        )
    except UnknownSubject as error:
        raise _unknown(request) from error


def _require(resources: Resources, request: SlateRequest, *, principal: Principal) -> None:
    if request.direction is Direction.OFFERS_FOR_TALENT:
        target = _talent_target(resources, str(request.subject), principal=principal)
        require(principal, Action.RECOMMEND_OFFERS, target=target)
        return
    card = resources.live.offers.get(OfferId(request.subject))
    if card is None:
        raise _unknown(request)
    require(principal, Action.RECOMMEND_TALENTS, target=_offer_target(resources, card))


def _unknown(request: SlateRequest) -> ServiceError:
    if request.direction is Direction.OFFERS_FOR_TALENT:
        return ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": request.subject})
    return ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": request.subject})


def _talent_target(resources: Resources, talent: str, *, principal: Principal) -> Target:
    """Where the talent lives is looked up only for a key that is limited to some places."""
    owners = frozenset({talent})
    if not principal.municipalities:
        return Target(owners=owners)
    with reading(resources.engine) as session:
        found = TALENTS.get(session, TalentId(talent))
    return Target(owners=owners, municipality=found.value.municipality if found else None)


def _offer_target(resources: Resources, card: OfferCard) -> Target:
    sender = resources.live.organisations.get(card.organisation)
    home = card.municipality or (sender.municipality if sender else None)
    return Target(owners=card.owners, municipality=home)


def _slate_target(resources: Resources, slate: Slate, *, principal: Principal) -> Target:
    """A list belongs to its subject, but only one that was made for the subject's own eyes."""
    request = slate.request
    if request.direction is Direction.OFFERS_FOR_TALENT:
        target = _talent_target(resources, str(request.subject), principal=principal)
    else:
        card = resources.live.offers.get(OfferId(request.subject))
        target = _offer_target(resources, card) if card else Target()
    own = request.audience is audience_of(principal)
    return target if own else Target(municipality=target.municipality)


def _with_cards(
    resources: Resources, slate: Slate, *, context: EligibilityContext, principal: Principal
) -> Shown:
    distances = _distances(resources.live.snapshot, slate, context)
    if slate.request.direction is Direction.TALENTS_FOR_OFFER:
        talents = _talent_cards(resources, slate, principal=principal)
        return Shown(slate=slate, distances=distances, talents=talents)
    known, organisations = resources.live.offers, resources.live.organisations
    listed = (OfferId(item.id) for item in slate.items)
    offers = {offer: known[offer] for offer in listed if offer in known}
    named = {card.organisation for card in offers.values()}
    senders = {sender: organisations[sender] for sender in named if sender in organisations}
    return Shown(slate=slate, distances=distances, offers=offers, senders=senders)


def _talent_cards(
    resources: Resources, slate: Slate, *, principal: Principal
) -> dict[TalentId, TalentCard]:
    with reading(resources.engine) as session:
        found = TALENTS.get_many(session, [TalentId(item.id) for item in slate.items])
    staff = principal.role in _NAMED_TO
    return {
        talent: talent_card(
            one.value,
            updated_at=one.updated_at,
            named=staff and in_area(principal, one.value.municipality),
        )
        for talent, one in found.items()
    }


def _distances(snapshot: Snapshot, slate: Slate, context: EligibilityContext) -> dict[str, float]:
    """In km for every item that is still there, where both places are known."""
    direction, subject = slate.request.direction, str(slate.request.subject)
    for_talent = direction is Direction.OFFERS_FOR_TALENT
    ours = snapshot.talents if for_talent else snapshot.offers
    theirs = snapshot.offers if for_talent else snapshot.talents
    listed = [str(item.id) for item in slate.items if item.id in theirs.row_of]
    if subject not in ours.row_of or not listed:
        return {}
    rows = np.array([theirs.row_of[candidate] for candidate in listed])
    shown = pairing(snapshot, direction, subject=subject).keep(rows)
    facts = PairFacts(shown, context)
    from_home = np.broadcast_to(shown.offers["remote"], len(listed))
    known = ~np.isnan(facts.distance) & ~from_home
    km = facts.distance.tolist()
    return {listed[place]: round(km[place], 1) for place in np.flatnonzero(known).tolist()}
