"""Companions: asking others who were there along, and what they answer."""

from dataclasses import replace

from sqlalchemy.orm import Session

from matcher.domain import (
    PROMISED,
    SETTLED,
    GiveBackActor,
    GiveBackState,
    GiveBackStep,
    PeerContext,
    Talent,
    TalentId,
    ages_meet,
    guardian_missing,
    steps_open_to,
)
from service.actions.acting import Acting
from service.actions.cards import first_name
from service.actions.give_back_acts import act_changed
from service.actions.give_back_steps import StepAsked, judged, taken
from service.actions.give_back_views import Mate
from service.actions.give_backs import actor_of, found_for, not_yours
from service.auth import Action
from service.errors import Code, ServiceError
from service.store import companions, events, give_backs
from service.store.companions import Companion
from service.store.give_backs import GiveBack
from service.store.offers import OFFERS
from service.store.talents import TALENTS

_THERE = PROMISED | {GiveBackState.DONE}
_ASKING = frozenset({GiveBackActor.PERSON, GiveBackActor.HOME})


def ask_along(session: Session, key: str, talent: TalentId, *, acting: Acting) -> None:
    """Ask somebody from home who was there too, and has opted in, to come along.

    Who has been asked is not asked again: an answer stands. Raises ``ServiceError``: 404, 409
    ``give_back_not_now``, ``give_back_no_companion``.
    """
    one = found_for(session, key, principal=acting.principal)
    could = {who.id for who in could_come(session, one, acting=acting)}
    if one.state in SETTLED:
        params = {"step": "ask_along", "state": one.state.value}
        raise ServiceError(Code.GIVE_BACK_NOT_NOW, 409, params=params)
    if talent not in could:
        raise _no_companion(talent)
    if talent not in {known.talent for known in companions.of(session, [one.id])}:
        companions.put(session, Companion(give_back=one.id, talent=talent, asked_at=acting.now))


def answer_along(session: Session, key: str, *, comes: bool, acting: Acting) -> None:
    """Say yes or no to coming along; a yes agrees to one's own give-back in the same act.

    Who has none to give any more comes along all the same, where the slot suits. A no after a yes
    leaves the slot, and one's own is open again. Raises ``ServiceError``: 404, 409
    ``give_back_no_slot_yet``, ``give_back_along_unsuited``.
    """
    one = found_for(session, key, principal=acting.principal)
    me = acting.principal.talent
    if me is None:
        raise not_yours(Action.CHANGE_GIVE_BACK)
    known = [c for c in companions.of(session, [one.id]) if c.talent == me]
    if not known:
        raise _no_companion(me)
    if not comes:
        _leave_act(session, one, known[0], acting)
    else:
        _join_act(session, one, known[0], acting)
    companions.put(session, replace(known[0], answer=comes))


def leave_along(session: Session, key: str, talent: TalentId, *, acting: Acting) -> None:
    """Take the question back, or the answer, which leaves the slot as a no does.

    Who has said yes keeps the slot when the other, or the home, takes the question back. Raises
    ``ServiceError``: 403 ``not_yours``, 404, 409 ``give_back_no_companion``.
    """
    one = found_for(session, key, principal=acting.principal)
    is_asked = acting.principal.talent == talent
    if not is_asked and actor_of(session, one, acting.principal) not in _ASKING:
        raise not_yours(Action.CHANGE_GIVE_BACK)
    known = [c for c in companions.of(session, [one.id]) if c.talent == talent]
    if not known:
        raise _no_companion(talent)
    if is_asked:
        _leave_act(session, one, known[0], acting)
    companions.drop(session, one.id, talent=talent)


def read_company(session: Session, key: str, *, acting: Acting) -> list[Mate]:
    """Who could come along, and what those who were asked have said. Raises as ``could_come``."""
    one = found_for(session, key, principal=acting.principal)
    known = {asked.talent: asked.answer for asked in companions.of(session, [one.id])}
    return [
        Mate(talent=who.id, first_name=first_name(who), roles=who.roles, answer=known.get(who.id))
        for who in could_come(session, one, acting=acting)
    ]


def could_come(session: Session, one: GiveBack, *, acting: Acting) -> list[Talent]:
    """Who else took part, lives in the same municipality and has opted in, by name; under 15 only
    with a guardian's consent.

    For the person and the home municipality alone. The person sees those of ages that may meet
    (``ages_meet``), and nobody where it alone says that it was there; only the municipality puts
    adults and minors together. Raises ``ServiceError`` (403 ``not_yours``).
    """
    actor = actor_of(session, one, acting.principal)
    if actor not in _ASKING:
        raise not_yours(Action.CHANGE_GIVE_BACK)
    people = companions.took_part(session, one.offer, municipality=one.municipality)
    found = TALENTS.get_many(session, [*people, one.talent])
    me = found.pop(one.talent).value
    context = acting.rules.peers(acting.now)
    opted = [who.value for who in found.values() if _may_be_asked(who.value, context)]
    if actor is GiveBackActor.PERSON:
        if one.offer not in events.vouched(session, one.talent):
            return []
        opted = [o for o in opted if ages_meet(me.birth_date, o.birth_date, today=context.today)]
    return sorted(opted, key=lambda who: (who.name, who.id))


def _may_be_asked(who: Talent, context: PeerContext) -> bool:
    return who.joins_give_back and not who.paused and not guardian_missing(who, context)


def _join_act(session: Session, one: GiveBack, known: Companion, acting: Acting) -> None:
    if one.slot is None or one.state in SETTLED:
        raise ServiceError(Code.GIVE_BACK_NO_SLOT_YET, 409)
    own = give_backs.get(session, give_backs.give_back_id(known.talent, one.offer))
    if own is not None and own.slot == one.slot and own.state in _THERE:
        if own.state in PROMISED and own.act != one.act:
            joined = give_backs.put(session, replace(own, act=one.act))
            act_changed(session, own, joined, words=acting.words)
        return
    try:
        if own is not None and GiveBackStep.AGREE in steps_open_to(own.state, GiveBackActor.PERSON):
            asked = StepAsked(step=GiveBackStep.AGREE, slot=one.slot, act=one.act or one.id)
            taken(session, own, asked, GiveBackActor.PERSON, acting)
        elif known.answer is not True:
            _require_suits(session, one, known.talent, acting)
    except ServiceError as refused:
        if refused.code != Code.GIVE_BACK_SLOT_UNSUITED:
            raise
        raise ServiceError(
            Code.GIVE_BACK_ALONG_UNSUITED, refused.status, params=refused.params
        ) from refused


def _leave_act(session: Session, one: GiveBack, known: Companion, acting: Acting) -> None:
    own = give_backs.get(session, give_backs.give_back_id(known.talent, one.offer))
    there = own is not None and own.slot == one.slot and own.state in PROMISED
    if known.answer and own is not None and there:
        asked = StepAsked(step=GiveBackStep.RELEASE)
        taken(session, own, asked, GiveBackActor.PERSON, acting)


def _require_suits(session: Session, one: GiveBack, me: TalentId, acting: Acting) -> None:
    """The slot's conditions hold for who comes along as for everybody: certificate, age, seats."""
    who = TALENTS.get(session, me)
    slot = OFFERS.get(session, one.slot) if one.slot else None
    if who is None or slot is None:
        raise _no_companion(me)
    mine = replace(one, id="", talent=me, friends=())
    judged(session, mine, who.value, slot.value, acting)


def _no_companion(talent: TalentId) -> ServiceError:
    return ServiceError(Code.GIVE_BACK_NO_COMPANION, 409, params={"talent": talent})
