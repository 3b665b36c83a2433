"""Exporting: everything of one kind as a spreadsheet that importing reads back unchanged."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.intake import SheetKind, Style, header_cells, profile_cells, schema_of
from matcher.vocabulary import Language
from service.exchange.examination import STORES
from service.exchange.sheets import FILE_NAMES
from service.store import reading

_MARK = "\ufeff"
_ROWS_AT_ONCE = 500


def file_name(kind: SheetKind, language: Language) -> str:
    """What the file of that kind is called."""
    english, danish, *_ = FILE_NAMES[kind]
    return f"{danish if language is Language.DA else english}.csv"


def export_csv(session: Session, kind: SheetKind, *, style: Style) -> Iterator[bytes]:
    """The spreadsheet of all profiles of one kind, in pieces.

    UTF-8 with a mark, ``;``, CRLF, no cell that a spreadsheet program would compute.
    """
    schema = schema_of(kind)
    profiles = STORES[kind].stream(session)
    rows = (profile_cells(profile, schema, style=style) for profile in profiles)
    yield _MARK.encode() + _text([header_cells(schema, style)])
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield _text(some)


def export_folder(engine: Engine, folder: Path, *, style: Style) -> tuple[Path, ...]:
    """Write the spreadsheets of all kinds, as they were at one moment; answers with their paths.

    A file that is there already is replaced only when the new one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with reading(engine) as session:
        return tuple(
            _replace(
                folder / file_name(kind, style.language), export_csv(session, kind, style=style)
            )
            for kind in SheetKind
        )


def _replace(target: Path, pieces: Iterable[bytes]) -> Path:
    unfinished = target.with_name(f".{target.name}.part")
    with unfinished.open("wb") as file:
        file.writelines(pieces)
    return unfinished.replace(target)


def _text(rows: Iterable[list[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
