"""Sheets: the files that an import is given, told apart and opened for reading more than once."""

import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from matcher.intake import (
    LINE_LIMIT,
    Encoding,
    IntakeCode,
    IntakeRefused,
    Layout,
    Record,
    SheetKind,
    header_line,
    problem,
    read_table,
    recognise,
    shown,
    sniff,
)

FILE_NAMES = {
    SheetKind.ORGANISATIONS: ("organisations", "organisationer"),
    SheetKind.OFFERS: ("offers", "tilbud"),
    SheetKind.TALENTS: ("talents", "talenter", "unge"),
}
"""What the file of each kind may be called, without its ending: English, Danish, others."""

_TEXT_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
# Known names with these endings are read too, so that the answer can say what to save them as.
_WORKBOOK_ENDINGS = frozenset({".xlsx", ".xls", ".ods"})
_CHUNK = 1 << 20
_HEADER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file, and the name that people know it by: an upload waits under another one."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that is to be imported; ``name`` is what reports call it."""

    kind: SheetKind
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """The files to be imported, and the names of the others."""

    sheets: tuple[Sheet, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet whose encoding is known; what is read stays the same if its name goes away."""

    sheet: Sheet
    size: int
    encoding: Encoding
    _file: BinaryIO

    @contextmanager
    def table(self) -> Iterator[tuple[Layout, Iterator[Record]]]:
        """The layout, and all records from the start; raises ``IntakeRefused`` for a bad header."""
        with self._text() as lines:
            yield read_table(lines, self.sheet.kind)

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._file.tell()

    @contextmanager
    def _text(self) -> Iterator[Iterator[str]]:
        """All lines from the start with their line breaks; overlong ones come in pieces."""
        self._file.seek(0)
        text = io.TextIOWrapper(
            self._file, self.encoding.value, errors="surrogateescape", newline=""
        )
        try:
            yield _lines(text, self.sheet.name)
        finally:
            text.detach()


def find(target: Path) -> Found:
    """The spreadsheets in a folder, or the one file that ``target`` names.

    Raises ``IntakeRefused`` when there is no such folder.
    """
    if target.is_dir():
        return sort_out(NamedFile(path.name, path) for path in sorted(target.iterdir()))
    if target.exists():
        return sort_out([NamedFile(target.name, target)])
    raise IntakeRefused(problem(IntakeCode.FOLDER_MISSING, folder=str(target)))


def sort_out(files: Iterable[NamedFile]) -> Found:
    """Which of the files are spreadsheets: by their names, else by the columns they have.

    Raises ``IntakeRefused`` when none is.
    """
    kinds = [(file, kind_of(file)) for file in files]
    sheets = list(_named_apart((kind, file) for file, kind in kinds if kind))
    ignored = tuple(shown(file.name) for file, kind in kinds if not kind)
    if not sheets:
        raise IntakeRefused(problem(IntakeCode.NOTHING_TO_IMPORT, ignored=", ".join(ignored)))
    order = list(SheetKind)
    sheets.sort(key=lambda sheet: (order.index(sheet.kind), sheet.name))
    return Found(tuple(sheets), ignored)


def kind_of(file: NamedFile) -> SheetKind | None:
    """The kind of a file by its name, else by its columns; ``None`` for any other file."""
    name = PurePath(file.name.casefold())
    if name.suffix not in _TEXT_ENDINGS | _WORKBOOK_ENDINGS:
        return None
    for kind, names in FILE_NAMES.items():
        if name.stem in names:
            return kind
    return _kind_by_columns(file.path) if name.suffix in _TEXT_ENDINGS else None


def _named_apart(files: Iterable[tuple[SheetKind, NamedFile]]) -> Iterator[Sheet]:
    """Uploads may bear one name; rows are told apart by file and line."""
    seen: Counter[str] = Counter()
    for kind, file in files:
        name = shown(file.name)
        seen[name] += 1
        yield Sheet(kind, name if seen[name] == 1 else f"{name} ({seen[name]})", file.path)


@contextmanager
def opened(sheet: Sheet, *, most_bytes: int) -> Iterator[OpenSheet]:
    """The sheet, read through once to learn its encoding, and watched until it is closed.

    Raises ``IntakeRefused`` when there is no such file, it cannot be read, is larger than
    ``most_bytes``, is not text, or has changed in the meantime.
    """
    with _file(sheet.path, sheet.name) as file:
        before = os.fstat(file.fileno())
        size = before.st_size
        if size > most_bytes:
            sizes = {"megabytes": size >> 20, "most": most_bytes >> 20}
            raise IntakeRefused(problem(IntakeCode.FILE_TOO_LARGE, **sizes))
        yield OpenSheet(sheet, size, sniff(_chunks(file, sheet.name)), file)
        if os.fstat(file.fileno()).st_mtime_ns != before.st_mtime_ns:
            raise IntakeRefused(problem(IntakeCode.FILE_CHANGED, file=sheet.name))


def _file(path: Path, name: str) -> BinaryIO:
    # A named pipe would be waited for until somebody writes into it.
    if path.exists() and not path.is_file():
        raise IntakeRefused(problem(IntakeCode.FILE_UNREADABLE, file=name))
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise IntakeRefused(problem(IntakeCode.FILE_MISSING, file=name)) from error
    except OSError as error:
        raise IntakeRefused(problem(IntakeCode.FILE_UNREADABLE, file=name)) from error


def _chunks(file: BinaryIO, name: str) -> Iterator[bytes]:
    with _readable(name):
        while chunk := file.read(_CHUNK):
            yield chunk


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    with _readable(name):
        while line := text.readline(LINE_LIMIT):
            yield line


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """A disk or a network drive that fails while a file is read is a problem of that file."""
    try:
        yield
    except OSError as error:
        raise IntakeRefused(problem(IntakeCode.FILE_UNREADABLE, file=name)) from error


def _kind_by_columns(path: Path) -> SheetKind | None:
    """What the header says; a file that cannot be read, or says nothing, is none of ours."""
    try:
        with _file(path, path.name) as file:
            start = file.read(_HEADER_BYTES)
        header, _ = header_line(iter(start.decode(errors="replace").splitlines()))
        return recognise(header)
    except (IntakeRefused, OSError):
        return None
