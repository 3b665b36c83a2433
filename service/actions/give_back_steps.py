"""Steps of a give-back: each by the one who may, checked, booked and written down."""

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from matcher.domain import (
    GIVE_BACK_KIND,
    Audience,
    Event,
    Exclusion,
    GiveBackActor,
    GiveBackRefused,
    GiveBackState,
    GiveBackStep,
    Offer,
    OfferId,
    Pair,
    Problem,
    Talent,
    exclusions,
    give_back_after,
)
from matcher.market.giveback import Owed, Slot, slot_reasons, suitability, unsuited_reason
from service.actions.acting import Acting
from service.actions.explain_eligibility import pair_of
from service.actions.give_back_acts import act_changed
from service.actions.give_back_home import BY_HAND, days_promised
from service.actions.give_back_seats import book
from service.actions.give_backs import actor_of, found_for, not_yours
from service.actions.kinds import home_of
from service.auth import Action, Principal, Role
from service.errors import Code, ServiceError
from service.store import give_back_log, give_back_seats, give_backs
from service.store.give_back_log import SLOT_LEFT, StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.offers import OFFERS
from service.store.talents import TALENTS

_RULES = tuple(Exclusion)
_GUARDING = frozenset(
    {
        Exclusion.GUARDIAN_MISSING.value,
        Exclusion.AGE_UNKNOWN.value,
        Exclusion.TOO_YOUNG.value,
        Exclusion.TOO_OLD.value,
    }
)
_STATUS = {"give_back_of_other": 403, "give_back_reason_missing": 422}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAsked:
    """What is asked: ``slot`` for agreeing or suggesting, ``friends`` the roles of those who come
    along without a profile, ``whole_act`` for everybody of the act who can take the same step,
    ``act`` the one that somebody joins who was asked along."""

    step: GiveBackStep
    slot: OfferId | None = None
    reason: str | None = None
    friends: tuple[str, ...] | None = None
    whole_act: bool = False
    act: str | None = None


def take_step(session: Session, key: str, asked: StepAsked, *, acting: Acting) -> list[GiveBack]:
    """Take the step, for one or for the whole act; answers with what stands now, the asked first.

    Raises ``ServiceError``: 404 ``unknown_give_back``; 403 ``not_yours``,
    ``give_back_of_other``; 422 ``give_back_reason_missing``, ``give_back_slot_missing``,
    ``give_back_no_slot``; 409 ``give_back_not_now``, ``give_back_slot_unsuited``,
    ``give_back_not_over``, ``offer_full``.
    """
    one = found_for(session, key, principal=acting.principal)
    actor = _actor(session, one, asked.step, acting.principal)
    done = [taken(session, one, asked, actor, acting)]
    if asked.whole_act and one.act and actor in (GiveBackActor.HOME, GiveBackActor.HOST):
        mates = give_backs.every(session, GiveBackFilter(acts=frozenset({one.act})))
        same = (one.state, one.slot, one.municipality)
        also = [
            mate
            for mate in mates
            if mate.id != one.id and (mate.state, mate.slot, mate.municipality) == same
        ]
        for mate in also:
            # Read anew: the step before may have told the mates something.
            now = give_backs.get(session, mate.id) or mate
            done.append(taken(session, now, asked, actor, acting))
    return done


def _actor(
    session: Session, one: GiveBack, step: GiveBackStep, principal: Principal
) -> GiveBackActor:
    """An admin stands in for the home and for the host, never for the person."""
    actor = actor_of(session, one, principal)
    if actor is None:
        raise not_yours(Action.CHANGE_GIVE_BACK)
    if principal.role is Role.ADMIN and step is GiveBackStep.CONFIRM_HOST:
        return GiveBackActor.HOST
    return actor


def taken(
    session: Session, one: GiveBack, asked: StepAsked, actor: GiveBackActor, acting: Acting
) -> GiveBack:
    """The give-back after the step of ``actor``, stored, booked and logged. Raises ``ServiceError``
    as ``take_step`` does."""
    try:
        state = give_back_after(one.state, asked.step, by=actor, reason=asked.reason)
    except GiveBackRefused as refused:
        raise _refused(refused.problem) from refused
    changed = replace(one, state=state, since=acting.now)
    if asked.step in (GiveBackStep.AGREE, GiveBackStep.SUGGEST):
        changed = _with_slot(session, one, changed, asked, acting)
        if _says_nothing_new(one, changed):
            return one
    if asked.step is GiveBackStep.CONFIRM_HOME:
        _require_still_may(session, one, acting)
    if asked.step is GiveBackStep.FINISH:
        _require_over(session, one, acting)
    book(session, one, asked.step, acting)
    if asked.step in SLOT_LEFT:
        changed = replace(changed, slot=None, act=None, reasons=())
    after = give_backs.put(session, changed)
    act_changed(session, one, after, words=acting.words)
    slot = after.slot or one.slot
    step = StepTaken(
        give_back=one.id,
        step=asked.step,
        state=state,
        actor=actor,
        key=acting.principal.key,
        at=acting.now,
        slot=slot,
        reason=asked.reason,
    )
    give_back_log.add_many(session, [step])
    return after


def leave_seat(session: Session, event: Event, *, acting: Acting) -> None:
    """Who has withdrawn from a booked slot as from any offer has left it with the give-back too."""
    where = GiveBackFilter(
        talent=event.talent,
        slots=frozenset({event.offer}),
        states=frozenset({GiveBackState.CONFIRMED_HOST}),
    )
    for one in give_backs.every(session, where):
        asked = StepAsked(step=GiveBackStep.RELEASE)
        taken(session, one, asked, GiveBackActor.PERSON, acting)


def _says_nothing_new(one: GiveBack, after: GiveBack) -> bool:
    promised = (one.state, one.slot, one.friends, one.act)
    return promised == (after.state, after.slot, after.friends, after.act)


def _with_slot(
    session: Session, one: GiveBack, changed: GiveBack, asked: StepAsked, acting: Acting
) -> GiveBack:
    """The slot that is meant, where it suits; those of one cohort in one slot are one act."""
    key = asked.slot or one.slot
    if key is None:
        raise ServiceError(Code.GIVE_BACK_SLOT_MISSING, 422)
    found, who = OFFERS.get(session, key), TALENTS.get(session, one.talent)
    if found is None or who is None:
        raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": key})
    if found.value.kind != GIVE_BACK_KIND:
        raise ServiceError(Code.GIVE_BACK_NO_SLOT, 422, params={"offer": key})
    if home_of(session, found.value) != one.municipality:
        raise _unsuited(Problem(Exclusion.NOT_HOME.value, {"municipality": one.municipality}))
    friends = one.friends if asked.friends is None else asked.friends
    changed = replace(changed, slot=key, friends=friends)
    joined = asked.act is not None
    reasons = judged(session, changed, who.value, found.value, acting, in_company=joined)
    act = asked.act or one.id
    if not joined and who.value.joins_give_back:
        act = give_backs.act_at(session, key, offer=one.offer, but=one.id) or one.id
    return replace(changed, act=act, reasons=reasons)


def judged(
    session: Session,
    one: GiveBack,
    who: Talent,
    slot: Offer,
    acting: Acting,
    *,
    in_company: bool = False,
) -> tuple[Problem, ...]:
    """What speaks for the slot. Raises ``ServiceError`` (409 ``give_back_slot_unsuited``)."""
    pair = pair_of(session, who, slot, words=acting.words)
    rule = np.array([[_rule(pair, acting)]], dtype=np.uint8)
    busy = days_promised(session, [who.id], today=acting.rules.today(acting.now), but=one.id)
    owed = Owed(id=one.id, talent=who, cohort=one.offer, busy=busy[who.id], friends=one.friends)
    held = give_back_seats.held(session, [slot.id], but=one.id, who=who.id)[slot.id]
    free = None if pair.seats_left is None else max(pair.seats_left - held, 0)
    place = Slot(offer=slot, free=free)
    found = suitability([owed], [place], rules=rule, words=acting.words, by_hand=True)
    if found.obstacle[0, 0]:
        raise _unsuited(unsuited_reason(found, 0, 0))
    key = give_backs.act_at(session, slot.id, offer=one.offer, but=one.id)
    company = in_company or bool(one.friends) or (key is not None and who.joins_give_back)
    return slot_reasons(owed, place, found=found, at=(0, 0), words=acting.words, in_company=company)


def _rule(pair: Pair, acting: Acting) -> int:
    """The first rule that says no to who chooses by hand, as ``rules_between`` has it."""
    context = acting.rules.context(acting.now, audience=Audience.COORDINATOR)
    found = [Exclusion(problem.code) for problem in exclusions(pair, context)]
    asked = [rule for rule in found if rule not in BY_HAND]
    return 1 + _RULES.index(asked[0]) if asked else 0


def _require_still_may(session: Session, one: GiveBack, acting: Acting) -> None:
    """What guards children is asked again before the host is told; what else has changed since the
    person agreed, such as a deadline that went by, holds nobody to it."""
    found = OFFERS.get(session, one.slot) if one.slot else None
    who = TALENTS.get(session, one.talent)
    if found is None or who is None:
        return
    pair = pair_of(session, who.value, found.value, words=acting.words)
    context = acting.rules.context(acting.now, audience=Audience.COORDINATOR)
    broken = [problem for problem in exclusions(pair, context) if problem.code in _GUARDING]
    if found.value.certificate_needed and not who.value.child_certificate:
        broken.append(Problem("give_back_certificate_missing"))
    if broken:
        raise _unsuited(broken[0])


def _require_over(session: Session, one: GiveBack, acting: Acting) -> None:
    slot = OFFERS.get(session, one.slot) if one.slot else None
    begins = slot.value.start_date if slot else None
    if begins is not None and acting.rules.today(acting.now) < begins:
        raise ServiceError(Code.GIVE_BACK_NOT_OVER, 409, params={"last_day": begins.isoformat()})


def _unsuited(problem: Problem) -> ServiceError:
    params = {"obstacle": problem.code, **problem.params}
    return ServiceError(Code.GIVE_BACK_SLOT_UNSUITED, 409, params=params)


def _refused(problem: Problem) -> ServiceError:
    return ServiceError(problem.code, _STATUS.get(problem.code, 409), params=problem.params)
