"""Codes: every problem that reading a spreadsheet can meet, named once.

The texts are in ``service/i18n/data/intake.csv``. A code that ends in ``_near`` is the one before
it, with suggestions.
"""

from collections.abc import Sequence
from enum import StrEnum

from matcher.domain import MatcherError, Problem


class IntakeCode(StrEnum):
    """What is wrong, first with a whole file, then with a row, then with a cell."""

    FOLDER_MISSING = "folder_missing"
    NOTHING_TO_IMPORT = "nothing_to_import"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_CHANGED = "file_changed"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_IS_BINARY = "file_is_binary"
    FILE_IS_WORKBOOK = "file_is_workbook"
    FILE_IS_UTF16 = "file_is_utf16"
    NO_KNOWN_COLUMNS = "no_known_columns"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    HEADER_ONLY = "header_only"

    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    CUT_OFF = "cut_off"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    QUOTE_MISPLACED = "quote_misplaced"
    ROW_TOO_LONG = "row_too_long"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    DUPLICATE_ROW = "duplicate_row"
    NO_LINE_BREAK_AT_END = "no_line_break_at_end"

    CELL_REQUIRED = "cell_required"
    UNDECODABLE = "undecodable"
    CONTROL_CHARACTERS = "control_characters"
    LINE_BREAK_IN_CELL = "line_break_in_cell"
    TEXT_TOO_LONG = "text_too_long"
    LIST_TOO_LONG = "list_too_long"
    SLASH_IN_ID = "slash_in_id"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_LINK = "not_a_link"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    UNKNOWN_MUNICIPALITY_NEAR = "unknown_municipality_near"
    UNKNOWN_POSTCODE = "unknown_postcode"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    UNKNOWN_ORGANISATION_NEAR = "unknown_organisation_near"
    RANGE_REVERSED = "range_reversed"
    END_BEFORE_START = "end_before_start"
    GROUND_MISSING = "ground_missing"
    BIRTH_DATE_IMPLAUSIBLE = "birth_date_implausible"
    UNKNOWN_TERM = "unknown_term"
    UNKNOWN_TERM_NEAR = "unknown_term_near"
    READ_AS = "read_as"
    SAYS_NOTHING = "says_nothing"
    ONE_VALUE_ONLY = "one_value_only"
    DEADLINE_AFTER_START = "deadline_after_start"


class IntakeRefused(MatcherError):
    """A whole file cannot be taken in; the problem says why."""


def problem(code: IntakeCode, **params: str | int | float) -> Problem:
    """The problem of that code."""
    return Problem(code.value, params)


def suggesting(code: IntakeCode, nearest: Sequence[str], **params: str) -> Problem:
    """The problem, with suggestions (``nearest``, joined by commas) where there are any."""
    if not nearest:
        return problem(code, **params)
    near = IntakeCode(f"{code.value}_near")
    return problem(near, nearest=", ".join(nearest), **params)
