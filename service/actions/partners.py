"""Partners: organisations suggested to an organisation, recorded like every list (N9, N21, N37)."""

from matcher.domain import OrganisationId, SlateRequest, Surface
from matcher.ranking import PartnerRecommender, UnknownSubject
from service.actions.mutual_lists import called_for, kept
from service.actions.recommend import organisation_target
from service.actions.resources import Resources
from service.actions.shown import Shown
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
    recommender = PartnerRecommender()
    called = called_for(
        resources,
        organisation,
        model=recommender.model,
        principal=principal,
        surface=surface,
        now=resources.clock(),
    )
    try:
        slate = recommender.recommend(resources.live.snapshot, request, called=called)
    except UnknownSubject as error:
        raise _unknown(organisation) from error
    return await kept(resources, slate, principal=principal)


def _unknown(organisation: OrganisationId) -> ServiceError:
    params = {"organisation": organisation}
    return ServiceError(Code.UNKNOWN_ORGANISATION, 404, params=params)
