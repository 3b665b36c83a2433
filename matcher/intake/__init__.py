"""Intake: rows of spreadsheets into profiles and back, with a verdict on every row; all pure."""

from matcher.intake.checks import Conflict, conflicts
from matcher.intake.codes import IntakeCode, IntakeRefused, problem
from matcher.intake.columns import Column, Profile, Schema, SheetKind, schema_of
from matcher.intake.duplicates import Duplicates, RowPlace, repeated
from matcher.intake.encoding import Encoding, sniff
from matcher.intake.finding import Finding, shown
from matcher.intake.layout import Layout, read_layout, recognise
from matcher.intake.reading import Reading, Style
from matcher.intake.records import LINE_LIMIT, Record, records
from matcher.intake.row import Row, RowReader, cell_texts, record_id
from matcher.intake.table import header_line, read_table
from matcher.intake.verdict import (
    Outcome,
    Surroundings,
    Verdict,
    as_repeated,
    changed_fields,
    judge,
    merge,
    organisations_named,
)
from matcher.intake.writing import header_cells, profile_cells

__all__ = [
    "LINE_LIMIT",
    "Column",
    "Conflict",
    "Duplicates",
    "Encoding",
    "Finding",
    "IntakeCode",
    "IntakeRefused",
    "Layout",
    "Outcome",
    "Profile",
    "Reading",
    "Record",
    "Row",
    "RowPlace",
    "RowReader",
    "Schema",
    "SheetKind",
    "Style",
    "Surroundings",
    "Verdict",
    "as_repeated",
    "cell_texts",
    "changed_fields",
    "conflicts",
    "header_cells",
    "header_line",
    "judge",
    "merge",
    "organisations_named",
    "problem",
    "profile_cells",
    "read_layout",
    "read_table",
    "recognise",
    "record_id",
    "records",
    "repeated",
    "schema_of",
    "shown",
    "sniff",
]
