"""The upsert: insert a row or replace what has its key, in either dialect."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def upsert(session: Session, table: Table) -> Insert:
    """An insert for any number of rows that replaces the row whose primary key is taken.

    Where the table has a ``version``, that of a replaced row rises by one instead.
    """
    return _upsert(session.get_bind().dialect.name, table)


@cache
def _upsert(dialect: str, table: Table) -> Insert:
    """Made once for each table: SQLAlchemy takes longer to make one than SQLite to run it."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    replaced: dict[str, ColumnElement[Any]] = {
        column.name: insert.excluded[column.name] for column in table.c if not column.primary_key
    }
    if "version" in replaced:
        replaced["version"] = table.c.version + 1
    key = list(table.primary_key.columns)
    return insert.on_conflict_do_update(index_elements=key, set_=replaced)
