"""The layout of a spreadsheet: its delimiter, its columns, and the kind they speak for."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.intake.codes import IntakeCode, IntakeRefused, problem
from matcher.intake.columns import Column, Schema, SheetKind, schema_of
from matcher.intake.finding import shown
from matcher.vocabulary.normal import normal

_DELIMITERS = (";", "\t", ",")
_NAMED_IN_PROBLEMS = 10
_CLEARLY_KNOWN = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A known column where it stands in the file, under the header that the file gives it."""

    index: int
    header: str
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of one file are to be read; ``unknown`` are the headers that are kept out."""

    schema: Schema
    delimiter: str
    width: int
    places: tuple[Place, ...]
    unknown: tuple[str, ...]

    @property
    def id_index(self) -> int:
        """Where the column of the ids stands."""
        return next(place.index for place in self.places if place.column.field == "id")

    @property
    def complete(self) -> bool:
        """Whether every mandatory column is there."""
        known = {place.column.field for place in self.places}
        return all(column.field in known for column in self.schema.columns if column.required)

    def header(self, field: str) -> str:
        """What the file calls the column of that field, else what it is called in English."""
        named = {place.column.field: place.header for place in self.places}
        english = {column.field: column.english for column in self.schema.columns}
        return named.get(field, english[field])


def read_layout(header: str, kind: SheetKind) -> Layout:
    """The layout that a header line speaks of.

    The delimiter is the one that lets the most columns be known. Raises ``IntakeRefused`` when no
    column is known, a mandatory one is missing, or one is there twice.
    """
    layout = _best_layout(header, kind)
    if not layout.places:
        raise IntakeRefused(problem(IntakeCode.NO_KNOWN_COLUMNS, columns=_some(layout.unknown)))
    _require_columns(layout)
    return layout


def recognise(header: str) -> SheetKind | None:
    """The kind that the columns of a header speak for, if they do so clearly.

    Clearly: every mandatory column is there, at least four are known, no fewer than are not, and
    no other kind knows as many.
    """
    layouts = sorted((_best_layout(header, kind) for kind in SheetKind), key=_known)
    runner_up, best = layouts[-2], layouts[-1]
    known, unknown = _known(best), len(best.unknown)
    clear = best.complete and known >= max(_CLEARLY_KNOWN, unknown) and known > _known(runner_up)
    return best.schema.kind if clear else None


def _best_layout(header: str, kind: SheetKind) -> Layout:
    return max((_layout(schema_of(kind), header, mark) for mark in _DELIMITERS), key=_known)


def _known(layout: Layout) -> int:
    return len({place.column.field for place in layout.places})


def _layout(schema: Schema, header: str, delimiter: str) -> Layout:
    names = [shown(name.strip("\ufeff").strip()) for name in _cells(header, delimiter)]
    known = [(index, name, schema.by_name.get(normal(name))) for index, name in enumerate(names)]
    return Layout(
        schema=schema,
        delimiter=delimiter,
        width=len(names),
        places=tuple(Place(index, name, column) for index, name, column in known if column),
        unknown=tuple(name for _, name, column in known if name and not column),
    )


def _cells(header: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def _require_columns(layout: Layout) -> None:
    seen: dict[str, str] = {}
    for place in layout.places:
        if first := seen.get(place.column.field):
            twice = problem(IntakeCode.COLUMN_TWICE, column=first, other=place.header)
            raise IntakeRefused(twice)
        seen[place.column.field] = place.header
    for column in layout.schema.columns:
        if column.required and column.field not in seen:
            names = {"column": column.english, "danish": column.danish}
            raise IntakeRefused(problem(IntakeCode.COLUMN_MISSING, **names))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED_IN_PROBLEMS])
