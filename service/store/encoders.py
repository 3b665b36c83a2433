"""Encoders: which sentence encoder serves, for every process that works on this store."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.store import changes
from service.store.changes import ChangeKind
from service.store.tables import EncoderRow
from service.store.upsert import upsert

_ENCODERS = EncoderRow.table()


@dataclass(frozen=True, slots=True)
class NamedEncoder:
    """``name`` is how the encoder is opened, ``hash`` what it must then be."""

    name: str
    hash: str


def serving(session: Session) -> NamedEncoder | None:
    """The encoder that serves; none when the store was never told."""
    chosen = select(_ENCODERS.c.name, _ENCODERS.c.hash).where(_ENCODERS.c.serving)
    row = session.execute(chosen).one_or_none()
    return None if row is None else NamedEncoder(row.name, row.hash)


def switch(session: Session, encoder: NamedEncoder, *, now: datetime) -> None:
    """Let ``encoder`` serve; every process learns of it from the change log."""
    session.execute(update(_ENCODERS).values(serving=False))
    row = {
        "hash": encoder.hash,
        "name": encoder.name,
        "serving": True,
        "switched_at": now,
    }
    session.execute(upsert(session, _ENCODERS), [row])
    changes.append(session, ChangeKind.ENCODER, (encoder.hash,))
