"""The demo's giving back: what the town's year opened, and how far some of it has come."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from sqlalchemy.orm import Session

from matcher.domain import (
    GIVE_BACK_KIND,
    GiveBackActor,
    GiveBackState,
    GiveBackStep,
    Offer,
)
from matcher.vocabulary import load
from service.actions.acting import Acting
from service.actions.give_back_matching import run_at_home
from service.actions.give_back_opening import open_history
from service.actions.give_back_steps import StepAsked, take_step
from service.actions.record_events import TAKING_PART
from service.app import composed
from service.auth import Principal, Role
from service.commands.call import Call
from service.errors import ServiceError
from service.store import OFFERS, events, give_back_log, give_backs, reading, writing
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.pairs import PairKey

_KEY = "demo"
_STAFF = Principal(role=Role.ADMIN, key=_KEY)
_WAIVED, _DECLINED, _AGREED, _CONFIRMED, _BOOKED = 4, 12, 55, 35, 15
_LIVED = (
    (GiveBackStep.SUGGEST, GiveBackState.SUGGESTED, GiveBackActor.MATCHING),
    (GiveBackStep.AGREE, GiveBackState.AGREED, GiveBackActor.PERSON),
    (GiveBackStep.CONFIRM_HOME, GiveBackState.CONFIRMED_HOME, GiveBackActor.HOME),
    (GiveBackStep.CONFIRM_HOST, GiveBackState.CONFIRMED_HOST, GiveBackActor.HOST),
    (GiveBackStep.FINISH, GiveBackState.DONE, GiveBackActor.HOST),
)


def give_back_in_town(call: Call) -> int:
    """Open what the year owes, match it and let some people answer; answers with how many there
    are. What has been opened before is left as it is."""
    with composed(call.settings, clock=lambda: call.now) as resources:
        acting = Acting(principal=_STAFF, now=call.now, rules=resources.rules, words=load())
        with writing(resources.engine) as session:
            came = _days_of_taking_part(session)
            opened = open_history(
                session, key=_KEY, now=call.now, rules=resources.rules, since=came
            )
            if opened:
                _finish_lived(session, came)
        if opened:
            asyncio.run(resources.live.refresh())
            with reading(resources.engine) as session:
                homes = give_backs.homes(session)
            for place in homes:
                run_at_home(resources.engine, resources.live.snapshot, place, acting=acting)
            with writing(resources.engine) as session:
                _answer_some(session, acting)
        with reading(resources.engine) as session:
            return len(give_backs.every(session, GiveBackFilter()))


def _days_of_taking_part(session: Session) -> dict[PairKey, datetime]:
    return {
        (one.event.talent, one.event.offer): one.event.at
        for one in events.stream(session)
        if one.event.kind in TAKING_PART
    }


def _finish_lived(session: Session, came: Mapping[PairKey, datetime]) -> None:
    """Who came to a slot at home after taking part elsewhere has given back by it."""
    slots = {o.id: o for o in OFFERS.stream(session) if o.kind == GIVE_BACK_KIND}
    given = {talent: (slots[slot], at) for (talent, slot), at in came.items() if slot in slots}
    for one in give_backs.every(session, GiveBackFilter()):
        if one.talent not in given:
            continue
        slot, at = given[one.talent]
        if slot.municipality == one.municipality and one.opened_at < at:
            _live(session, one, slot, at)
            del given[one.talent]


def _live(session: Session, one: GiveBack, slot: Offer, at: datetime) -> None:
    state, act = GiveBackState.DONE, f"{slot.id}:{one.offer}"
    give_backs.put(session, replace(one, state=state, slot=slot.id, act=act, since=at))
    apart = (at - one.opened_at) / len(_LIVED)
    steps = [
        StepTaken(
            give_back=one.id,
            step=step,
            state=state,
            actor=actor,
            key=_KEY,
            at=one.opened_at + apart * number,
            slot=slot.id,
        )
        for number, (step, state, actor) in enumerate(_LIVED, start=1)
    ]
    give_back_log.add_many(session, steps)


def _answer_some(session: Session, acting: Acting) -> None:
    """A few decline, a few are waived, many agree, and some of these are confirmed."""
    suggested = GiveBackFilter(states=frozenset({GiveBackState.SUGGESTED}))
    for one in give_backs.every(session, suggested):
        for principal, asked in _answers(one):
            # The slot may have gone to others meanwhile: then it stays as it is.
            with suppress(ServiceError):
                take_step(session, one.id, asked, acting=replace(acting, principal=principal))


def _answers(one: GiveBack) -> Iterator[tuple[Principal, StepAsked]]:
    draw = crc32(one.id.encode()) % 100
    person = Principal(role=Role.TALENT, key=_KEY, subject=one.talent)
    if draw < _WAIVED:
        yield _STAFF, StepAsked(step=GiveBackStep.WAIVE, reason="På efterskole i et år")
    elif draw < _DECLINED:
        yield person, StepAsked(step=GiveBackStep.DECLINE)
    elif draw < _DECLINED + _AGREED:
        yield person, StepAsked(step=GiveBackStep.AGREE)
        if draw < _DECLINED + _CONFIRMED:
            yield _STAFF, StepAsked(step=GiveBackStep.CONFIRM_HOME)
        if draw < _DECLINED + _BOOKED:
            yield _STAFF, StepAsked(step=GiveBackStep.CONFIRM_HOST)
