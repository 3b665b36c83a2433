"""The routes of rounds: both sides' wishes, made into a proposal that a person publishes."""

from functools import partial

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from matcher.domain import OfferId, TalentId
from service.actions.once import Attempt, replay
from service.actions.round_inputs import Judge
from service.actions.round_publishing import Published, Sent, proposal, publish_round
from service.actions.round_ranking import applicants, rank
from service.actions.round_run import keep, work_out
from service.actions.round_waiting import waiting
from service.actions.round_wishes import seen_wishes, wish
from service.actions.rounds import (
    Turn,
    cancel_round,
    open_round,
    seen_round,
    seen_rounds,
)
from service.api.acting import acting_of, turn_of
from service.api.answers import json_answer
from service.api.bodies.fields import Page
from service.api.bodies.round_proposals import ProposalBody, PublishedBody, RanBody
from service.api.bodies.rounds import (
    ROUND,
    ApplicantsBody,
    OpenRoundBody,
    RankingBody,
    RoundBody,
    RoundWishesBody,
    WishListBody,
)
from service.api.cursors import CursorQuery, LimitQuery, place_of
from service.api.cursors import cursor as cursor_after
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.profile_values import unknown_code
from service.api.round_view import (
    applicants_body,
    proposal_body,
    published_body,
    ran_body,
    round_body,
    wishes_body,
)
from service.api.writing import AttemptGiven, response, written
from service.auth import Action
from service.store.engine import reading

router = APIRouter(prefix="/v1/rounds", tags=["Rounds"], route_class=GuardedRoute)

_LIST = "rounds"


@router.post(
    "",
    summary="Open a round",
    status_code=201,
    response_model=RoundBody,
    responses=answers(201, "The round, open for wishes") | problems(401, 403, 404, 409, 422),
    openapi_extra=guarded_by(Action.MANAGE_ROUND),
)
def open_one(body: OpenRoundBody, asking: Asked, attempt: AttemptGiven) -> Response:
    """Over offers that the key may change. The lots of ties are drawn now, by the kept seed, so
    that nobody can draw again."""
    place = body.municipality
    if place is not None and place not in asking.desk.words.geography.names:
        raise unknown_code(["municipality"], place, among="municipalities")
    act = partial(
        open_round,
        round_id=asking.resources.new_id("rou"),
        draft=body.draft(),
        turn=turn_of(asking),
    )
    return written(asking, attempt, act=act, tell=round_body, status=201)


@router.get(
    "",
    summary="List rounds",
    response_model=Page[RoundBody],
    responses=answers(200, "A page, the oldest first", example={"items": [ROUND], "next": None})
    | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.SEE_ROUNDS),
)
def list_rounds(asking: Asked, cursor: CursorQuery = None, limit: LimitQuery = 100) -> Response:
    """Open ones and those that are over, the oldest first."""
    last = place_of(cursor, of=_LIST)
    with reading(asking.resources.engine) as session:
        found = seen_rounds(session, after=last, limit=limit, turn=turn_of(asking))
    following = cursor_after(_LIST, found[-1].id) if len(found) == limit else None
    return json_answer({"items": [round_body(one) for one in found], "next": following})


@router.get(
    "/{round_id}",
    summary="Read a round",
    response_model=RoundBody,
    responses=answers(200, "The round") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.SEE_ROUNDS),
)
def read_round(round_id: IdInPath, asking: Asked) -> Response:
    """What it is over and until when; who wishes what is nobody's business."""
    with reading(asking.resources.engine) as session:
        found = seen_round(session, round_id, turn=turn_of(asking))
    return json_answer(round_body(found))


@router.delete(
    "/{round_id}",
    summary="Call a round off",
    status_code=204,
    responses=answers(204, "Called off, now or before") | problems(401, 403, 404, 409),
    openapi_extra=guarded_by(Action.MANAGE_ROUND),
)
def cancel(round_id: IdInPath, asking: Asked, attempt: AttemptGiven) -> Response:
    """Before it is published. Nobody is asked; wishes take effect nowhere."""
    act = partial(cancel_round, round_id=round_id, turn=turn_of(asking))
    return written(asking, attempt, act=act)


@router.get(
    "/{round_id}/wishes/{talent_id}",
    summary="Read one's wishes",
    response_model=RoundWishesBody,
    responses=answers(200, "The wishes, and the answer once it is published")
    | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.WISH_IN_ROUND),
)
def read_wishes(round_id: IdInPath, talent_id: IdInPath, asking: Asked) -> Response:
    """The person's own list. No organisation sees where on it its offer stands."""
    talent = TalentId(talent_id)
    with reading(asking.resources.engine) as session:
        found = seen_wishes(session, round_id, talent, turn=turn_of(asking))
    body = wishes_body(found, talent, lang=asking.lang)
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.put(
    "/{round_id}/wishes/{talent_id}",
    summary="Wish in a round",
    status_code=204,
    responses=answers(204, "This is the list now") | problems(401, 403, 404, 409, 415, 422),
    openapi_extra=guarded_by(Action.WISH_IN_ROUND),
)
def put_wishes(
    round_id: IdInPath,
    talent_id: IdInPath,
    body: WishListBody,
    asking: Asked,
    attempt: AttemptGiven,
) -> Response:
    """The whole list, the dearest first, until the round closes; an empty one takes part no more.
    Where people propose, the true order is the best there is: no other gets anybody more (proved
    where everybody comes alone). The offers' organisations see that one wishes for them. Companions
    count when all of them name each other."""
    act = partial(
        wish,
        round_id=round_id,
        talent=TalentId(talent_id),
        wanted=body.wanted(),
        turn=turn_of(asking),
        rules=asking.resources.rules,
        words=asking.desk.words,
    )
    return written(asking, attempt, act=act)


@router.get(
    "/{round_id}/rankings/{offer_id}",
    summary="Read who wishes for an offer",
    response_model=ApplicantsBody,
    responses=answers(200, "The best first, then who is not ranked") | problems(401, 403, 404, 422),
    openapi_extra=guarded_by(Action.RANK_IN_ROUND),
)
async def read_ranking(round_id: IdInPath, offer_id: IdInPath, asking: Asked) -> Response:
    """With the card that lists show; the name is for coordinators alone. Where the offer stands on
    anybody's list is not told. What the system put there at the last run says `suggested`."""
    resources, offer = asking.resources, OfferId(offer_id)
    await resources.live.refresh()
    with reading(resources.engine) as session:
        found, listed = applicants(
            session, round_id, offer, turn=turn_of(asking), resources=resources
        )
    body = applicants_body(found, offer, listed=listed, lang=asking.lang)
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.put(
    "/{round_id}/rankings/{offer_id}",
    summary="Rank who wishes for an offer",
    status_code=204,
    responses=answers(204, "This is the order now") | problems(401, 403, 404, 409, 415, 422),
    openapi_extra=guarded_by(Action.RANK_IN_ROUND),
)
def put_ranking(
    round_id: IdInPath,
    offer_id: IdInPath,
    body: RankingBody,
    asking: Asked,
    attempt: AttemptGiven,
) -> Response:
    """In place of the order before, until the round is published. A proposal that stands falls: it
    is to be run again. Who is not ranked comes last, as the model suggests; who is `refused` does
    not come at all."""
    act = partial(
        rank,
        round_id=round_id,
        offer=OfferId(offer_id),
        ranking=body.ranking(),
        acting=acting_of(asking),
    )
    return written(asking, attempt, act=act)


@router.post(
    "/{round_id}/run",
    summary="Run a round",
    response_model=RanBody,
    responses=answers(200, "The numbers; nobody is asked yet") | problems(401, 403, 404, 409),
    openapi_extra=guarded_by(Action.MANAGE_ROUND),
)
async def run(round_id: IdInPath, asking: Asked, attempt: AttemptGiven) -> Response:
    """Once it has closed, as often as need be: the same lists give the same proposal. Stable where
    everybody comes alone; with people who come together what blocks is told, never hidden. Who got
    what is read from the proposal."""
    resources, turn = asking.resources, turn_of(asking)
    await resources.models.refresh()
    await resources.live.refresh()
    # Without awaiting anything in between: model and snapshot are of one moment.
    judge = Judge.of(resources)
    return await run_in_threadpool(_ran, asking, attempt, round_id, turn=turn, judge=judge)


@router.get(
    "/{round_id}/proposal",
    summary="Read the proposal",
    response_model=ProposalBody,
    responses=answers(200, "What the last run found") | problems(401, 403, 404, 409),
    openapi_extra=guarded_by(Action.MANAGE_ROUND),
)
def read_proposal(round_id: IdInPath, asking: Asked) -> Response:
    """Who got which of their wishes, who none, every pair and group that would rather swap, and
    which rule said no to whom. Once it is published `waiting` says who comes next where a seat is
    free again, because somebody declined or could not be asked: whoever has the say invites them
    by an event, as ever."""
    with reading(asking.resources.engine) as session:
        found = proposal(session, round_id, principal=asking.principal)
        following = waiting(session, found.round, acting=acting_of(asking))
    return json_answer(proposal_body(found, following, lang=asking.lang))


@router.post(
    "/{round_id}/publish",
    summary="Publish a round",
    response_model=PublishedBody,
    responses=answers(200, "How many were asked") | problems(401, 403, 404, 409),
    openapi_extra=guarded_by(Action.MANAGE_ROUND),
)
def publish(round_id: IdInPath, asking: Asked, attempt: AttemptGiven) -> Response:
    """Everybody with a seat is invited in the offer's name, or accepted who had applied there, and
    sees the answer. Who cannot be asked any more stops nobody else: `asked` in the proposal says
    who was. The people in the round decide: an invitation can be declined."""
    sent, acting = list[Sent](), acting_of(asking)

    def act(session: Session) -> Published:
        published = publish_round(session, round_id, acting=acting)
        sent.extend(published.sent)
        return published

    answer = written(asking, attempt, act=act, tell=published_body)
    for one in sent:
        asking.desk.metrics.event(one.kind.value, one.status)
    return answer


def _ran(asking: Asking, attempt: Attempt, round_id: str, *, turn: Turn, judge: Judge) -> Response:
    """Worked out while others write, then kept, once; what was answered before is not run again."""
    with reading(asking.resources.engine) as session:
        known = replay(session, attempt)
        if known is not None:
            return response(known)
        worked = work_out(session, round_id, turn=turn, judge=judge)
    return written(asking, attempt, act=partial(keep, worked=worked, turn=turn), tell=ran_body)
