"""The upsert: insert a row or replace what has its key, in either dialect."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def upsert(
    session: Session, table: Table, *, computed: Mapping[str, ColumnElement[object]] | None = None
) -> postgresql.Insert | sqlite.Insert:
    """An insert for many rows that replaces every column of a row whose primary key is taken.

    ``computed`` names the columns of a replaced row that get another value than the new row's.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    key = list(table.primary_key.columns)
    changed = {
        column.name: insert.excluded[column.name] for column in table.c if not column.primary_key
    }
    return insert.on_conflict_do_update(index_elements=key, set_=changed | dict(computed or {}))
