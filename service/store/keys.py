"""Keys: who may call, with a hash of the secret and never the secret.

Every new and every revoked key enters the change log, so that a process may keep the keys it knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from service.store import changes
from service.store.changes import ChangeKind
from service.store.tables import KeyRow

_KEYS = KeyRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """``subject`` is the talent or organisation that the key speaks for, ``role`` says which.

    ``municipalities`` are the four-digit codes that a coordinator's key is limited to.
    """

    id: str
    role: str
    secret_hash: str
    created_at: datetime
    label: str = ""
    subject: str | None = None
    municipalities: tuple[str, ...] = ()
    revoked_at: datetime | None = None


def add(session: Session, key: Key) -> None:
    """Add a key with a new id."""
    fields = {column.name: getattr(key, column.name) for column in _KEYS.c}
    session.execute(insert(_KEYS).values(fields))
    changes.append(session, ChangeKind.KEY, (key.id,))


def get(session: Session, key_id: str) -> Key | None:
    """The key, revoked or not."""
    row = session.execute(select(_KEYS).where(_KEYS.c.id == key_id)).one_or_none()
    return None if row is None else Key(**row._mapping)


def all_of(session: Session) -> list[Key]:
    """Every key, the oldest first."""
    rows = session.execute(select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id))
    return [Key(**row._mapping) for row in rows]


def revoke(session: Session, key_id: str, *, now: datetime) -> bool:
    """Revoke a key for good; says whether it was there and still valid."""
    return bool(_revoke(session, _KEYS.c.id == key_id, now=now))


def revoke_of(session: Session, role: str, *, subject: str, now: datetime) -> int:
    """Revoke the keys by which one talent or organisation speaks; says how many were valid."""
    return len(_revoke(session, _KEYS.c.role == role, _KEYS.c.subject == subject, now=now))


def _revoke(session: Session, *chosen: ColumnElement[bool], now: datetime) -> Sequence[str]:
    valid = update(_KEYS).where(_KEYS.c.revoked_at.is_(None), *chosen)
    revoked = session.scalars(valid.values(revoked_at=now).returning(_KEYS.c.id)).all()
    changes.append(session, ChangeKind.KEY, revoked)
    return revoked
