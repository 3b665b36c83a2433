"""The market: its runs, the prices of offers and the tempering of people, for every process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from matcher.domain import OfferId, TalentId
from service.store import changes
from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.engine import require_write
from service.store.tables import MarketPriceRow, MarketRunRow, MarketTemperRow, TalentRow

_RUNS, _PRICES, _TEMPERS = MarketRunRow.table(), MarketPriceRow.table(), MarketTemperRow.table()
_TALENTS = TalentRow.table()


class RunState(StrEnum):
    """Where a run is: asked for, at work, done, come to nothing, or left by a process that died."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRun:
    """``asked_by`` is a key's public id or ``upkeep``; ``figures`` are what came of it, by name.

    ``alive_at`` is when the process that is at it was last seen at it.
    """

    id: str
    asked_at: datetime
    asked_by: str
    state: RunState = RunState.ASKED
    begun_at: datetime | None = None
    alive_at: datetime | None = None
    ended_at: datetime | None = None
    model_hash: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPrice:
    """``free`` is the chance that one more finds a seat, ``load`` how many who would be taken are
    expected, those who wait included; ``seats`` (``None``: no limit) and ``queue`` of then."""

    offer: OfferId
    free: float
    load: float
    seats: int | None
    queue: int


def ask(session: Session, run: MarketRun) -> None:
    """Note that a run is wanted; whichever process is free first takes it."""
    session.execute(
        insert(_RUNS),
        [
            {
                "id": run.id,
                "asked_at": run.asked_at,
                "asked_by": run.asked_by,
                "state": RunState.ASKED.value,
            }
        ],
    )


def claim(session: Session, *, now: datetime) -> MarketRun | None:
    """Take the run that has waited longest, if there is any; only the one writer may."""
    require_write(session)
    waits = select(_RUNS).where(_RUNS.c.state == RunState.ASKED.value)
    row = session.execute(waits.order_by(_RUNS.c.asked_at).limit(1)).first()
    if row is None:
        return None
    begun = {"state": RunState.RUNNING.value, "begun_at": now, "alive_at": now}
    session.execute(update(_RUNS).where(_RUNS.c.id == row.id).values(**begun))
    return _run(session.execute(select(_RUNS).where(_RUNS.c.id == row.id)).one())


def stay(session: Session, run: MarketRun, *, now: datetime) -> None:
    """Note that the process that is at ``run`` is still there."""
    require_write(session)
    session.execute(update(_RUNS).where(*_held(run)).values(alive_at=now))


def interrupt(session: Session, *, lost_before: datetime) -> int:
    """Note the end of runs whose process was last seen before ``lost_before``; says how many.

    They ended when they were last seen. They are not begun anew by themselves: what killed the
    process may have been the run.
    """
    require_write(session)
    ended = {"state": RunState.INTERRUPTED.value, "ended_at": _RUNS.c.alive_at, "alive_at": None}
    lost = update(_RUNS).where(_lost(lost_before)).values(**ended)
    return session.connection().execute(lost).rowcount


def holds(session: Session, run: MarketRun) -> bool:
    """Whether ``run`` is still whoever's that began it: nobody has taken it for interrupted."""
    return session.execute(select(_RUNS.c.id).where(*_held(run))).first() is not None


def complete(
    session: Session,
    run: MarketRun,
    *,
    prices: Sequence[OfferPrice],
    tempers: Mapping[TalentId, float],
) -> None:
    """Keep what came of a run and let it count: every process learns of it from the change log.

    Who has been erased meanwhile is left out. What earlier runs say of people serves nothing any
    more, and goes.
    """
    _end(session, run, RunState.DONE)
    session.execute(delete(_TEMPERS).where(_TEMPERS.c.run != run.id))
    rows = [_price_row(run.id, price) for price in prices]
    for some in batches(rows):
        session.execute(insert(_PRICES), list(some))
    for named in batches(list(tempers)):
        there = session.scalars(select(_TALENTS.c.id).where(_TALENTS.c.id.in_(named)))
        known = [{"run": run.id, "talent": one, "free": tempers[TalentId(one)]} for one in there]
        if known:
            session.execute(insert(_TEMPERS), known)
    changes.append(session, ChangeKind.MARKET, (run.id,))


def fail(session: Session, run: MarketRun) -> None:
    """Note that a run came to nothing; the one before goes on counting."""
    _end(session, run, RunState.FAILED)


def give_back(session: Session, run: MarketRun) -> None:
    """Let a run that was begun and cannot be ended wait again, for whichever process is free."""
    require_write(session)
    waits = {"state": RunState.ASKED.value, "begun_at": None, "alive_at": None}
    session.execute(update(_RUNS).where(*_held(run)).values(**waits))


def failed_since(session: Session, moment: datetime) -> bool:
    """Whether a run has come to nothing, or was cut off, at ``moment`` or later."""
    ends = (RunState.FAILED.value, RunState.INTERRUPTED.value)
    failed = select(_RUNS.c.id).where(_RUNS.c.state.in_(ends), _RUNS.c.ended_at >= moment)
    return session.execute(failed.limit(1)).first() is not None


def last(session: Session) -> MarketRun | None:
    """The run that counts: the newest that is done."""
    done = select(_RUNS).where(_RUNS.c.state == RunState.DONE.value)
    row = session.execute(done.order_by(_RUNS.c.ended_at.desc(), _RUNS.c.id).limit(1)).first()
    return None if row is None else _run(row)


def under_way(session: Session, *, lost_before: datetime) -> MarketRun | None:
    """The run that is asked for or at work, the newest; none that was last seen at work before
    ``lost_before``."""
    open_ = _RUNS.c.state.in_((RunState.ASKED.value, RunState.RUNNING.value))
    chosen = select(_RUNS).where(open_, ~_lost(lost_before)).order_by(_RUNS.c.asked_at.desc())
    row = session.execute(chosen.limit(1)).first()
    return None if row is None else _run(row)


def get(session: Session, run_id: str) -> MarketRun | None:
    """The run of that id."""
    row = session.execute(select(_RUNS).where(_RUNS.c.id == run_id)).one_or_none()
    return None if row is None else _run(row)


def prices(session: Session, run_id: str) -> list[OfferPrice]:
    """What a run says of offers, the most crowded first."""
    chosen = select(_PRICES).where(_PRICES.c.run == run_id)
    rows = session.execute(chosen.order_by(_PRICES.c.free, _PRICES.c.offer))
    return [
        OfferPrice(
            offer=OfferId(row.offer),
            free=row.free,
            load=row.load,
            seats=row.seats,
            queue=row.queue,
        )
        for row in rows
    ]


def tempers(session: Session, run_id: str) -> dict[TalentId, float]:
    """What a run says of people; whoever is not named has time."""
    chosen = select(_TEMPERS.c.talent, _TEMPERS.c.free).where(_TEMPERS.c.run == run_id)
    return {TalentId(talent): free for talent, free in session.execute(chosen)}


def prune(session: Session, *, before: datetime) -> int:
    """Throw away the runs asked for before ``before``, but the one that counts; says how many."""
    counts = last(session)
    old = delete(_RUNS).where(_RUNS.c.asked_at < before)
    if counts is not None:
        old = old.where(_RUNS.c.id != counts.id)
    return session.connection().execute(old).rowcount


def _lost(before: datetime) -> ColumnElement[bool]:
    return and_(_RUNS.c.state == RunState.RUNNING.value, _RUNS.c.alive_at < before)


def _held(run: MarketRun) -> tuple[ColumnElement[bool], ...]:
    at_work = _RUNS.c.state == RunState.RUNNING.value
    return _RUNS.c.id == run.id, at_work, _RUNS.c.begun_at == run.begun_at


def _end(session: Session, run: MarketRun, state: RunState) -> None:
    require_write(session)
    ended = {
        "state": state.value,
        "begun_at": run.begun_at,
        "alive_at": None,
        "ended_at": run.ended_at,
        "model_hash": run.model_hash,
        "figures": dict(run.figures),
    }
    session.execute(update(_RUNS).where(_RUNS.c.id == run.id).values(**ended))


def _price_row(run_id: str, price: OfferPrice) -> dict[str, object]:
    return {
        "run": run_id,
        "offer": price.offer,
        "free": price.free,
        "load": price.load,
        "seats": price.seats,
        "queue": price.queue,
    }


def _run(row: Row[Any]) -> MarketRun:
    return MarketRun(
        id=row.id,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        state=RunState(row.state),
        begun_at=row.begun_at,
        alive_at=row.alive_at,
        ended_at=row.ended_at,
        model_hash=row.model_hash,
        figures=row.figures or {},
    )
