"""The choice: every slot at home that suits somebody, so that nobody is bound to the suggestion."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import Audience, GiveBackActor, OfferId, Organisation, Problem
from matcher.features import Snapshot
from matcher.market.giveback import (
    Owed,
    Slot,
    rules_between,
    slot_reasons,
    suitability,
    unsuited_reason,
)
from service.actions.give_back_home import BY_HAND, owed_of, slots_at, slots_for, talents_of
from service.actions.give_backs import actor_of, found_for, not_yours
from service.actions.resources import Rules
from service.auth import Action, Principal
from service.store.organisations import ORGANISATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The person and the slots at home, before anybody asked whether they suit."""

    owed: Owed
    slots: tuple[Slot, ...]
    hosts: Mapping[OfferId, Organisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitingSlot:
    """A slot that suits, and why."""

    slot: Slot
    reasons: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suiting:
    """The slots that suit, by their day, which is no ranking; ``obstacles`` counts the others."""

    slots: tuple[SuitingSlot, ...]
    obstacles: Mapping[str, int]
    hosts: Mapping[OfferId, Organisation]


def read_candidates(
    session: Session, key: str, *, principal: Principal, now: datetime, rules: Rules
) -> Candidates:
    """The slots of the person's home, for the person and the home alone: which suit tells of times,
    school and certificate. Raises ``ServiceError`` as ``found_for`` does."""
    one = found_for(session, key, principal=principal)
    people = talents_of(session, [one.talent])
    known_to = (GiveBackActor.PERSON, GiveBackActor.HOME)
    if actor_of(session, one, principal) not in known_to or one.talent not in people:
        raise not_yours(Action.READ_GIVE_BACKS)
    offers = slots_at(session, one.municipality)
    (owed,) = owed_of(session, [one], people, today=rules.today(now), but=one.id)
    named = sorted({offer.organisation for offer in offers})
    known = ORGANISATIONS.get_many(session, named)
    hosts = {offer.id: known[offer.organisation].value for offer in offers}
    slots = slots_for(session, offers, but=one)
    return Candidates(owed=owed, slots=tuple(slots), hosts=hosts)


def suiting(candidates: Candidates, snapshot: Snapshot, *, now: datetime, rules: Rules) -> Suiting:
    """What suits; reads the snapshot, so in its thread."""
    owed, slots = [candidates.owed], candidates.slots
    context = rules.context(now, audience=Audience.COORDINATOR)
    asked = rules_between(owed, slots, snapshot=snapshot, context=context, unasked=BY_HAND)
    words = snapshot.vocabularies
    found = suitability(owed, slots, rules=asked, words=words, by_hand=True)
    fit = [
        SuitingSlot(
            slot=slot,
            reasons=slot_reasons(owed[0], slot, found=found, at=(0, number), words=words),
        )
        for number, slot in enumerate(slots)
        if found.suits[0, number]
    ]
    away = Counter(
        unsuited_reason(found, 0, number).code
        for number in range(len(slots))
        if not found.suits[0, number]
    )
    return Suiting(
        slots=tuple(sorted(fit, key=_day)),
        obstacles=dict(away.most_common()),
        hosts=candidates.hosts,
    )


def _day(one: SuitingSlot) -> tuple[str, str]:
    start = one.slot.offer.start_date
    return start.isoformat() if start else "9", one.slot.offer.id
