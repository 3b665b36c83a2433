"""The routes of pathways, and of the wishes for steps that there are not yet."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from matcher.domain import TalentId
from service.actions.pathway import Aim, show_pathway
from service.actions.wishes import listed, require_known, send, take_back
from service.api.answers import json_answer
from service.api.bodies.fields import Body, Code
from service.api.bodies.pathways import (
    PATHWAY,
    PathwayBody,
    WishBody,
    WishesBody,
    WishKept,
)
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.pathways import pathway_body, wish_body
from service.api.profile_routes import IdInPath
from service.api.writing import AttemptGiven, written
from service.auth import Action
from service.store.engine import reading
from service.store.wishes import Wish

router = APIRouter(prefix="/v1/talents/{talent_id}", tags=["Pathways"], route_class=GuardedRoute)


class Aimed(Body):
    """What the way shall lead to."""

    goal: Annotated[Code | None, Query(description="One goal instead of all of the profile")] = None
    role: Annotated[
        Code | None, Query(description="The way of who has this role; only offers that take it")
    ] = None
    explain: Annotated[bool, Query(description="With the reasons of each offer")] = True
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


AimQuery = Annotated[Aimed, Query()]


@router.get(
    "/pathway",
    summary="Where a talent stands, and the next steps",
    response_model=PathwayBody,
    responses=answers(
        200, "The pathway; its lists are recorded before it is answered", example=PATHWAY
    )
    | problems(401, 403, 404, 422, 503),
    openapi_extra=guarded_by(Action.SEE_PATHWAY),
)
async def read_pathway(talent_id: IdInPath, aimed: AimQuery, asking: Asked) -> Response:
    """You are here, the next step and two beyond, each with up to three open offers that this
    person may join, and why it comes next. A step without any says so, and how to wish for it."""
    shown = await show_pathway(
        asking.resources,
        TalentId(talent_id),
        Aim(goal=aimed.goal, role=aimed.role),
        principal=asking.principal,
    )
    for step in shown.steps:
        asking.desk.metrics.slate(step.shown.slate)
    body = pathway_body(shown, lang=asking.lang, explain=aimed.explain)
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.post(
    "/wishes",
    summary="Wish for a step that is missing",
    status_code=201,
    response_model=WishKept,
    responses=answers(201, "Kept") | problems(401, 403, 404, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.WISH),
)
def post_wish(
    talent_id: IdInPath, body: WishBody, asking: Asked, attempt: AttemptGiven
) -> Response:
    """It is counted into the gap report and, with those of others, shown to organisers; who wished
    is told to nobody but the coordinators of the talent's municipality."""
    resources = asking.resources
    wish = Wish(
        id=resources.new_id("wish"),
        talent=TalentId(talent_id),
        created_at=resources.clock(),
        **body.model_dump(),
    )
    require_known(wish)
    kept = {"id": wish.id, "created_at": wish.created_at}
    act = partial(send, wish=wish, principal=asking.principal)
    return written(asking, attempt, act=act, tell=lambda _: kept, status=201)


@router.get(
    "/wishes",
    summary="What a talent has wished for",
    response_model=WishesBody,
    responses=answers(200, "The wishes, the newest first") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.WISH),
)
def get_wishes(talent_id: IdInPath, asking: Asked) -> Response:
    """One's own, until they are taken back."""
    with reading(asking.resources.engine) as session:
        found = listed(session, TalentId(talent_id), principal=asking.principal)
    body = {"items": [wish_body(one, lang=asking.lang) for one in found]}
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.delete(
    "/wishes/{wish_id}",
    summary="Take a wish back",
    status_code=204,
    responses=answers(204, "Forgotten") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.WISH),
)
def delete_wish(
    talent_id: IdInPath, wish_id: IdInPath, asking: Asked, attempt: AttemptGiven
) -> Response:
    """It is counted no more."""
    act = partial(
        take_back, talent=TalentId(talent_id), wish_id=wish_id, principal=asking.principal
    )
    return written(asking, attempt, act=act)
