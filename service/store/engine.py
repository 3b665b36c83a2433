"""The engine: one way to connect, and three kinds of transaction, on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from time import monotonic, sleep
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from matcher.domain import Problem
from service.store.columns import plain
from service.store.refusal import StoreBusy

_ASK_AGAIN_SECONDS = 0.0002

# Any number does, as long as nothing else in the same database asks for the same one.
_TAKE_LOCK = text("SELECT pg_advisory_xact_lock(1396788563)")
_LOCK_NOT_AVAILABLE = "55P03"
_MODE = "samspil_transaction"


class Transaction(StrEnum):
    """What a transaction is for; ``WRITE`` is what a plain session gets.

    ``WRITE`` is the only one of its kind at any moment, on both databases: what it reads stays
    true until it commits, and the change log is numbered in the order of the commits. ``APPEND``
    adds rows that nobody else touches (slates), and on PostgreSQL many of them run at once.
    ``READ`` sees one moment of the whole store, waits for nobody, and cannot write.
    """

    READ = "read"
    WRITE = "write"
    APPEND = "append"


def connect(url: str, *, busy_seconds: float = 10.0) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…``; nothing is opened yet.

    SQLite: write-ahead log, foreign keys on, every commit is on the disk before it returns.
    ``busy_seconds`` is how long a writer waits for the others before it gives up.
    """
    parsed = _with_driver(make_url(url))
    make = _sqlite if parsed.get_backend_name() == "sqlite" else _postgresql
    engine = make(parsed, busy_seconds)
    # Many rows travel in one statement: a thread gives up and regains its turn only once.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the store and cannot write."""
    with Session(_for(engine, Transaction.READ)) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that is the only writer; commits at the end, rolls back when anything is raised.

    Raises ``StoreBusy`` when other writers kept it waiting too long.
    """
    with _transaction(engine, Transaction.WRITE) as session:
        yield session


@contextmanager
def appending(engine: Engine) -> Iterator[Session]:
    """A session that only adds rows of its own; commits at the end, rolls back on an error.

    Raises ``StoreBusy`` as ``writing`` does.
    """
    with _transaction(engine, Transaction.APPEND) as session:
        yield session


def require_write(session: Session) -> None:
    """Raise ``RuntimeError`` unless the session's transaction is the only writer."""
    mode = _mode(session.connection())
    if mode is not Transaction.WRITE:
        raise RuntimeError(f"a {mode} transaction may not do this: others could overtake it")


@contextmanager
def _transaction(engine: Engine, kind: Transaction) -> Iterator[Session]:
    try:
        with Session(_for(engine, kind)) as session, session.begin():
            yield session
    except OperationalError as error:
        if _is_locked(error.orig):
            raise _busy() from error
        raise


def _busy() -> StoreBusy:
    return StoreBusy(Problem("store_busy"))


def _is_locked(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        # The low byte is the kind, the others tell where it was met.
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(error, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _mode(connection: Connection) -> Transaction:
    return Transaction(connection.get_execution_options().get(_MODE, Transaction.WRITE))


def _for(engine: Engine, kind: Transaction) -> Engine:
    options: dict[str, Any] = {_MODE: kind}
    if kind is Transaction.READ and engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


def _with_driver(url: URL) -> URL:
    driver = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
    return url.set(drivername=driver.get(url.drivername, url.drivername))


def _dumps(value: object) -> str:
    """Dataclasses and mappings become objects."""
    return orjson.dumps(value, default=plain).decode()


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    def begin(connection: Connection) -> None:
        _begin_sqlite(connection, busy_seconds)

    engine = create_engine(
        url,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        # What people wrote about themselves is no business of an error message.
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
        max_overflow=-1,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", begin)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin late and without a lock; _begin_sqlite begins them.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is erased is overwritten, not only unlinked.
    "secure_delete = ON",
)


def _begin_sqlite(connection: Connection, busy_seconds: float) -> None:
    """A writer takes the lock at once: one that reads first and then writes could only fail."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError(type(driver).__name__)
    read = _mode(connection) is Transaction.READ
    if connection.info.get("query_only") is not read:
        driver.execute(f"PRAGMA query_only = {int(read)}")
        connection.info["query_only"] = read
    if read:
        driver.execute("BEGIN")
    else:
        _take_lock(driver, busy_seconds)


def _take_lock(driver: sqlite3.Connection, busy_seconds: float) -> None:
    """Ask for the lock often, for as long as one may be kept waiting.

    SQLite's own waiting sleeps longer and longer, up to 100 ms, so that of two busy processes one
    starves; a commit takes about 1 ms.
    """
    deadline = monotonic() + busy_seconds
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while not _began(driver):
            if monotonic() > deadline:
                raise _busy()
            sleep(_ASK_AGAIN_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")


def _began(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if not _is_locked(error):
            raise
        return False
    return True


def _postgresql(url: URL, busy_seconds: float) -> Engine:
    given = url.normalized_query.get("options", ())
    options = " ".join([*given, f"-c lock_timeout={int(busy_seconds * 1000)}ms"])
    engine = create_engine(
        url,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        # What people wrote about themselves is no business of an error message.
        hide_parameters=True,
        connect_args={"options": options},
        pool_pre_ping=True,
        max_overflow=-1,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if _mode(connection) is Transaction.WRITE:
        connection.execute(_TAKE_LOCK)
