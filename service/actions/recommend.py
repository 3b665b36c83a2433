"""Recommending: make a list for who asks, record it durably, then hand it out."""

from datetime import datetime

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
from matcher.ranking import UnknownSubject
from service.actions.cards import OfferCard
from service.actions.phrases import with_phrases
from service.actions.resources import Resources
from service.actions.shown import Shown, with_cards
from service.auth import Action, Principal, Role, Scope, Target, require, scope
from service.errors import Code, ServiceError
from service.store import slates
from service.store.engine import reading
from service.store.talents import TALENTS

_OF_TALENTS = (Direction.OFFERS_FOR_TALENT, Direction.PEERS_FOR_TALENT)
_AUDIENCES = {Role.TALENT: Audience.TALENT, Role.ORGANISATION: Audience.ORGANISATION}


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
    await resources.models.refresh()
    await resources.live.refresh()
    _require(resources, request, principal=principal)
    now = resources.clock()
    context = resources.rules.context(now, audience=request.audience)
    viewer = Viewer(role=principal.role.value, key=principal.key, surface=surface)
    slate = _slate(resources, request, viewer=viewer, now=now, context=context)
    slate = with_phrases(resources, slate)
    shown = with_cards(resources, slate, context=context, principal=principal)
    watch = resources.models.watch
    await resources.recorder.record(slate)
    if watch is not None and request.step is None:
        watch.saw(slate)
    return shown


async def read_slate(resources: Resources, slate_id: SlateId, *, principal: Principal) -> Shown:
    """A list as it was recorded, with the cards of today, as far as ``principal`` may see them.

    Raises ``ServiceError`` (``unknown_recommendation``, ``not_yours``).
    """
    await resources.live.refresh()
    with reading(resources.engine) as session:
        slate = slates.get(session, slate_id)
    if slate is None:
        raise ServiceError(Code.UNKNOWN_RECOMMENDATION, 404, params={"recommendation": slate_id})
    if slate.request.direction.by_words:
        _require_search(slate, principal)
    else:
        target = _slate_target(resources, slate, principal=principal)
        require(principal, Action.READ_RECOMMENDATION, target=target)
    context = resources.rules.context(slate.at, audience=slate.request.audience)
    return with_cards(resources, slate, context=context, principal=principal)


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
        target = talent_target(resources, str(request.subject), principal=principal)
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


def talent_target(resources: Resources, talent: str, *, principal: Principal) -> Target:
    """Where the talent lives is looked up only for a key that is limited to some places."""
    owners = frozenset({talent})
    if not principal.municipalities:
        return Target(owners=owners)
    with reading(resources.engine) as session:
        found = TALENTS.get(session, TalentId(talent))
    return Target(owners=owners, municipality=found.value.municipality if found else None)


def organisation_target(resources: Resources, organisation: OrganisationId) -> Target:
    """What is acted on when something is done with an organisation."""
    card = resources.live.organisations.get(organisation)
    return Target(
        owners=frozenset({organisation}), municipality=card.municipality if card else None
    )


def _offer_target(resources: Resources, card: OfferCard) -> Target:
    sender = resources.live.organisations.get(card.organisation)
    home = card.municipality or (sender.municipality if sender else None)
    return Target(owners=card.owners, municipality=home)


def _slate_target(resources: Resources, slate: Slate, *, principal: Principal) -> Target:
    """A list belongs to its subject, but only one that was made for the subject's own eyes."""
    request = slate.request
    if request.direction is Direction.PARTNERS_FOR_ORGANISATION:
        target = organisation_target(resources, OrganisationId(str(request.subject)))
    elif request.direction in _OF_TALENTS:
        target = talent_target(resources, str(request.subject), principal=principal)
    else:
        card = resources.live.offers.get(OfferId(request.subject))
        target = _offer_target(resources, card) if card else Target()
    own = request.audience is audience_of(principal)
    return target if own else Target(municipality=target.municipality)


def _require_search(slate: Slate, principal: Principal) -> None:
    """What somebody searched for is told to nobody but the key that asked, and who may read all."""
    reach = scope(principal.role, Action.READ_RECOMMENDATION)
    if slate.viewer.key != principal.key and reach is not Scope.ANY:
        params = {"action": Action.READ_RECOMMENDATION.value}
        raise ServiceError(Code.NOT_YOURS, 403, params=params)
