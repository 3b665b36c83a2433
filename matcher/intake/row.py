"""A row: what one record says of one profile, or everything that keeps it from being taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.domain import FreeTag, Problem
from matcher.intake.codes import IntakeCode, problem
from matcher.intake.encoding import undecoded
from matcher.intake.finding import Finding, shown, unshowable
from matcher.intake.guard import unguard
from matcher.intake.layout import Layout, Place
from matcher.intake.reading import Reading, Reference, refusal
from matcher.intake.records import Record
from matcher.vocabulary import Vocabularies

_READINGS_KEPT = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record, read.

    ``fields`` holds only the fields that the file has columns for (none, when the record is
    broken), and ``None`` for those in ``refused``. ``texts`` are the cells as they were written,
    by field. ``id`` is empty where there is none.
    """

    line: int
    id: str
    layout: Layout
    texts: Mapping[str, str]
    fields: Mapping[str, Any]
    tags: tuple[FreeTag, ...] = ()
    refused: tuple[Finding, ...] = ()
    warned: tuple[Finding, ...] = ()

    def finding(self, wrong: Problem, field: str) -> Finding:
        """The problem, put where that field stands."""
        return Finding(wrong, self.layout.header(field), shown(self.texts.get(field, "")))


class RowReader:
    """Reads the records of one layout; keeps the readings of texts that come again and again."""

    def __init__(self, layout: Layout, words: Vocabularies) -> None:
        self._layout = layout
        self._reference = Reference(words)
        self._kept: dict[tuple[int, str], Reading] = {}
        self._empty = {place.index: _empty(layout, place) for place in layout.places}

    def read(self, record: Record) -> Row:
        """The row; every cell that is wrong is named, not only the first."""
        texts = cell_texts(self._layout, record)
        if broken := _what_broke(record, self._layout.width):
            return _broken_row(record, self._layout, texts, broken)
        readings = [
            (place, self._reading(place, texts[place.column.field]))
            for place in self._layout.places
        ]
        said = [(place, reading) for place, reading in readings if reading.says_more]
        refused = tuple(f for place, one in said for f in _findings(place, one.refused, texts))
        warned = tuple(f for place, one in said for f in _findings(place, one.warned, texts))
        return Row(
            line=record.line,
            id=shown(texts["id"]),
            layout=self._layout,
            texts=texts,
            fields={place.column.field: reading.value for place, reading in readings},
            tags=tuple(FreeTag(place.column.field, tag) for place, one in said for tag in one.tags),
            refused=refused,
            warned=warned if record.ended else (*warned, _unended()),
        )

    def _reading(self, place: Place, text: str) -> Reading:
        if not text:
            return self._empty[place.index]
        if not place.column.cell.repeats:
            return self._fresh(place, text)
        reading = self._kept.get((place.index, text))
        if reading is None:
            if len(self._kept) >= _READINGS_KEPT:
                self._kept.clear()
            reading = self._kept[place.index, text] = self._fresh(place, text)
        return reading

    def _fresh(self, place: Place, text: str) -> Reading:
        if unshowable(text):
            stray = undecoded(text)
            code = IntakeCode.UNDECODABLE if stray else IntakeCode.CONTROL_CHARACTERS
            return refusal(problem(code))
        return place.column.cell.read(text, self._reference)


def cell_texts(layout: Layout, record: Record) -> dict[str, str]:
    """The cells of the known columns by field, trimmed, as far as the record goes."""
    cells = record.cells
    return {
        place.column.field: unguard(cells[place.index].strip())
        for place in layout.places
        if place.index < len(cells)
    }


def record_id(layout: Layout, record: Record) -> str:
    """The id that a whole record stands for; empty when it is broken or has none."""
    if _what_broke(record, layout.width):
        return ""
    return unguard(record.cells[layout.id_index].strip())


def _what_broke(record: Record, width: int) -> Problem | None:
    if record.problem:
        return record.problem
    count = len(record.cells)
    if not record.ended and (count < width or undecoded(record.cells[-1])):
        return problem(IntakeCode.CUT_OFF)
    if count < width:
        return problem(IntakeCode.TOO_FEW_CELLS, cells=count, columns=width)
    # Some programs end every row with more delimiters than the header has.
    if count > width and any(map(str.strip, record.cells[width:])):
        return problem(IntakeCode.TOO_MANY_CELLS, cells=count, columns=width)
    return None


def _broken_row(record: Record, layout: Layout, texts: Mapping[str, str], broken: Problem) -> Row:
    return Row(
        line=record.line,
        id=shown(texts.get("id", "")),
        layout=layout,
        texts=texts,
        fields={},
        refused=(Finding(broken),),
    )


def _empty(layout: Layout, place: Place) -> Reading:
    if place.column.required:
        return refusal(problem(IntakeCode.CELL_REQUIRED))
    return Reading(layout.schema.empty[place.column.field])


def _findings(
    place: Place, problems: tuple[Problem, ...], texts: Mapping[str, str]
) -> list[Finding]:
    value = shown(texts[place.column.field])
    return [Finding(one, place.header, value) for one in problems]


def _unended() -> Finding:
    return Finding(problem(IntakeCode.NO_LINE_BREAK_AT_END))
