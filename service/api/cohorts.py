"""The routes of cohorts: a whole group for an offer, proposed, changed, published."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from matcher.domain import OfferId
from service.actions.cohort import (
    change_cohort,
    cohorts_of,
    keep_more,
    keep_new,
    next_cohort,
    propose_cohort,
)
from service.actions.cohort_publishing import Sent, keep_next, publish_cohort
from service.actions.cohort_shown import show_cohort
from service.actions.cohort_wish import CohortWish, seats_of
from service.actions.once import Answer, Attempt, once, replay
from service.api.acting import acting_of
from service.api.answers import json_answer, json_bytes
from service.api.bodies.cohort_examples import COHORT, LINES
from service.api.bodies.cohorts import (
    ChangesBody,
    CohortBody,
    CohortLines,
    CohortWishBody,
    PublishBody,
)
from service.api.cohort_view import cohort_body, cohort_line
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.writing import REPLAYED, AttemptGiven
from service.auth import Action
from service.i18n import say
from service.store.cohorts import Cohort
from service.store.engine import reading
from service.store.offers import OFFERS

router = APIRouter(
    prefix="/v1/offers/{offer_id}/cohorts", tags=["Cohorts"], route_class=GuardedRoute
)

_Keep = Callable[[Session, Cohort], None]


@router.post(
    "",
    summary="Propose a whole group",
    status_code=201,
    response_model=CohortBody,
    responses=answers(201, "The proposal, kept before it is answered", example=COHORT)
    | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
async def propose_group(
    offer_id: IdInPath, wish: CohortWishBody, asking: Asked, attempt: AttemptGiven
) -> Response:
    """The group with the highest total fit that meets every aim, proved to be the best; equal
    people have equal chances, and the draw is recorded. Nobody is asked yet. Aims that no group
    can meet are answered with which of them to relax, and by how much: `feasible` is false."""
    offer = OfferId(offer_id)

    async def solved() -> Cohort:
        asked = _wish(asking, offer, wish)
        return await propose_cohort(asking.resources, offer, asked, principal=asking.principal)

    return await _kept(asking, attempt, offer, solved=solved, keep=keep_new, status=201)


@router.get(
    "",
    summary="List the groups of an offer",
    response_model=CohortLines,
    responses=answers(200, "The newest first", example=LINES) | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
def list_groups(offer_id: IdInPath, asking: Asked) -> Response:
    """At most a hundred, each with the proposal that stands."""
    with reading(asking.resources.engine) as session:
        found = cohorts_of(session, OfferId(offer_id), principal=asking.principal)
    return json_answer({"items": [cohort_line(one) for one in found]})


@router.get(
    "/{cohort_id}",
    summary="Read a group",
    response_model=CohortBody,
    responses=answers(200, "The proposal that stands, and how everybody stands now", example=COHORT)
    | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
async def read_group(offer_id: IdInPath, cohort_id: IdInPath, asking: Asked) -> Response:
    """Who accepted and who declined is read from the log; `waiting` says who comes next."""
    return await _shown(asking, OfferId(offer_id), cohort_id)


@router.post(
    "/{cohort_id}/changes",
    summary="Change a group",
    status_code=201,
    response_model=CohortBody,
    responses=answers(201, "A new proposal around what was decided", example=COHORT)
    | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
async def change_group(
    offer_id: IdInPath,
    cohort_id: IdInPath,
    changes: ChangesBody,
    asking: Asked,
    attempt: AttemptGiven,
) -> Response:
    """Pin people in or leave them out, with a reason. What people decide stands; the rest is
    solved anew around it and around whoever was asked. What the system had proposed stays beside
    it. Without changes: solved as things stand now, such as after somebody declined."""
    offer, drafts = OfferId(offer_id), [one.draft() for one in changes.changes]

    async def solved() -> Cohort:
        return await change_cohort(
            asking.resources, cohort_id, drafts, offer_id=offer, principal=asking.principal
        )

    return await _kept(asking, attempt, offer, solved=solved, keep=keep_more, status=201)


@router.post(
    "/{cohort_id}/publish",
    summary="Publish a group",
    response_model=CohortBody,
    responses=answers(200, "The group, and what became of asking each", example=COHORT)
    | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
async def publish_group(
    offer_id: IdInPath, cohort_id: IdInPath, body: PublishBody, asking: Asked, attempt: AttemptGiven
) -> Response:
    """Everybody in the group is invited through the log; who had applied is given the seat. Those
    asked and those seated are never more than the seats."""
    offer, sent = OfferId(offer_id), list[Sent]()
    acting = acting_of(asking)

    def act(session: Session) -> Answer:
        sent.extend(
            publish_cohort(session, cohort_id, offer_id=offer, number=body.proposal, acting=acting)
        )
        return _receipt(cohort_id, status=200)

    done = await asyncio.to_thread(_once, asking, attempt, act)
    _count(asking, sent)
    return await _shown(asking, offer, cohort_id, done=done, sent=sent)


@router.post(
    "/{cohort_id}/next",
    summary="Let open places go on",
    response_model=CohortBody,
    responses=answers(200, "The group, and what became of asking who comes next", example=COHORT)
    | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.COMPOSE_COHORT),
)
async def next_in_group(
    offer_id: IdInPath, cohort_id: IdInPath, asking: Asked, attempt: AttemptGiven
) -> Response:
    """In one step, after somebody declined: the group is solved as things stand, everybody who
    holds a place or was asked stays, and who comes in is asked. Nothing happens where no place is
    open; where the aims cannot be met any more, nobody is asked and `relaxation` says why."""
    offer, sent = OfferId(offer_id), list[Sent]()
    known = await asyncio.to_thread(_known, asking, attempt)
    if known is not None:
        return await _shown(asking, offer, cohort_id, done=known, sent=sent)
    cohort = await next_cohort(
        asking.resources, cohort_id, offer_id=offer, principal=asking.principal
    )
    if cohort is None:
        return await _shown(asking, offer, cohort_id, sent=sent)

    def act(session: Session) -> Answer:
        sent.extend(keep_next(session, cohort, acting=acting_of(asking)))
        return _receipt(cohort_id, status=200)

    done = await asyncio.to_thread(_once, asking, attempt, act)
    _count(asking, sent)
    return await _shown(asking, offer, cohort_id, done=done, sent=sent)


async def _kept(
    asking: Asking,
    attempt: Attempt,
    offer: OfferId,
    *,
    solved: Callable[[], Awaitable[Cohort]],
    keep: _Keep,
    status: int,
) -> Response:
    """Solve outside of any transaction, then keep what was found, once; a repeated request is not
    solved again."""
    known = await asyncio.to_thread(_known, asking, attempt)
    if known is not None:
        return await _shown(asking, offer, _id_in(known), done=known)
    cohort = await solved()

    def act(session: Session) -> Answer:
        keep(session, cohort)
        return _receipt(cohort.id, status=status)

    done = await asyncio.to_thread(_once, asking, attempt, act)
    return await _shown(asking, offer, _id_in(done), done=done)


def _known(asking: Asking, attempt: Attempt) -> Answer | None:
    with reading(asking.resources.engine) as session:
        return replay(session, attempt)


def _once(asking: Asking, attempt: Attempt, act: Callable[[Session], Answer]) -> Answer:
    resources = asking.resources
    return once(resources.engine, attempt, act=act, now=resources.clock())


def _receipt(cohort_id: str, *, status: int) -> Answer:
    """Receipts hold nothing personal, so that the group itself is read again for the answer."""
    return Answer(status=status, body=json_bytes({"id": cohort_id}))


def _id_in(answer: Answer) -> str:
    found: str = orjson.loads(answer.body)["id"]
    return found


def _wish(asking: Asking, offer: OfferId, wish: CohortWishBody) -> CohortWish:
    with reading(asking.resources.engine) as session:
        found = OFFERS.get(session, offer)
    seats = wish.seats or 0 if found is None else seats_of(found.value, wish.seats)
    return wish.asked(seats)


async def _shown(
    asking: Asking,
    offer: OfferId,
    cohort_id: str,
    *,
    done: Answer | None = None,
    sent: list[Sent] | None = None,
) -> Response:
    shown = await show_cohort(
        asking.resources, cohort_id, offer_id=offer, principal=asking.principal
    )
    body: dict[str, Any] = cohort_body(shown, lang=asking.lang)
    if sent is not None:
        body["sent"] = [_sent(one, asking) for one in sent]
    headers = {"Content-Language": asking.lang.value}
    if done is None:
        return json_answer(body, headers=headers)
    headers |= {REPLAYED: "true"} if done.replayed else {}
    headers |= {"Location": f"/v1/offers/{offer}/cohorts/{cohort_id}"} if done.status == 201 else {}
    return json_answer(body, status=done.status, headers=headers)


def _sent(one: Sent, asking: Asking) -> dict[str, Any]:
    body: dict[str, Any] = {"talent": one.talent, "kind": one.kind, "status": one.status}
    if one.problem is not None:
        code, params = one.problem.code, one.problem.params
        body |= {"code": code, "params": dict(params)}
        body["detail"] = say(code, params, lang=asking.lang, topic="events")
    return body


def _count(asking: Asking, sent: list[Sent]) -> None:
    for one in sent:
        asking.desk.metrics.event(one.kind.value, one.status)
