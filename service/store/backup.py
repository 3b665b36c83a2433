"""Backup: the whole store as one file, from which either database can be restored.

The file is a ZIP of one ``<table>.jsonl`` for each table, a row a line in the order of the key, and
``manifest.json`` with the schema's revision and every table's count of rows and SHA-256. It holds
all that the store knows of people, so that it is made readable for its owner alone.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import orjson
from sqlalchemy import Engine, Select, Table, func, insert, select
from sqlalchemy.orm import Session

from matcher.domain import Problem
from service.store.engine import reading, writing
from service.store.lines import line_of, row_of
from service.store.refusal import StoreRefused
from service.store.schema import migrate, newest
from service.store.tables import METADATA

_MANIFEST = "manifest.json"
_FORMAT = 1
# Slates are long: this many of them at once are a few megabytes.
_ROWS_AT_ONCE = 200
# What a file that is no backup, or a part of one, makes of reading it.
_UNREADABLE = (BadZipFile, EOFError, KeyError, TypeError, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


def backup(engine: Engine, target: Path) -> dict[str, Content]:
    """Write one moment of the whole store to ``target``, while others go on writing.

    Says what each table holds. ``target`` appears when it is complete and on the disk, and
    replaces what had its name.
    """
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            contents = _write(engine, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return contents


def restore(engine: Engine, source: Path) -> dict[str, Content]:
    """Fill an empty store from a backup and say what each table holds; all of it or nothing.

    1. The backup must be of the schema that this version works with.
    2. The database is brought to that schema; no table may have a row.
    3. All rows are put in.
    4. Every table is read back: count and SHA-256 must be those of the manifest.

    Raises ``StoreRefused`` with ``backup_unreadable``, ``backup_of_other_schema``,
    ``store_not_empty`` or ``backup_damaged``.
    """
    try:
        with ZipFile(source) as archive:
            return _read(engine, archive)
    except _UNREADABLE as error:
        raise StoreRefused(Problem("backup_unreadable", {"file": source.name})) from error


def _write(engine: Engine, file: IO[bytes]) -> dict[str, Content]:
    contents = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, reading(engine) as session:
        for table in METADATA.sorted_tables:
            with archive.open(_member(table), "w", force_zip64=True) as member:
                contents[str(table.name)] = _content(_written(_lines(session, table), member))
        manifest = {"format": _FORMAT, "revision": newest(), "tables": contents}
        archive.writestr(_MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return contents


def _read(engine: Engine, archive: ZipFile) -> dict[str, Content]:
    contents = _manifest(archive)
    migrate(engine)
    with writing(engine) as session:
        for table in METADATA.sorted_tables:
            _require_empty(session, table)
        for table in METADATA.sorted_tables:
            _fill(session, table, archive)
        for table in METADATA.sorted_tables:
            if _content(_lines(session, table)) != contents[table.name]:
                raise StoreRefused(Problem("backup_damaged", {"table": table.name}))
    return contents


def _manifest(archive: ZipFile) -> dict[str, Content]:
    manifest = orjson.loads(archive.read(_MANIFEST))
    made_by = {"format": manifest["format"], "revision": manifest["revision"]}
    if made_by != {"format": _FORMAT, "revision": newest()}:
        raise StoreRefused(Problem("backup_of_other_schema", made_by))
    return {table: Content(**content) for table, content in manifest["tables"].items()}


def _require_empty(session: Session, table: Table) -> None:
    if session.execute(select(table).limit(1)).first() is not None:
        raise StoreRefused(Problem("store_not_empty", {"table": table.name}))


def _fill(session: Session, table: Table, archive: ZipFile) -> None:
    with archive.open(_member(table)) as lines:
        while some := [row_of(line, table) for line in islice(lines, _ROWS_AT_ONCE)]:
            session.execute(insert(table), some)
    if "seq" in table.c and session.get_bind().dialect.name == "postgresql":
        session.execute(_continue_after_last(table))


def _continue_after_last(table: Table) -> Select[int]:
    """PostgreSQL counts apart from the table; SQLite looks at it by itself."""
    counter = func.pg_get_serial_sequence(table.name, "seq")
    last = func.coalesce(func.max(table.c.seq), 1)
    return select(func.setval(counter, last, func.count() > 0)).select_from(table)


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    rows = select(table).order_by(*table.primary_key.columns)
    options = {"yield_per": _ROWS_AT_ONCE}
    for row in session.execute(rows, execution_options=options):
        yield line_of(row._asdict())


def _written(lines: Iterable[bytes], member: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        member.write(line)
        yield line


def _content(lines: Iterable[bytes]) -> Content:
    rows, digest = 0, sha256()
    for line in lines:
        rows += 1
        digest.update(line)
    return Content(rows, digest.hexdigest())


def _member(table: Table) -> str:
    return f"{table.name}.jsonl"
