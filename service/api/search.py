"""The routes of searching by words: for offers, and for talents."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from matcher.domain import Direction
from service.actions.search import Wanted, search
from service.api.answers import json_answer
from service.api.bodies.fields import Body, Code
from service.api.bodies.searches import OFFERS, TALENTS
from service.api.bodies.slates import SlateBody
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.slates import slate_body
from service.auth import Action

router = APIRouter(prefix="/v1", tags=["Search"], route_class=GuardedRoute)


class Words(Body):
    """What is searched for."""

    q: Annotated[
        Code,
        Query(description="In Danish or English; what is not wanted is said: ikke metal, no metal"),
    ]
    near: Annotated[
        Code | None, Query(description="A postcode or a municipality, by its code or its name")
    ] = None
    max_km: Annotated[
        float | None, Query(ge=0, le=50_000, description="Nothing farther away than this")
    ] = None
    limit: Annotated[int, Query(ge=1, le=50, description="How many at most")] = 10
    explain: Annotated[bool, Query(description="With the reasons of each item")] = True
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


WordsQuery = Annotated[Words, Query()]


@router.get(
    "/offers/search",
    summary="Search offers by words",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=OFFERS)
    | problems(401, 403, 404, 422, 503),
    openapi_extra=guarded_by(Action.SEARCH_OFFERS),
)
async def search_offers(words: WordsQuery, asking: Asked) -> Response:
    """What has these words, means the same, or is of what they name. A talent finds only what it
    may join; everybody else what is open. Distances are from near, else from the talent's home."""
    return await _searched(Direction.OFFERS_BY_WORDS, words, asking)


@router.get(
    "/talents/search",
    summary="Search talents by words",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=TALENTS)
    | problems(401, 403, 422, 503),
    openapi_extra=guarded_by(Action.SEARCH_TALENTS),
)
async def search_talents(words: WordsQuery, asking: Asked) -> Response:
    """Organisations find who has agreed to be found, without names and by roles and genres alone;
    coordinators by the person's own words too. Distances are from near, else from the
    organisation's municipality."""
    return await _searched(Direction.TALENTS_BY_WORDS, words, asking)


async def _searched(direction: Direction, words: Words, asking: Asking) -> Response:
    wanted = Wanted(query=words.q, near=words.near, max_km=words.max_km, limit=words.limit)
    shown = await search(asking.resources, direction, wanted, principal=asking.principal)
    asking.desk.metrics.slate(shown.slate)
    body = slate_body(shown, lang=asking.lang, explain=words.explain)
    return json_answer(body, headers={"Content-Language": asking.lang.value})
