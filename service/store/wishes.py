"""Wishes: steps that talents miss and ask for, kept until they take them back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from matcher.domain import TalentId
from service.store.tables import TalentRow, WishRow

_WISHES = WishRow.table()
_TALENTS = TalentRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``words`` are the person's own, all else about the step are codes."""

    id: str
    talent: TalentId
    goal: str
    role: str | None
    reach: str
    kind: str
    words: str
    created_at: datetime
    genre: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What a report counts of a wish: whose it is, where that person lives, and no words."""

    talent: TalentId
    municipality: str | None
    goal: str
    role: str | None
    reach: str
    kind: str
    genre: str | None


def add(session: Session, wish: Wish) -> None:
    """Add a wish with a new id; the talent must exist."""
    session.execute(
        insert(_WISHES).values({column.name: getattr(wish, column.name) for column in _WISHES.c})
    )


def get(session: Session, wish_id: str) -> Wish | None:
    """The wish, if it is still there."""
    row = session.execute(select(_WISHES).where(_WISHES.c.id == wish_id)).one_or_none()
    return None if row is None else Wish(**row._mapping)


def of(session: Session, talent: TalentId) -> list[Wish]:
    """All wishes of one talent, the newest first."""
    newest = (_WISHES.c.created_at.desc(), _WISHES.c.id)
    rows = session.execute(select(_WISHES).where(_WISHES.c.talent == talent).order_by(*newest))
    return [Wish(**row._mapping) for row in rows]


def count_of(session: Session, talent: TalentId) -> int:
    """How many wishes one talent has."""
    counted = select(func.count()).select_from(_WISHES).where(_WISHES.c.talent == talent)
    return session.execute(counted).scalar_one()


def delete_one(session: Session, wish_id: str) -> None:
    """Take a wish back."""
    session.execute(delete(_WISHES).where(_WISHES.c.id == wish_id))


def drop(session: Session, talent: TalentId) -> None:
    """Delete the wishes of a talent that goes."""
    session.execute(delete(_WISHES).where(_WISHES.c.talent == talent))


def stream(session: Session, *, since: datetime) -> Iterator[Wished]:
    """What was wished from a moment on, read in batches."""
    chosen = (
        select(
            _WISHES.c.talent,
            _TALENTS.c.municipality,
            _WISHES.c.goal,
            _WISHES.c.role,
            _WISHES.c.reach,
            _WISHES.c.kind,
            _WISHES.c.genre,
        )
        .join(_TALENTS, _TALENTS.c.id == _WISHES.c.talent)
        .where(_WISHES.c.created_at >= since)
    )
    for row in session.execute(chosen, execution_options={"yield_per": 1000}):
        yield Wished(**row._mapping)
