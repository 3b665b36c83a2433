"""Lines: a row of any table as one line of JSON, the same from either database, and back."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

import orjson
from sqlalchemy import Column, Date, LargeBinary, Table
from sqlmodel.sql.sqltypes import UTCDateTime

from matcher.domain import FreeTag
from service.store.columns import FreeTags

Fields = Mapping[str, Any]


def line_of(fields: Fields) -> bytes:
    """The row as a JSON object, its keys in order; equal rows make equal lines.

    Raises ``TypeError`` for a number that JSON cannot hold: it would come back as nothing.
    """
    options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps({name: _plain(fields[name]) for name in fields}, option=options)


def row_of(line: bytes, table: Table) -> dict[str, Any]:
    """The fields of the row that made this line.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a line that no row made.
    """
    fields = orjson.loads(line)
    return {str(column.name): _value(column, fields[column.name]) for column in table.c}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, float):
        if not isfinite(value):
            raise TypeError(value)
        # SQLite knows no negative zero.
        return value + 0.0
    return value


def _value(column: Column[Any], written: Any) -> Any:
    read = _READERS.get(type(column.type))
    return written if written is None or read is None else read(written)


def _tags(written: list[dict[str, str]]) -> list[FreeTag]:
    return [FreeTag(**tag) for tag in written]


_READERS: Mapping[type, Callable[[Any], Any]] = {
    UTCDateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    LargeBinary: b64decode,
    FreeTags: _tags,
}
