"""Companions: who was asked to play along in a give-back, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from matcher.domain import OfferId, PairState, TalentId
from service.store.batches import batches
from service.store.engine import require_write
from service.store.tables import GiveBackCompanionRow, PairRow, TalentRow

_COMPANIONS = GiveBackCompanionRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody who was asked to play along; ``answer`` is ``None`` until there is one."""

    give_back: str
    talent: TalentId
    asked_at: datetime
    answer: bool | None = None


def of(session: Session, keys: Sequence[str]) -> list[Companion]:
    """Everybody who was asked along by these give-backs."""
    found: list[Companion] = []
    for some in batches(keys):
        chosen = select(_COMPANIONS).where(_COMPANIONS.c.give_back.in_(some))
        ordered = chosen.order_by(_COMPANIONS.c.give_back, _COMPANIONS.c.talent)
        found.extend(_companion(row) for row in session.execute(ordered))
    return found


def asked(session: Session, talent: TalentId) -> list[Companion]:
    """What ``talent`` was asked to come along to."""
    chosen = select(_COMPANIONS).where(_COMPANIONS.c.talent == talent)
    rows = session.execute(chosen.order_by(_COMPANIONS.c.give_back))
    return [_companion(row) for row in rows]


def took_part(session: Session, offer: OfferId, *, municipality: str) -> list[TalentId]:
    """Who took part in ``offer`` and lives in ``municipality``, by id."""
    pairs, talents = PairRow.table(), TalentRow.table()
    chosen = (
        select(pairs.c.talent, pairs.c.state)
        .join(talents, talents.c.id == pairs.c.talent)
        .where(pairs.c.offer == offer, pairs.c.seat, talents.c.municipality == municipality)
        .order_by(pairs.c.talent)
    )
    rows = session.execute(chosen)
    return [TalentId(key) for key, state in rows if PairState(state) & PairState.TAKEN_PART]


def put(session: Session, companion: Companion) -> None:
    """Ask somebody along, or write the answer down."""
    drop(session, companion.give_back, talent=companion.talent)
    row = {
        "give_back": companion.give_back,
        "talent": companion.talent,
        "answer": companion.answer,
        "asked_at": companion.asked_at,
    }
    session.execute(insert(_COMPANIONS).values(row))


def ask_anew(session: Session, key: str, *, talent: TalentId | None = None) -> None:
    """Whoever said yes, or ``talent`` alone, is asked again; a no stands."""
    require_write(session)
    yes = update(_COMPANIONS).where(_COMPANIONS.c.give_back == key, _COMPANIONS.c.answer.is_(True))
    if talent is not None:
        yes = yes.where(_COMPANIONS.c.talent == talent)
    session.execute(yes.values(answer=None))


def drop(session: Session, key: str, *, talent: TalentId) -> bool:
    """Take the question or the answer back; says whether there was one."""
    require_write(session)
    gone = delete(_COMPANIONS).where(_COMPANIONS.c.give_back == key, _COMPANIONS.c.talent == talent)
    return session.connection().execute(gone).rowcount > 0


def _companion(row: Row[*tuple[Any, ...]]) -> Companion:
    return Companion(**row._mapping)
