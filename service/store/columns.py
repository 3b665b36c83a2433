"""Column types: one Python value each, held alike by SQLite and PostgreSQL."""

import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from sys import intern
from typing import Any

import orjson
from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from matcher.domain import FreeTag

# Ids are compared byte by byte on both databases, so that pages follow one order everywhere.
Identity: TypeEngine[str] = String().with_variant(String(collation="C"), "postgresql")

# SQLite counts up only in a column that is declared exactly INTEGER.
Sequence64: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")

# A document is a record of what was said and stays as it was written: PostgreSQL's JSON keeps the
# text, where JSONB would reorder keys and rewrite numbers.
Document: TypeEngine[Any] = JSON()


class Codes(TypeDecorator[tuple[str, ...]]):
    """A tuple of vocabulary codes, held as a JSON list."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB on PostgreSQL."""
        return _document(dialect)

    def process_bind_param(self, value: Sequence[str] | None, _: Dialect) -> list[str]:
        """The list that JSON knows."""
        return list(value or ())

    def process_result_value(self, value: list[str] | None, _: Dialect) -> tuple[str, ...]:
        """The tuple; the codes are interned, since a few hundred of them fill every profile."""
        return tuple(map(intern, value)) if value else ()


class FreeTags(TypeDecorator[tuple[FreeTag, ...]]):
    """Free tags, held as a JSON list of ``[field, text]``."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB on PostgreSQL."""
        return _document(dialect)

    def process_bind_param(self, value: Sequence[FreeTag] | None, _: Dialect) -> list[list[str]]:
        """The pairs that JSON knows."""
        return [[tag.field, tag.text] for tag in value or ()]

    def process_result_value(
        self, value: list[list[str]] | None, _: Dialect
    ) -> tuple[FreeTag, ...]:
        """The tags in the order in which they were put."""
        return tuple([FreeTag(field, text) for field, text in value]) if value else ()


class Packed(TypeDecorator[Any]):
    """A long document that is only ever read whole: JSON, compressed.

    A slate of twenty explained items shrinks to about an eighth, so that years of them fit on a
    small machine. Dataclasses and mappings are written as objects.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _: Dialect) -> bytes | None:
        """Compressed JSON; the fastest level is nearly as small as the slowest."""
        if value is None:
            return None
        return zlib.compress(orjson.dumps(value, default=plain), level=1)

    def process_result_value(self, value: bytes | None, _: Dialect) -> Any:
        """The document as lists and dictionaries."""
        return None if value is None else orjson.loads(zlib.decompress(value))


def plain(value: object) -> object:
    """What orjson does not know itself: any mapping becomes a dictionary."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


class Choice(TypeDecorator[StrEnum]):
    """A member of one StrEnum, held as its value: a new member needs no change of the schema."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | None, _: Dialect) -> str | None:
        """The value."""
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, _: Dialect) -> StrEnum | None:
        """The member."""
        return None if value is None else self.choices(value)


def _document(dialect: Dialect) -> TypeEngine[Any]:
    postgresql = dialect.name == "postgresql"
    return dialect.type_descriptor(JSONB() if postgresql else JSON())
