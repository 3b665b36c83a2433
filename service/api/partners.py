"""The route of partners: which organisations one might work with."""

from fastapi import APIRouter, Response

from matcher.domain import Direction, OrganisationId, SlateRequest
from service.actions.partners import recommend_partners
from service.actions.recommend import audience_of
from service.api.answers import json_answer
from service.api.bodies.mutual_lists import PARTNERS
from service.api.bodies.slates import SlateBody
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.recommendations import WishesQuery
from service.api.slates import slate_body
from service.auth import Action

router = APIRouter(prefix="/v1", tags=["Partners"], route_class=GuardedRoute)


@router.get(
    "/organisations/{organisation_id}/partners",
    summary="Suggest organisations to work with",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=PARTNERS)
    | problems(401, 403, 404, 422, 503),
    openapi_extra=guarded_by(Action.RECOMMEND_PARTNERS),
)
async def partners_for_organisation(
    organisation_id: IdInPath, wishes: WishesQuery, asking: Asked
) -> Response:
    """Those first who would gain from each other most: offers that serve the same goals and music,
    the corner of the square that is missing (youth club or school, music school, venue, external
    actor), not yet worked together. With `diverse`, no more than four of one corner at the top."""
    request = SlateRequest(
        direction=Direction.PARTNERS_FOR_ORGANISATION,
        subject=OrganisationId(organisation_id),
        audience=audience_of(asking.principal),
        limit=wishes.limit,
        min_score=wishes.min_score,
        order=wishes.order,
        diverse=wishes.diverse,
        max_km=wishes.max_km,
    )
    shown = await recommend_partners(asking.resources, request, principal=asking.principal)
    asking.desk.metrics.slate(shown.slate)
    body = slate_body(shown, lang=asking.lang, explain=wishes.explain)
    return json_answer(body, headers={"Content-Language": asking.lang.value})
