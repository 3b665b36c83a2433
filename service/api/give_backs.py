"""The routes of giving back: what was had elsewhere and may be given at home."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from matcher.domain import GiveBackState, OfferId, TalentId
from service.actions.give_back_choice import Candidates, read_candidates, suiting
from service.actions.give_back_companions import answer_along, ask_along, leave_along, read_company
from service.actions.give_back_freed import freed
from service.actions.give_back_home import Home, read_home
from service.actions.give_back_matching import matched, rules_of, settle
from service.actions.give_back_steps import take_step
from service.actions.give_backs import Listing, listed, not_yours, read_one
from service.actions.once import Answer
from service.api.acting import acting_of
from service.api.answers import json_answer
from service.api.bodies.fields import MunicipalityCode
from service.api.bodies.freed_seats import PAGE, GiveBacksBody
from service.api.bodies.give_backs import (
    AnswerBody,
    CompanyBody,
    GiveBackBody,
    MatchAskedBody,
    RunBody,
    StepAskedBody,
    SteppedBody,
    SuitingBody,
)
from service.api.cursors import CursorQuery, LimitQuery, cursor, place_of
from service.api.desk import Asked, Asking
from service.api.give_back_answers import (
    freed_body,
    mate_body,
    run_body,
    stepped_body,
    suiting_body,
    view_body,
)
from service.api.give_back_asked import step_asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.profile_values import unknown_code
from service.api.writing import AttemptGiven, write, written
from service.auth import Action, Role, Target, require
from service.errors import Code, ServiceError
from service.store.engine import reading

_PATH = "/v1/give-backs"
router = APIRouter(prefix=_PATH, tags=["Giving back"], route_class=GuardedRoute)


@router.get(
    "",
    summary="List give-backs",
    response_model=GiveBacksBody,
    responses=answers(200, "A page of give-backs by id", example=PAGE) | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.READ_GIVE_BACKS),
)
async def list_give_backs(
    asking: Asked,
    due: Annotated[
        bool, Query(description="Only those of which somebody is to be reminded today")
    ] = False,
    state: Annotated[list[GiveBackState] | None, Query()] = None,
    municipality: Annotated[list[MunicipalityCode] | None, Query()] = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Response:
    """A talent's own and those it was asked along to; an organisation's those at its slots that the
    person and the municipality have confirmed, and in `freed` that somebody has left one; a
    coordinator's those of its municipalities."""
    listing = Listing(
        states=None if state is None else frozenset(state),
        municipalities=None if municipality is None else frozenset(municipality),
        due=due,
        after=place_of(cursor, of=_PATH),
        limit=limit + 1,
    )
    await asking.resources.live.refresh()
    return await run_in_threadpool(_page, asking, listing, own=_own_slots(asking))


@router.get(
    "/{give_back_id}",
    summary="Read a give-back",
    response_model=GiveBackBody,
    responses=answers(200, "The give-back with its log") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.READ_GIVE_BACKS),
)
def read_give_back(give_back_id: IdInPath, asking: Asked) -> Response:
    """What may be given, where and with whom, why, which steps are yours, and every step so far."""
    with reading(asking.resources.engine) as session:
        view = read_one(session, give_back_id, acting=acting_of(asking))
    return json_answer(view_body(view, lang=asking.lang))


@router.get(
    "/{give_back_id}/slots",
    summary="List the slots that suit",
    response_model=SuitingBody,
    responses=answers(200, "The slots at home, by their day") | problems(401, 403, 404, 503),
    openapi_extra=guarded_by(Action.READ_GIVE_BACKS),
)
async def suiting_slots(give_back_id: IdInPath, asking: Asked) -> Response:
    """Every slot at home that suits, in the order of their days: nobody is bound to the one that is
    suggested. Why the others do not suit is counted."""
    resources = asking.resources
    await resources.live.refresh()
    now = resources.clock()
    candidates = await run_in_threadpool(_candidates, asking, give_back_id, now=now)
    found = suiting(candidates, resources.live.snapshot, now=now, rules=resources.rules)
    return json_answer(suiting_body(found, lang=asking.lang))


@router.post(
    "/{give_back_id}/steps",
    summary="Take a step",
    response_model=SteppedBody,
    responses=answers(200, "What stands now") | problems(401, 403, 404, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.CHANGE_GIVE_BACK),
)
def take_a_step(
    give_back_id: IdInPath, body: StepAskedBody, asking: Asked, attempt: AttemptGiven
) -> Response:
    """The person agrees (to any slot that suits) or declines; the home municipality confirms,
    suggests, releases, or waives with a reason; the host confirms and says that it is done.
    Declining changes nothing else."""
    asked = step_asked(body, asking.desk.words)
    act = partial(take_step, key=give_back_id, asked=asked, acting=acting_of(asking))
    return written(asking, attempt, act=act, tell=stepped_body)


@router.get(
    "/{give_back_id}/companions",
    summary="List who could come along",
    response_model=CompanyBody,
    responses=answers(200, "By first name") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.READ_GIVE_BACKS),
)
def list_companions(give_back_id: IdInPath, asking: Asked) -> Response:
    """Who took part in the same, lives in the same municipality, and has agreed that others from
    home are told."""
    with reading(asking.resources.engine) as session:
        mates = read_company(session, give_back_id, acting=acting_of(asking))
    return json_answer({"items": [mate_body(mate) for mate in mates]})


@router.put(
    "/{give_back_id}/companions/{talent_id}",
    summary="Ask somebody along, or answer",
    status_code=204,
    responses=answers(204, "Asked, or answered") | problems(401, 403, 404, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.CHANGE_GIVE_BACK),
)
def put_companion(
    give_back_id: IdInPath,
    talent_id: IdInPath,
    body: AnswerBody,
    asking: Asked,
    attempt: AttemptGiven,
) -> Response:
    """The person whose it is asks, without an answer in the body; who was asked says yes or no. A
    yes agrees to one's own give-back in the same slot, a no after it leaves that again."""

    def act(session: Session) -> Answer:
        if body.comes is not None:
            if asking.principal.subject != talent_id:
                raise not_yours(Action.CHANGE_GIVE_BACK)
            answer_along(session, give_back_id, comes=body.comes, acting=acting_of(asking))
        else:
            ask_along(session, give_back_id, TalentId(talent_id), acting=acting_of(asking))
        return Answer(status=204)

    return write(asking, attempt, act=act)


@router.delete(
    "/{give_back_id}/companions/{talent_id}",
    summary="Take the question or the answer back",
    status_code=204,
    responses=answers(204, "Nobody is asked any more") | problems(401, 403, 404, 409),
    openapi_extra=guarded_by(Action.CHANGE_GIVE_BACK),
)
def delete_companion(
    give_back_id: IdInPath, talent_id: IdInPath, asking: Asked, attempt: AttemptGiven
) -> Response:
    """By either of the two, or by the municipality, which may have asked."""
    act = partial(
        leave_along, key=give_back_id, talent=TalentId(talent_id), acting=acting_of(asking)
    )
    return written(asking, attempt, act=act)


@router.post(
    "/matching",
    summary="Match a municipality's give-backs",
    response_model=RunBody,
    responses=answers(200, "What it came to") | problems(401, 403, 413, 415, 422, 503),
    openapi_extra=guarded_by(Action.MATCH_GIVE_BACKS),
)
async def match_give_backs(body: MatchAskedBody, asking: Asked, attempt: AttemptGiven) -> Response:
    """All that are open, with all slots at home, at once: as many as possible, in company where it
    can be. What somebody has agreed to stays, and so does what was suggested where nothing better
    came. Nobody is bound by a suggestion."""
    place = body.municipality or _only_home(asking)
    require(asking.principal, Action.MATCH_GIVE_BACKS, target=Target(municipality=place))
    if place not in asking.desk.words.geography.names:
        raise unknown_code(["municipality"], place, among="municipalities")
    resources = asking.resources
    acting = acting_of(asking)
    await resources.live.refresh()
    home = await run_in_threadpool(_home, asking, place, now=acting.now)
    rules = rules_of(home, resources.live.snapshot)
    found = await run_in_threadpool(matched, home, rules, words=acting.words)
    act = partial(settle, home=home, matching=found, acting=acting)
    tell = partial(run_body, lang=asking.lang)
    return await run_in_threadpool(partial(written, asking, attempt, act=act, tell=tell))


def _page(asking: Asking, listing: Listing, *, own: list[OfferId]) -> Response:
    with reading(asking.resources.engine) as session:
        acting = acting_of(asking)
        found = listed(session, listing, acting=acting, own=own)
        gone = freed(session, own, acting=acting) if listing.after is None else []
    limit = listing.limit - 1
    mine = [view for view in found if not view.invited]
    shown = [view for view in found if view.invited] + mine[:limit]
    following = cursor(_PATH, mine[limit - 1].give_back.id) if len(mine) > limit else None
    items = [view_body(view, lang=asking.lang) for view in shown]
    told = [freed_body(one, lang=asking.lang) for one in gone]
    return json_answer({"items": items, "next": following, "freed": told})


def _candidates(asking: Asking, key: str, *, now: datetime) -> Candidates:
    rules = asking.resources.rules
    with reading(asking.resources.engine) as session:
        return read_candidates(session, key, principal=asking.principal, now=now, rules=rules)


def _home(asking: Asking, place: str, *, now: datetime) -> Home:
    with reading(asking.resources.engine) as session:
        return read_home(session, place, now=now, rules=asking.resources.rules)


def _own_slots(asking: Asking) -> list[OfferId]:
    """The slots of the organisation that asks."""
    if asking.principal.role is not Role.ORGANISATION:
        return []
    cards = asking.resources.live.offers.values()
    return [card.id for card in cards if asking.principal.subject in card.owners]


def _only_home(asking: Asking) -> str:
    places = asking.principal.municipalities
    if len(places) != 1:
        raise ServiceError(Code.GIVE_BACK_HOME_NEEDED, 422)
    (place,) = places
    return place
