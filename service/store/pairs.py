"""Pairs: what the events have made of one talent and one offer, and the seats that are taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from matcher.domain import OfferId, PairState, TalentId, takes_seat
from service.store import changes
from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.tables import PairRow
from service.store.upsert import upsert

_PAIRS = PairRow.table()

PairKey = tuple[TalentId, OfferId]


@dataclass(frozen=True, slots=True)
class TalentOffer:
    """A talent, an offer, and where the two stand."""

    talent: TalentId
    offer: OfferId
    state: PairState


def put(session: Session, pair: TalentOffer, *, now: datetime) -> None:
    """Insert or replace the state of a pair; ``events.record`` alone does so, and logs it."""
    row = {
        "talent": pair.talent,
        "offer": pair.offer,
        "state": pair.state.value,
        "seat": takes_seat(pair.state),
        "updated_at": now,
    }
    session.execute(upsert(session, _PAIRS), [row])


def drop(session: Session, *, talent: TalentId | None = None, offer: OfferId | None = None) -> None:
    """Delete, and log, the pairs of a talent or of an offer that goes."""
    gone = delete(_PAIRS).where(or_(_PAIRS.c.talent == talent, _PAIRS.c.offer == offer))
    rows = session.execute(gone.returning(_PAIRS.c.talent, _PAIRS.c.offer)).all()
    changes.append(session, ChangeKind.PAIR, [(row.talent, row.offer) for row in rows])


def of(session: Session, wanted: Sequence[PairKey]) -> dict[PairKey, PairState]:
    """The state of each wanted pair; ``NONE`` where nothing has happened."""
    states = dict.fromkeys(wanted, PairState.NONE)
    key = tuple_(_PAIRS.c.talent, _PAIRS.c.offer)
    for some in batches(wanted):
        rows = session.execute(select(_PAIRS).where(key.in_(some)))
        states.update({(row.talent, row.offer): PairState(row.state) for row in rows})
    return states


def standing(
    session: Session, offers: Sequence[OfferId]
) -> dict[OfferId, dict[TalentId, PairState]]:
    """For each of ``offers`` how everybody stands to it between whom and it anything stands."""
    found: dict[OfferId, dict[TalentId, PairState]] = {offer: {} for offer in offers}
    for some in batches(offers):
        chosen = select(_PAIRS.c.offer, _PAIRS.c.talent, _PAIRS.c.state)
        rows = session.execute(chosen.where(_PAIRS.c.offer.in_(some), _PAIRS.c.state != 0))
        for offer, talent, state in rows:
            found[offer][talent] = PairState(state)
    return found


def stream(session: Session) -> Iterator[TalentOffer]:
    """Every pair between which something stands, read in batches."""
    chosen = select(_PAIRS.c.talent, _PAIRS.c.offer, _PAIRS.c.state).where(_PAIRS.c.state != 0)
    for talent, offer, state in session.execute(chosen, execution_options={"yield_per": 1000}):
        yield TalentOffer(talent, offer, PairState(state))


def queue(session: Session, offer: OfferId) -> int:
    """How many have applied for the offer or are invited, and have no answer yet."""
    waits = _PAIRS.c.state.bitwise_and(int(PairState.APPLIED | PairState.INVITED)) != 0
    counted = select(func.count()).select_from(_PAIRS).where(_PAIRS.c.offer == offer, waits)
    return session.execute(counted).scalar_one()


def seats_taken(session: Session, offers: Sequence[OfferId]) -> dict[OfferId, int]:
    """How many talents hold a seat of each of ``offers``."""
    taken = dict.fromkeys(offers, 0)
    for some in batches(offers):
        counted = (
            select(_PAIRS.c.offer, func.count())
            .where(_PAIRS.c.seat, _PAIRS.c.offer.in_(some))
            .group_by(_PAIRS.c.offer)
        )
        taken.update((offer, count) for offer, count in session.execute(counted))
    return taken
