"""The seats of give-backs: booked in the event log by both confirmations, given back by leaving."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matcher.domain import (
    Event,
    EventId,
    EventKind,
    EventRefused,
    GiveBackState,
    GiveBackStep,
    OfferId,
    PairState,
    Side,
    takes_seat,
)
from service.actions.acting import Acting
from service.errors import ServiceError
from service.store import events, pairs
from service.store.give_back_log import SLOT_LEFT
from service.store.give_backs import GiveBack

BOOKED = "give_back"
"""The reason in the log of what giving back has booked."""


def book(session: Session, one: GiveBack, step: GiveBackStep, acting: Acting) -> None:
    """Both confirmations book the seat in the log, so that no list offers it to others; leaving
    gives it back, and finishing is a participation like any other."""
    if one.slot is None or step not in (
        GiveBackStep.CONFIRM_HOST,
        GiveBackStep.FINISH,
        *SLOT_LEFT,
    ):
        return
    state = pairs.of(session, [(one.talent, one.slot)])[one.talent, one.slot]
    if step is GiveBackStep.CONFIRM_HOST:
        kinds = _booking(state)
    elif step is GiveBackStep.FINISH:
        kinds = [(EventKind.COMPLETE, Side.PROVIDER)]
    else:
        unbook(session, one, acting=acting)
        return
    for kind, side in kinds:
        _record(session, one, kind, side, acting)


def unbook(session: Session, one: GiveBack, *, acting: Acting) -> None:
    """Give the booked seat back, where there is one."""
    if one.slot is None or one.state is not GiveBackState.CONFIRMED_HOST:
        return
    state = pairs.of(session, [(one.talent, one.slot)])[one.talent, one.slot]
    if state & PairState.ACCEPTED:
        _record(session, one, EventKind.WITHDRAW, Side.TALENT, acting)


def _booking(state: PairState) -> Sequence[tuple[EventKind, Side]]:
    if takes_seat(state):
        return []
    if state & PairState.APPLIED:
        return [(EventKind.ACCEPT, Side.PROVIDER)]
    accept = (EventKind.ACCEPT, Side.TALENT)
    return [accept] if state & PairState.INVITED else [(EventKind.INVITE, Side.PROVIDER), accept]


def _record(session: Session, one: GiveBack, kind: EventKind, side: Side, acting: Acting) -> None:
    event = Event(
        id=EventId(f"{one.id}:{one.version}:{kind.value}"),
        kind=kind,
        side=side,
        talent=one.talent,
        offer=one.slot or OfferId(""),
        at=acting.now,
        reason=BOOKED,
    )
    try:
        events.record(session, event, recorded_by=acting.principal.key, now=acting.now)
    except EventRefused as refused:
        problem = refused.problem
        raise ServiceError(problem.code, 409, params=problem.params) from refused
