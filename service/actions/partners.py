"""Partners: organisations suggested to an organisation, recorded like every list (N9, N21, N37)."""

from matcher.domain import OrganisationId, SlateId, SlateRequest, Surface, Viewer
from matcher.features.encoding import stable_hash
from matcher.ranking import Called, PartnerRecommender, UnknownSubject
from service.actions.recommend import organisation_target
from service.actions.resources import Resources
from service.actions.shown import Shown, with_cards
from service.auth import Action, Principal, require
from service.errors import Code, ServiceError


async def recommend_partners(
    resources: Resources,
    request: SlateRequest,
    *,
    principal: Principal,
    surface: Surface = Surface.API,
) -> Shown:
    """Answer ``request`` for ``principal``; the slate is on disk when this returns.

    Raises ``ServiceError`` (403 ``not_yours``, 404 ``unknown_organisation``), ``StoreBusy``.
    """
    await resources.live.refresh()
    organisation = OrganisationId(str(request.subject))
    target = organisation_target(resources, organisation)
    require(principal, Action.RECOMMEND_PARTNERS, target=target)
    if organisation not in resources.live.organisations:
        raise _unknown(organisation)
    now, recommender = resources.clock(), PartnerRecommender()
    today = resources.rules.today(now)
    called = Called(
        slate_id=SlateId(resources.new_id("rec")),
        viewer=Viewer(role=principal.role.value, key=principal.key, surface=surface),
        at=now,
        seed=stable_hash(f"{organisation}|{today}|{recommender.model.hash}") >> 1,
    )
    try:
        slate = recommender.recommend(resources.live.snapshot, request, called=called)
    except UnknownSubject as error:
        raise _unknown(organisation) from error
    context = resources.rules.context(now, audience=request.audience)
    shown = with_cards(resources, slate, context=context, principal=principal)
    await resources.recorder.record(slate)
    return shown


def _unknown(organisation: OrganisationId) -> ServiceError:
    params = {"organisation": organisation}
    return ServiceError(Code.UNKNOWN_ORGANISATION, 404, params=params)
