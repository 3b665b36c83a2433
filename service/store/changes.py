"""The change log: what was written, in the order of the commits, for those who keep a copy.

A reader that knows everything up to ``seq`` and asks ``since(seq)`` misses nothing, because
numbers become visible in their order: only one ``WRITE`` transaction runs at a time (SQLite's
write lock; on PostgreSQL an advisory lock, held until the commit is visible), and it takes its
numbers while it is the only one. Numbers may be skipped (a rollback), never filled in later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Self

from sqlalchemy import Engine, PoolProxiedConnection, func, insert, select
from sqlalchemy.orm import Session

from service.store.engine import require_write
from service.store.tables import ChangeRow

_CHANGES = ChangeRow.table()


class ChangeKind(StrEnum):
    """What was changed."""

    TALENT = "talent"
    OFFER = "offer"
    ORGANISATION = "organisation"
    PAIR = "pair"
    BLOCK = "block"
    KEY = "key"
    ENCODER = "encoder"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class Change:
    """``id`` was put, deleted, revoked, made to serve or run; of pairs and blocks it is the talent.

    ``other`` is a pair's offer, a block's organisation.
    """

    seq: int
    kind: ChangeKind
    id: str
    other: str | None = None


def head(session: Session) -> int:
    """The number of the last change that this session can see; 0 before the first."""
    last: int = session.execute(select(func.coalesce(func.max(_CHANGES.c.seq), 0))).scalar_one()
    return last


def since(session: Session, seq: int, *, limit: int) -> list[Change]:
    """The first ``limit`` changes after ``seq``, in order."""
    found = select(_CHANGES).where(_CHANGES.c.seq > seq).order_by(_CHANGES.c.seq).limit(limit)
    return [
        Change(row.seq, ChangeKind(row.kind), row.id, row.other) for row in session.execute(found)
    ]


def append(
    session: Session, kind: ChangeKind, ids: Iterable[str] | Iterable[tuple[str, str]]
) -> None:
    """Log that each id, or each ``(id, other)``, has changed, in the transaction that changes it.

    Raises ``RuntimeError`` in a transaction that others may overtake.
    """
    require_write(session)
    rows = [_row(kind, changed) for changed in ids]
    if rows:
        session.execute(insert(_CHANGES), rows)


class Watcher:
    """Asks, before every request, whether there is anything new; cheap enough for that.

    SQLite tells on a kept connection whether anybody else has committed, in microseconds; only
    then is the log asked. Any thread may ask; one at a time does.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None
        self._commits: int | None = None
        self._head = 0

    def head(self) -> int:
        """The number of the last committed change; 0 before the first."""
        with self._lock:
            try:
                return self._ask()
            except self._engine.dialect.loaded_dbapi.OperationalError:
                # The server went away since the last question; ask once on a new connection.
                self._close()
                return self._ask()

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self) -> int:
        if self._engine.dialect.name == "sqlite":
            commits = self._value("PRAGMA data_version")
            if commits == self._commits:
                return self._head
            self._commits = commits
        self._head = self._value("SELECT coalesce(max(seq), 0) FROM changes")
        return self._head

    def _value(self, question: str) -> int:
        cursor = self._kept().cursor()
        cursor.execute(question)
        (value,) = cursor.fetchone() or (0,)
        cursor.close()
        return int(value)

    def _kept(self) -> PoolProxiedConnection:
        """A connection outside any transaction, so that it sees every commit."""
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            driver = self._connection.dbapi_connection
            if driver is not None and self._engine.dialect.name == "postgresql":
                driver.autocommit = True
        return self._connection

    def _close(self) -> None:
        connection, self._connection, self._commits = self._connection, None, None
        if connection is not None:
            connection.invalidate()


def _row(kind: ChangeKind, changed: str | tuple[str, str]) -> dict[str, str | None]:
    first, other = (changed, None) if isinstance(changed, str) else changed
    return {"kind": kind.value, "id": first, "other": other}
