"""The seats of give-backs: which slots are promised, and which seats their people hold."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from matcher.domain import PROMISED, GiveBackState, OfferId, TalentId
from service.store.batches import batches
from service.store.tables import GiveBackCompanionRow, GiveBackRow, PairRow

_GIVE_BACKS = GiveBackRow.table()
_COMPANIONS = GiveBackCompanionRow.table()
_PAIRS = PairRow.table()


def held(
    session: Session, slots: Sequence[OfferId], *, but: str = "", who: TalentId | None = None
) -> dict[OfferId, int]:
    """How many seats of each of ``slots`` are promised in give-backs and not yet in the log.

    Who has promised takes one until the host has confirmed, which puts it into the log; friends,
    and companions who have said yes, take one each all the time, unless they have one there by
    their own give-back. Of the give-back ``but`` neither the person nor the friends are counted;
    nor is ``who`` as anybody's companion.
    """
    seats = dict.fromkeys(slots, 0)
    for some in batches(slots):
        rows = session.execute(
            select(_GIVE_BACKS.c.slot, _GIVE_BACKS.c.friends, _PAIRS.c.seat)
            .outerjoin(
                _PAIRS,
                and_(_PAIRS.c.talent == _GIVE_BACKS.c.talent, _PAIRS.c.offer == _GIVE_BACKS.c.slot),
            )
            .where(
                _GIVE_BACKS.c.slot.in_(some),
                _GIVE_BACKS.c.state.in_(PROMISED),
                _GIVE_BACKS.c.id != but,
            )
        )
        for slot, friends, seated in rows:
            seats[slot] += len(friends) + (not seated)
        coming = (
            select(_GIVE_BACKS.c.slot, _COMPANIONS.c.talent)
            .distinct()
            .join(_COMPANIONS, _COMPANIONS.c.give_back == _GIVE_BACKS.c.id)
            .where(
                _GIVE_BACKS.c.slot.in_(some),
                _GIVE_BACKS.c.state.in_(PROMISED),
                _COMPANIONS.c.answer.is_(True),
                ~_has_own_there(),
            )
        )
        for slot, talent in session.execute(coming):
            seats[slot] += talent != who
    return seats


def seats_of(session: Session, talents: Sequence[TalentId]) -> list[tuple[TalentId, OfferId]]:
    """Every offer at which one of ``talents`` holds a seat."""
    found: list[tuple[TalentId, OfferId]] = []
    for some in batches(talents):
        held_by = (_PAIRS.c.seat, _PAIRS.c.talent.in_(some))
        chosen = select(_PAIRS.c.talent, _PAIRS.c.offer).where(*held_by)
        found.extend(
            (TalentId(talent), OfferId(offer)) for talent, offer in session.execute(chosen)
        )
    return found


def _has_own_there() -> ColumnElement[bool]:
    """Whether a companion holds a seat of the same slot by a give-back of its own."""
    own = _GIVE_BACKS.alias()
    return exists().where(
        own.c.talent == _COMPANIONS.c.talent,
        own.c.slot == _GIVE_BACKS.c.slot,
        own.c.state.in_(PROMISED | {GiveBackState.DONE}),
    )
