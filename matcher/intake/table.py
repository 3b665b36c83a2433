"""A table: the text of one spreadsheet, as its header line and the records under it."""

import re
from collections.abc import Iterable, Iterator

from matcher.intake.codes import IntakeCode, IntakeRefused, problem
from matcher.intake.columns import SheetKind
from matcher.intake.layout import Layout, read_layout
from matcher.intake.records import Record, records

# A line that some programs put above the header to name the delimiter.
_DELIMITER_LINE = re.compile(r"\ufeff?\"?sep=.\"?\s*", re.IGNORECASE)


def header_line(lines: Iterator[str]) -> tuple[str, int]:
    """The first line that says anything, and its number; the lines below it are left in ``lines``.

    Raises ``IntakeRefused`` when there is none.
    """
    for number, line in enumerate(lines, start=1):
        if any(map(str.isalnum, line)) and not _DELIMITER_LINE.fullmatch(line):
            return line, number
    raise IntakeRefused(problem(IntakeCode.FILE_EMPTY))


def read_table(lines: Iterable[str], kind: SheetKind) -> tuple[Layout, Iterator[Record]]:
    """The layout of the text, and its records that are not blank, read as they are asked for.

    Raises ``IntakeRefused`` when the text is empty or its header cannot be used.
    """
    remaining = iter(lines)
    header, number = header_line(remaining)
    layout = read_layout(header, kind)
    rows = records(remaining, layout.delimiter, first_line=number + 1)
    return layout, (record for record in rows if not record.blank)
