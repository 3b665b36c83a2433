"""Imports: files that were previewed and wait to be committed, and what became of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from service.store.tables import ImportRow

_IMPORTS = ImportRow.table()


class ImportState(StrEnum):
    """Where an import is in its life."""

    PREVIEWED = "previewed"
    COMMITTED = "committed"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A file as it came: ``path`` is where its bytes wait, relative to the data folder."""

    name: str
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """``by`` is the public id of the key that sent it; ``report`` is any JSON object."""

    id: str
    created_at: datetime
    by: str
    state: ImportState
    files: tuple[StagedFile, ...]
    report: Mapping[str, Any] = field(default_factory=dict)


def add(session: Session, staged: Import) -> None:
    """Add an import with a new id."""
    fields = {column.name: getattr(staged, column.name) for column in _IMPORTS.c}
    fields["files"] = [asdict(file) for file in staged.files]
    fields["report"] = dict(staged.report)
    session.execute(insert(_IMPORTS).values(fields))


def get(session: Session, import_id: str) -> Import | None:
    """The import, whatever its state."""
    row = session.execute(select(_IMPORTS).where(_IMPORTS.c.id == import_id)).one_or_none()
    return None if row is None else _import(row)


def settle(
    session: Session, import_id: str, *, state: ImportState, report: Mapping[str, Any] | None = None
) -> bool:
    """Take a previewed import to its end; says whether it was still waiting.

    Two commits of one import cannot both win: the second is told that it no longer waits.
    """
    waiting = update(_IMPORTS).where(
        _IMPORTS.c.id == import_id, _IMPORTS.c.state == ImportState.PREVIEWED
    )
    fields: dict[str, Any] = {"state": state}
    if report is not None:
        fields["report"] = dict(report)
    return session.connection().execute(waiting.values(fields)).rowcount == 1


def expire(session: Session, *, before: datetime) -> list[Import]:
    """Expire what was previewed before a moment and never committed; answers with those."""
    old = select(_IMPORTS).where(
        _IMPORTS.c.state == ImportState.PREVIEWED, _IMPORTS.c.created_at < before
    )
    gone = [_import(row) for row in session.execute(old)]
    for staged in gone:
        settle(session, staged.id, state=ImportState.EXPIRED)
    return gone


def _import(row: Row[*tuple[Any, ...]]) -> Import:
    fields = dict(row._mapping)
    fields["state"] = ImportState(fields["state"])
    fields["files"] = tuple(StagedFile(**file) for file in fields["files"])
    return Import(**fields)
