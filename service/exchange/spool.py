"""The spool: profiles on their way from the spreadsheets into the store, kept on disk.

What is to be written is worked out without keeping anybody waiting, and may be more than fits into
memory; then the store is locked only for as long as the writing takes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryFile
from types import GenericAlias
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from matcher.intake import Profile, SheetKind, schema_of


@dataclass(frozen=True, slots=True)
class Spool:
    """Batches of profiles in the order in which they were added: one line each."""

    _file: BinaryIO

    def add(self, kind: SheetKind, profiles: Sequence[Profile]) -> None:
        """Append a batch."""
        if profiles:
            line = _adapter(kind).dump_json(list(profiles))
            self._file.write(kind.value.encode() + b" " + line + b"\n")

    def batches(self) -> Iterator[tuple[SheetKind, list[Profile]]]:
        """Every batch, from the first."""
        self._file.seek(0)
        for line in self._file:
            name, _, profiles = line.partition(b" ")
            kind = SheetKind(name.decode())
            yield kind, _adapter(kind).validate_json(profiles)


@contextmanager
def spooling() -> Iterator[Spool]:
    """An empty spool, gone from the disk when it is done with."""
    with TemporaryFile() as file:
        yield Spool(file)


@cache
def _adapter(kind: SheetKind) -> TypeAdapter[list[Profile]]:
    profiles: Any = GenericAlias(list, schema_of(kind).make)
    return TypeAdapter(profiles)
