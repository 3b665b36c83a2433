"""The routes of peers: who one might like to meet, and what the two say to that."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from matcher.domain import (
    ConnectionId,
    Direction,
    Order,
    OrganisationId,
    SlateId,
    SlateRequest,
    TalentId,
)
from service.actions.connection_cards import cards_of, overseen
from service.actions.connections import (
    Saying,
    Seen,
    name_organiser,
    say_of_connection,
    say_of_seen,
)
from service.actions.peers import MOST_PEERS, peer_context, recommend_peers
from service.actions.recommend import audience_of
from service.api.answers import json_answer
from service.api.bodies.connections import (
    CONNECTIONS,
    OVERSEEN,
    ConnectionsBody,
    OrganisedBody,
    OrganiserNamed,
    OverseenPage,
    PeerWishBody,
    SaidBody,
    SeenBody,
)
from service.api.bodies.fields import Body
from service.api.bodies.mutual_lists import PEERS
from service.api.bodies.slates import SlateBody
from service.api.connection_view import (
    connection_body,
    organised_body,
    overseen_body,
    said_body,
)
from service.api.cursors import CursorQuery, LimitQuery, place_of
from service.api.cursors import cursor as cursor_of
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.slates import slate_body
from service.api.writing import AttemptGiven, written
from service.auth import Action
from service.store.engine import reading

router = APIRouter(prefix="/v1", tags=["Peers"], route_class=GuardedRoute)
_OVERSEEN = "/v1/connections"


class PeerWishes(Body):
    """How the list shall be."""

    limit: Annotated[int, Query(ge=1, le=MOST_PEERS, description="How many at most")] = 10
    min_score: Annotated[
        float,
        Query(
            ge=0,
            le=1,
            description="Fewer rather than worse: the least score; for talents in tenths",
        ),
    ] = 0.0
    order: Annotated[
        Order, Query(description="Only fit ranks by profile; newest and nearest profile nobody")
    ] = Order.FIT
    max_km: Annotated[
        float | None,
        Query(ge=0, le=50_000, description="Between the middles of the two municipalities"),
    ] = None
    explain: Annotated[bool, Query(description="With the reasons of each item")] = True
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


@router.get(
    "/talents/{talent_id}/peers",
    summary="Suggest people to meet",
    response_model=SlateBody,
    responses=answers(200, "The list, recorded before it is answered", example=PEERS)
    | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.RECOMMEND_PEERS),
)
async def peers_for_talent(
    talent_id: IdInPath, wishes: Annotated[PeerWishes, Query()], asking: Asked
) -> Response:
    """People who want to meet others, as this person does, those first who would want each other
    most: roles that complement, music that is near, the same goals. Under an alias; under 18 only
    among those of nearly the same age. 409 where the person has not said yes to meeting others."""
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT,
        subject=TalentId(talent_id),
        audience=audience_of(asking.principal),
        limit=wishes.limit,
        min_score=wishes.min_score,
        order=wishes.order,
        max_km=wishes.max_km,
    )
    shown = await recommend_peers(asking.resources, request, principal=asking.principal)
    asking.desk.metrics.slate(shown.slate)
    body = slate_body(shown, lang=asking.lang, explain=wishes.explain)
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.get(
    "/talents/{talent_id}/connections",
    summary="List who one has asked, is asked by and has met",
    response_model=ConnectionsBody,
    responses=answers(200, "The newest first", example=CONNECTIONS) | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.CONNECT),
)
def list_connections(talent_id: IdInPath, asking: Asked) -> Response:
    """Where both have said yes, how to reach the other: two adults by name and address, under 18 by
    first name and through an organisation. A no of the other looks like no answer yet."""
    with reading(asking.resources.engine) as session:
        found = cards_of(
            session,
            TalentId(talent_id),
            principal=asking.principal,
            context=peer_context(asking.resources),
        )
    return json_answer({"items": [connection_body(card, lang=asking.lang) for card in found]})


@router.post(
    "/talents/{talent_id}/connections",
    summary="Ask to meet somebody, or say rather not",
    response_model=SaidBody,
    responses=answers(200, "Said, now or before")
    | problems(401, 403, 404, 409, 413, 415, 422, 429),
    openapi_extra=guarded_by(Action.CONNECT),
)
def say_to_seen(
    talent_id: IdInPath, body: SeenBody, asking: Asked, attempt: AttemptGiven
) -> Response:
    """Named by the place in a list of peers. Five asks a day. Who is not wanted (`no`) is never
    suggested to you again, and does not learn of it."""
    talent, resources = TalentId(talent_id), asking.resources
    act = partial(
        say_of_seen,
        talent=talent,
        seen=Seen(slate=SlateId(body.recommendation_id), position=body.position),
        wish=body.wish,
        saying=_saying(asking),
        new_id=resources.new_id,
    )
    return written(asking, attempt, act=act, tell=partial(said_body, talent=talent))


@router.put(
    "/talents/{talent_id}/connections/{connection_id}",
    summary="Say yes, say no, take an ask back, or leave",
    response_model=SaidBody,
    responses=answers(200, "Said, now or before")
    | problems(401, 403, 404, 409, 413, 415, 422, 429),
    openapi_extra=guarded_by(Action.CONNECT),
)
def say_to_connection(
    talent_id: IdInPath,
    connection_id: IdInPath,
    body: PeerWishBody,
    asking: Asked,
    attempt: AttemptGiven,
) -> Response:
    """`meet` to an ask connects the two; `no` declines it, takes one's own ask back, or leaves when
    both had said yes. What was left stays closed."""
    talent = TalentId(talent_id)
    act = partial(
        say_of_connection,
        talent=talent,
        connection=ConnectionId(connection_id),
        wish=body.wish,
        saying=_saying(asking),
    )
    return written(asking, attempt, act=act, tell=partial(said_body, talent=talent))


@router.get(
    "/connections",
    summary="List who has connected",
    response_model=OverseenPage,
    responses=answers(200, "A page of connections by id", example=OVERSEEN)
    | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.OVERSEE_CONNECTIONS),
)
def list_overseen(
    asking: Asked,
    waiting: Annotated[
        bool, Query(description="Only those under 18 who have no organiser yet")
    ] = False,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Response:
    """For coordinators, who find those under 18 an organisation that sees to them, and for that
    organisation. Only where both have said yes; who asked whom is the two's own affair."""
    after = place_of(cursor, of=_OVERSEEN)
    with reading(asking.resources.engine) as session:
        cards, last = overseen(
            session,
            principal=asking.principal,
            context=peer_context(asking.resources),
            waiting=waiting,
            after=None if after is None else ConnectionId(after),
            limit=limit,
        )
    return json_answer(
        {
            "items": [overseen_body(card, lang=asking.lang) for card in cards],
            "next": None if last is None else _cursor(last),
        }
    )


@router.put(
    "/connections/{connection_id}/organiser",
    summary="Name the organisation that sees to two young people",
    response_model=OrganisedBody,
    responses=answers(200, "Named") | problems(401, 403, 404, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.NAME_ORGANISER),
)
def put_organiser(
    connection_id: IdInPath, body: OrganiserNamed, asking: Asked, attempt: AttemptGiven
) -> Response:
    """From then on the two learn each other's first name and how to reach the organiser."""
    act = partial(
        name_organiser,
        connection=ConnectionId(connection_id),
        organisation=OrganisationId(body.organisation),
        principal=asking.principal,
        today=peer_context(asking.resources).today,
    )
    return written(asking, attempt, act=act, tell=organised_body)


def _saying(asking: Asking) -> Saying:
    resources = asking.resources
    context = peer_context(resources)
    return Saying(principal=asking.principal, now=resources.clock(), context=context)


def _cursor(last: ConnectionId) -> str:
    return cursor_of(_OVERSEEN, last)
