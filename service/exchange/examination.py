"""An examination: every row of all spreadsheets judged against the store, nothing written there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from matcher.domain import Organisation
from matcher.intake import (
    Duplicates,
    IntakeRefused,
    Layout,
    Profile,
    Record,
    Row,
    RowPlace,
    RowReader,
    SheetKind,
    Surroundings,
    as_repeated,
    cell_texts,
    judge,
    organisations_named,
    record_id,
    repeated,
)
from service.exchange.directory import Directory
from service.exchange.options import ImportOptions, Progress
from service.exchange.report import FileReport, FileTally
from service.exchange.sheets import OpenSheet, Sheet, opened
from service.exchange.spool import Spool
from service.store import OFFERS, ORGANISATIONS, TALENTS, Profiles

STORES: Mapping[SheetKind, Profiles[Any, Any, Any]] = {
    SheetKind.ORGANISATIONS: ORGANISATIONS,
    SheetKind.OFFERS: OFFERS,
    SheetKind.TALENTS: TALENTS,
}
"""Where the profiles of each kind are kept."""

_BATCH = 1_000
_Element = TypeVar("_Element")


class Examination:
    """Reads spreadsheets in batches; what is to be stored goes into ``spool``, if there is one.

    A session that only reads is enough. Raises ``IntakeRefused`` when a file changes or breaks
    off while it is read, since then nothing that was read of it can be trusted.
    """

    def __init__(self, session: Session, options: ImportOptions, *, spool: Spool | None) -> None:
        self._session = session
        self._options = options
        self._spool = spool
        self._directory = Directory(session)
        self._read_before = 0
        self._total = 0

    def of(self, sheets: Sequence[Sheet]) -> tuple[FileReport, ...]:
        """The report on every sheet, in the order in which they are read.

        1. Organisations come first, since offers and talents name them, whatever the order given.
        2. All ids of a kind are read before any row is judged, so that duplicates are known.
        3. Every row is judged.
        """
        self._total = sum(_size(sheet) for sheet in sheets)
        kinds = [[sheet for sheet in sheets if sheet.kind is kind] for kind in SheetKind]
        return tuple(report for some in kinds for report in self._kind(some))

    def _kind(self, sheets: Sequence[Sheet]) -> list[FileReport]:
        with ExitStack() as stack:
            reports, readable = {}, []
            for sheet in sheets:
                try:
                    readable.append(self._open(sheet, stack))
                except IntakeRefused as refusal:
                    reports[sheet] = FileReport(
                        name=sheet.name, kind=sheet.kind, problem=refusal.problem
                    )
            duplicates = _duplicates(readable)
            for open_sheet in readable:
                reports[open_sheet.sheet] = self._file(open_sheet, duplicates)
        return [reports[sheet] for sheet in sheets]

    def _open(self, sheet: Sheet, stack: ExitStack) -> OpenSheet:
        """The sheet, if its header can be used."""
        open_sheet = stack.enter_context(opened(sheet, most_bytes=self._options.most_bytes))
        with open_sheet.table():
            return open_sheet

    def _file(self, open_sheet: OpenSheet, duplicates: Duplicates) -> FileReport:
        tally = FileTally(listed=self._options.listed)
        sheet = open_sheet.sheet
        with open_sheet.table() as (layout, records):
            reader = RowReader(layout, self._options.words)
            for some in _batched(records, _BATCH):
                rows = [reader.read(record) for record in some]
                self._batch(sheet, rows, duplicates=duplicates, tally=tally)
                self._tell(sheet, open_sheet.position)
        self._read_before += open_sheet.size
        return tally.report(sheet, layout, encoding=open_sheet.encoding)

    def _batch(
        self, sheet: Sheet, rows: Sequence[Row], *, duplicates: Duplicates, tally: FileTally
    ) -> None:
        ids = [row.id for row in rows if not row.refused]
        stored = STORES[sheet.kind].get_many(self._session, ids)
        named = {one for row in rows for _, one in organisations_named(row)}
        around = Surroundings(
            today=self._options.day,
            unknown=self._directory.unknown(named),
            learned_unasked=self._options.learned_unasked,
        )
        taken: list[Profile] = []
        for row in rows:
            there = stored.get(row.id)
            verdict, value = judge(row, there.value if there else None, around=around)
            said = duplicates.problem_at(RowPlace(sheet.name, row.line), row.id)
            if said:
                verdict, value = as_repeated(verdict, row, said=said), None
            tally.add(verdict)
            if value is not None:
                taken.append(value)
        self._take(sheet.kind, taken)

    def _take(self, kind: SheetKind, profiles: Sequence[Profile]) -> None:
        self._directory.accept(one for one in profiles if isinstance(one, Organisation))
        if self._spool:
            self._spool.add(kind, profiles)

    def _tell(self, sheet: Sheet, position: int) -> None:
        done = self._read_before + position
        self._options.progress(Progress(sheet.name, done, self._total))


def _duplicates(sheets: Sequence[OpenSheet]) -> Duplicates:
    """All rows of the ids that come more than once, in any of the files of one kind."""
    found = Duplicates(repeated(key for _, _, _, key in _with_ids(sheets)))
    if found.suspected:
        for sheet, layout, record, _ in _with_ids(sheets):
            found.add(RowPlace(sheet.name, record.line), cell_texts(layout, record))
    return found


def _with_ids(sheets: Iterable[OpenSheet]) -> Iterator[tuple[Sheet, Layout, Record, str]]:
    """Every record that has an id, and its id."""
    for open_sheet in sheets:
        with open_sheet.table() as (layout, records):
            for record in records:
                if key := record_id(layout, record):
                    yield open_sheet.sheet, layout, record, key


def _size(sheet: Sheet) -> int:
    return sheet.path.stat().st_size if sheet.path.is_file() else 0


def _batched(elements: Iterable[_Element], size: int) -> Iterator[list[_Element]]:
    remaining = iter(elements)
    while some := list(islice(remaining, size)):
        yield some
