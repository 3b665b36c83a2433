"""The routes of recommendations: both directions, and a list read again."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from matcher.domain import Audience, Direction, OfferId, Order, SlateId, SlateRequest, TalentId
from service.actions.recommend import audience_of, read_slate, recommend
from service.actions.shown import Shown
from service.api.answers import json_answer
from service.api.bodies.fields import Body
from service.api.bodies.slates import OFFERS, TALENTS, SlateBody
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.slates import slate_body
from service.auth import Action

router = APIRouter(prefix="/v1", tags=["Recommendations"], route_class=GuardedRoute)


class Wishes(Body):
    """How the list shall be."""

    limit: Annotated[int, Query(ge=1, le=100, description="How many at most")] = 10
    min_score: Annotated[
        float, Query(ge=0, le=1, description="Fewer rather than worse: the least score, 0 to 1")
    ] = 0.0
    order: Annotated[
        Order, Query(description="Only fit ranks by profile; newest and nearest profile nobody")
    ] = Order.FIT
    diverse: Annotated[
        bool, Query(description="Not too many offers of one organisation at the top")
    ] = True
    max_km: Annotated[
        float | None, Query(ge=0, le=50_000, description="Nothing farther away than this")
    ] = None
    market: Annotated[
        bool, Query(description="Seats count that many want; false: as if there were enough")
    ] = True
    explain: Annotated[bool, Query(description="With the reasons of each item")] = True
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


WishesQuery = Annotated[Wishes, Query()]


@router.get(
    "/talents/{talent_id}/offers",
    summary="Recommend offers to a talent",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=OFFERS)
    | problems(401, 403, 404, 422, 503),
    openapi_extra=guarded_by(Action.RECOMMEND_OFFERS),
)
async def offers_for_talent(talent_id: IdInPath, wishes: WishesQuery, asking: Asked) -> Response:
    """What fits this person now, best first. Nothing full, past, hidden or ineligible is in it;
    how many were left out, and why, is said."""
    request = _request(Direction.OFFERS_FOR_TALENT, TalentId(talent_id), wishes, asking)
    return await _recommended(request, wishes, asking)


@router.get(
    "/offers/{offer_id}/talents",
    summary="Recommend talents for an offer",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=TALENTS)
    | problems(401, 403, 404, 422, 503),
    openapi_extra=guarded_by(Action.RECOMMEND_TALENTS),
)
async def talents_for_offer(offer_id: IdInPath, wishes: WishesQuery, asking: Asked) -> Response:
    """Who fits this offer now, best first. Organisations see who has agreed to be found, without
    names; coordinators see names."""
    request = _request(Direction.TALENTS_FOR_OFFER, OfferId(offer_id), wishes, asking)
    return await _recommended(request, wishes, asking)


@router.get(
    "/recommendations/{recommendation_id}",
    summary="Read a recommendation again",
    response_model=SlateBody,
    responses=answers(200, "The list as it was recorded", example=OFFERS) | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.READ_RECOMMENDATION),
)
async def read_recommendation(
    recommendation_id: IdInPath, asking: Asked, explain: bool = True
) -> Response:
    """Order, scores, reasons and exclusions are those of then, the cards those of today. Whom an
    organisation may not find any more is only an id. A search is read by the key that asked, or by
    an admin."""
    slate_id = SlateId(recommendation_id)
    shown = await read_slate(asking.resources, slate_id, principal=asking.principal)
    return _answer(shown, asking, explain=explain)


def _request(
    direction: Direction, subject: TalentId | OfferId, wishes: Wishes, asking: Asking
) -> SlateRequest:
    audience = audience_of(asking.principal)
    return SlateRequest(
        direction=direction,
        subject=subject,
        audience=audience,
        limit=wishes.limit,
        min_score=wishes.min_score,
        order=wishes.order,
        diverse=wishes.diverse,
        max_km=wishes.max_km,
        # Two lists side by side would tell an organisation who is wanted elsewhere.
        market=wishes.market or audience is Audience.ORGANISATION,
    )


async def _recommended(request: SlateRequest, wishes: Wishes, asking: Asking) -> Response:
    shown = await recommend(asking.resources, request, principal=asking.principal)
    asking.desk.metrics.slate(shown.slate)
    return _answer(shown, asking, explain=wishes.explain)


def _answer(shown: Shown, asking: Asking, *, explain: bool) -> Response:
    body = slate_body(shown, lang=asking.lang, explain=explain)
    return json_answer(body, headers={"Content-Language": asking.lang.value})
