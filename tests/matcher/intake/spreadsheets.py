"""Spreadsheets for tests: rows given by header, read and judged as an import would."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from matcher.domain import Talent
from matcher.intake import (
    Finding,
    Profile,
    Row,
    RowReader,
    SheetKind,
    Style,
    Surroundings,
    Verdict,
    header_cells,
    judge,
    profile_cells,
    read_table,
    schema_of,
)
from matcher.vocabulary import Language, load
from tests.factories import TODAY

REQUIRED: Mapping[SheetKind, Mapping[str, str]] = {
    SheetKind.ORGANISATIONS: {"id": "org-1", "name": "Musikskolen Prøven"},
    SheetKind.OFFERS: {"id": "off-1", "organisation": "org-1", "title": "Åben scene"},
    SheetKind.TALENTS: {"id": "tal-1", "name": "Alma Testrup"},
}


def text_of(rows: Iterable[Sequence[str]], delimiter: str = ";") -> str:
    """The rows as delimited text."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def read_rows(text: str, kind: SheetKind) -> list[Row]:
    """Every row of a whole text."""
    layout, found = read_table(io.StringIO(text, newline=""), kind)
    reader = RowReader(layout, load())
    return [reader.read(record) for record in found]


def read_row(kind: SheetKind, cells: Mapping[str, str]) -> Row:
    """One row with these cells; the mandatory ones are filled in."""
    filled = {**REQUIRED[kind], **cells}
    (row,) = read_rows(text_of([list(filled), list(filled.values())]), kind)
    return row


def judged(
    row: Row,
    existing: Profile | None = None,
    *,
    unknown: Mapping[str, tuple[str, ...]] | None = None,
    today: date = TODAY,
) -> tuple[Verdict, Profile | None]:
    """The verdict on a row; every organisation is known unless named."""
    return judge(row, existing, around=Surroundings(today=today, unknown=unknown or {}))


def talent_of(cells: Mapping[str, str], existing: Profile | None = None) -> Talent:
    """The talent that a row of these cells makes."""
    verdict, value = judged(read_row(SheetKind.TALENTS, cells), existing)
    assert isinstance(value, Talent), verdict
    return value


def codes(findings: Iterable[Finding]) -> list[tuple[str | None, str]]:
    """Column and code of each finding."""
    return [(finding.column, finding.problem.code) for finding in findings]


def exported(profiles: Sequence[Profile], kind: SheetKind, language: Language) -> str:
    """The profiles as a spreadsheet."""
    schema, style = schema_of(kind), Style(language, load())
    rows = [profile_cells(profile, schema, style=style) for profile in profiles]
    return text_of([header_cells(schema, style), *rows])
