"""The event log: what people did, in the order in which it arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Label, Row, bindparam, insert, select
from sqlalchemy.orm import Session

from matcher.domain import (
    Event,
    EventId,
    EventKind,
    EventRefused,
    OfferId,
    PairState,
    Problem,
    Side,
    SlateId,
    TalentId,
    follow,
    takes_seat,
)
from service.store import changes, pairs
from service.store.changes import ChangeKind
from service.store.engine import require_write
from service.store.pairs import TalentOffer
from service.store.tables import EventRow, OfferRow, PairRow, SlateRow, StoreTable, TalentRow

_EVENTS = EventRow.table()
_VOUCHING = (EventKind.INVITE, EventKind.ACCEPT, EventKind.ATTEND, EventKind.COMPLETE)


class EventStatus(StrEnum):
    """What became of an event that was sent."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event of the log: its place there, who sent it, and when it arrived."""

    seq: int
    event: Event
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events; ``None`` lets all through."""

    talent: TalentId | None = None
    offer: OfferId | None = None
    recommendation: SlateId | None = None


def record(session: Session, event: Event, *, recorded_by: str, now: datetime) -> EventStatus:
    """Write the event, what it makes of the pair, and the change log, all or nothing.

    1. Was an event of the same id and content recorded before, nothing is done.
    2. The talent, the offer and the recommendation must exist.
    3. ``follow`` must let it follow on what happened before; an accept needs a free seat. Who
       turns up without a seat is recorded as well: that is a fact, not a decision.

    Raises ``EventRefused`` with ``event_id_conflict``, ``unknown_talent``, ``unknown_offer``,
    ``unknown_recommendation``, ``offer_full``, or a code of ``follow``; then nothing was written,
    and the session can go on.
    """
    require_write(session)
    if _is_recorded(session, event):
        return EventStatus.DUPLICATE
    situation = _situation(session, event)
    after = follow(situation.state, event.kind, side=event.side)
    if event.kind is EventKind.ACCEPT and not takes_seat(situation.state):
        _require_seat(session, event, capacity=situation.capacity)
    row = _row(event) | {"recorded_by": recorded_by, "recorded_at": now}
    session.execute(_INSERT, row)
    if after != situation.state:
        pairs.put(session, TalentOffer(event.talent, event.offer, after), now=now)
        changes.append(session, ChangeKind.PAIR, [(event.talent, event.offer)])
    return EventStatus.RECORDED


def vouched(session: Session, talent: TalentId) -> frozenset[OfferId]:
    """The offers of which another than the person has said that it has a seat or was there."""
    others = (_EVENTS.c.side == Side.PROVIDER, _EVENTS.c.kind.in_(_VOUCHING))
    chosen = select(_EVENTS.c.offer).where(_EVENTS.c.talent == talent, *others).distinct()
    return frozenset(map(OfferId, session.scalars(chosen)))


def get(session: Session, event_id: EventId) -> Recorded | None:
    """The event as it was recorded."""
    row = session.execute(_BY_ID, {"id": event_id}).one_or_none()
    return None if row is None else _recorded(row)


def page(session: Session, where: EventFilter, *, after: int = 0, limit: int) -> list[Recorded]:
    """The first ``limit`` events after the place ``after`` that ``where`` lets through."""
    wanted = (
        (_EVENTS.c.talent, where.talent),
        (_EVENTS.c.offer, where.offer),
        (_EVENTS.c.recommendation, where.recommendation),
    )
    conditions = [column == value for column, value in wanted if value is not None]
    chosen = select(_EVENTS).where(_EVENTS.c.seq > after, *conditions)
    rows = session.execute(chosen.order_by(_EVENTS.c.seq).limit(limit))
    return [_recorded(row) for row in rows]


def stream(session: Session) -> Iterator[Recorded]:
    """The whole log in its order, read in batches."""
    chosen = select(_EVENTS).order_by(_EVENTS.c.seq)
    for row in session.execute(chosen, execution_options={"yield_per": 1000}):
        yield _recorded(row)


@dataclass(frozen=True, slots=True)
class _Situation:
    """What an event meets: the state of its pair, and the seats of its offer."""

    state: PairState
    capacity: int | None


def _is_recorded(session: Session, event: Event) -> bool:
    known = get(session, event.id)
    if known is None:
        return False
    if known.event != event:
        raise EventRefused(Problem("event_id_conflict", {"event": event.id}))
    return True


def _situation(session: Session, event: Event) -> _Situation:
    """All in one question, since every event asks it."""
    named = {name: getattr(event, name) for name in ("talent", "offer", "recommendation")}
    found = session.execute(_SITUATION, named).one()
    for name, key in named.items():
        if key is not None and getattr(found, name) is None:
            raise EventRefused(Problem(f"unknown_{name}", {name: key}))
    return _Situation(PairState(found.state or 0), found.capacity)


def _require_seat(session: Session, event: Event, *, capacity: int | None) -> None:
    """Nobody else can take the last seat meanwhile: a WRITE transaction is alone."""
    if capacity is None:
        return
    if pairs.seats_taken(session, [event.offer])[event.offer] >= capacity:
        raise EventRefused(Problem("offer_full", {"offer": event.offer, "capacity": capacity}))


def _row(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in _FIELDS}


def _recorded(row: Row[*tuple[Any, ...]]) -> Recorded:
    event = Event(**{name: row._mapping[name] for name in _FIELDS})
    return Recorded(
        seq=row.seq, event=event, recorded_by=row.recorded_by, recorded_at=row.recorded_at
    )


_FIELDS = (
    "id",
    "kind",
    "side",
    "talent",
    "offer",
    "at",
    "recommendation",
    "rating",
    "reason",
)


def _one(rows: type[StoreTable], column: str, name: str) -> Label[Any]:
    table = rows.table()
    found = select(table.c[column]).where(table.c.id == bindparam(name))
    return found.scalar_subquery().label(name if column == "id" else column)


def _state() -> Label[Any]:
    pair = PairRow.table().c
    found = select(pair.state).where(
        pair.talent == bindparam("talent"), pair.offer == bindparam("offer")
    )
    return found.scalar_subquery().label("state")


# Made once: SQLAlchemy takes longer to make a statement than SQLite to run it.
_BY_ID = select(_EVENTS).where(_EVENTS.c.id == bindparam("id"))
_INSERT = insert(_EVENTS)
_SITUATION = select(
    _one(TalentRow, "id", "talent"),
    _one(OfferRow, "id", "offer"),
    _one(SlateRow, "id", "recommendation"),
    _one(OfferRow, "capacity", "offer"),
    _state(),
)
