"""Recording events: each of a batch on its own, so that one that is refused stops no other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import (
    Event,
    EventId,
    EventKind,
    EventRefused,
    OfferId,
    Problem,
    Side,
    SlateId,
    TalentId,
)
from service.actions.acting import Acting
from service.actions.event_rules import found_offer, require, require_possible
from service.actions.give_back_opening import open_one
from service.actions.give_back_steps import leave_seat
from service.actions.kinds import offer_target
from service.auth import Action, Principal, Role, Target, allowed
from service.errors import Code, Fault
from service.store import events
from service.store.events import EventStatus
from service.store.talents import TALENTS

_SIDE_OF = {Role.TALENT: Side.TALENT, Role.ORGANISATION: Side.PROVIDER}
TAKING_PART = frozenset({EventKind.ATTEND, EventKind.COMPLETE})
REFUSED = "refused"
EVENT_INVALID = "event_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event as it is sent; without ``at`` it happened when it arrived."""

    id: EventId
    kind: EventKind
    side: Side
    talent: TalentId
    offer: OfferId
    at: datetime | None = None
    recommendation: SlateId | None = None
    rating: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What was sent as an event and is none; ``id`` as far as there was one."""

    id: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOutcome:
    """What became of one event: ``recorded``, ``duplicate``, or ``refused`` with a problem."""

    id: str
    status: str
    kind: EventKind | None = None
    problem: Problem | None = None
    faults: tuple[Fault, ...] = ()


def record_event(
    session: Session, draft: EventDraft | Unreadable, *, acting: Acting
) -> EventOutcome:
    """Record one event, or say why not; nothing is written of what is refused.

    1. Whose event it is: a talent speaks for itself, an organisation for its own offers.
    2. What was recorded before under the same id is not judged again.
    3. ``require_possible`` must find nothing that speaks against it.
    4. Taking part away from home opens a give-back, and withdrawing from a slot that one was to be
       given at opens that again, in the same transaction.
    """
    if isinstance(draft, Unreadable):
        problem = Problem(EVENT_INVALID)
        return EventOutcome(id=draft.id, status=REFUSED, problem=problem, faults=draft.faults)
    try:
        _require_allowed(session, draft, acting=acting)
        known = events.get(session, draft.id)
        event = _event(draft, at=draft.at or (known.event.at if known else acting.now))
        if known is None:
            require_possible(session, event, acting=acting)
        status = events.record(session, event, recorded_by=acting.principal.key, now=acting.now)
    except EventRefused as refused:
        return EventOutcome(id=draft.id, status=REFUSED, kind=draft.kind, problem=refused.problem)
    if status is EventStatus.RECORDED and draft.kind in TAKING_PART:
        _open_give_back(session, event, acting=acting)
    if status is EventStatus.RECORDED and draft.kind is EventKind.WITHDRAW:
        leave_seat(session, event, acting=acting)
    return EventOutcome(id=draft.id, status=status.value, kind=draft.kind)


def _open_give_back(session: Session, event: Event, *, acting: Acting) -> None:
    key, now = acting.principal.key, acting.now
    open_one(session, event.talent, event.offer, key=key, now=now, rules=acting.rules)


def _require_allowed(session: Session, draft: EventDraft, *, acting: Acting) -> None:
    principal = acting.principal
    side = _SIDE_OF.get(principal.role)
    require(side is None or side is draft.side, Code.NOT_YOURS, side=draft.side.value)
    target = _target(session, draft, principal=principal)
    allow = allowed(principal, Action.RECORD_EVENTS, target=target)
    require(allow, Code.NOT_YOURS, side=draft.side.value)


def _target(session: Session, draft: EventDraft, *, principal: Principal) -> Target:
    """An organisation records on its offers, everybody else on people."""
    if principal.role is Role.ORGANISATION:
        return offer_target(session, found_offer(session, draft.offer))
    owners = frozenset({draft.talent})
    if not principal.municipalities:
        return Target(owners=owners)
    found = TALENTS.get(session, draft.talent)
    return Target(owners=owners, municipality=found.value.municipality if found else None)


def _event(draft: EventDraft, *, at: datetime) -> Event:
    return Event(
        id=draft.id,
        kind=draft.kind,
        side=draft.side,
        talent=draft.talent,
        offer=draft.offer,
        at=at,
        recommendation=draft.recommendation,
        rating=draft.rating,
        reason=draft.reason,
    )
