"""A report: what an import did, or would do, file by file and row by row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from matcher.domain import Problem
from matcher.intake import (
    Encoding,
    Finding,
    IntakeCode,
    Layout,
    Outcome,
    SheetKind,
    Verdict,
    problem,
)
from service.exchange.sheets import Sheet

_UNKNOWN_TERMS = frozenset({IntakeCode.UNKNOWN_TERM.value, IntakeCode.UNKNOWN_TERM_NEAR.value})


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A term that the vocabulary does not know: where it stands, how often, what comes near."""

    column: str
    term: str
    nearest: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file.

    ``problem`` says why nothing of it could be taken in. ``counts`` holds rows by outcome and is
    complete; ``refused``, ``warned`` and ``changed`` (created and updated, without warnings) list
    the first rows of each, in the order of the file, and ``unlisted`` counts the others.
    """

    name: str
    kind: SheetKind
    problem: Problem | None = None
    encoding: str = ""
    delimiter: str = ""
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    refused: tuple[Verdict, ...] = ()
    warned: tuple[Verdict, ...] = ()
    changed: tuple[Verdict, ...] = ()
    unlisted: int = 0
    unknown_columns: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the file has, blank ones aside."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of every file; ``ignored`` are the names of files that are no spreadsheets."""

    day: date
    files: tuple[FileReport, ...]
    ignored: tuple[str, ...] = ()
    committed: bool = False

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Rows by outcome, of all files together."""
        return {
            outcome: sum(file.counts.get(outcome, 0) for file in self.files) for outcome in Outcome
        }

    @property
    def clean(self) -> bool:
        """Whether every file was taken in, and every row of it."""
        refused = self.counts[Outcome.REFUSED]
        return not refused and not any(file.problem for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """The whole report as plain values: codes and parameters, no texts."""
        return {**_plain(self), "counts": _plain(self.counts)}


class FileTally:
    """Counts and collects the verdicts on one file; lists no more than ``listed`` of each sort."""

    def __init__(self, *, listed: int) -> None:
        self._listed = listed
        self._counts: Counter[Outcome] = Counter()
        self._lists: dict[str, list[Verdict]] = {"refused": [], "warned": [], "changed": []}
        self._unlisted = 0
        self._terms: Counter[tuple[str, str, str]] = Counter()

    def add(self, verdict: Verdict) -> None:
        """Take in the verdict on one more row."""
        self._counts[verdict.outcome] += 1
        if name := _list_for(verdict):
            if len(self._lists[name]) < self._listed:
                self._lists[name].append(verdict)
            else:
                self._unlisted += 1
        for finding in verdict.warned:
            if finding.problem.code in _UNKNOWN_TERMS:
                self._count_term(finding)

    def report(self, sheet: Sheet, layout: Layout, encoding: Encoding) -> FileReport:
        """The report on the file whose rows these were."""
        empty = () if self._counts else (problem(IntakeCode.HEADER_ONLY),)
        return FileReport(
            name=sheet.name,
            kind=sheet.kind,
            encoding=encoding.value,
            delimiter=layout.delimiter,
            counts={outcome: self._counts[outcome] for outcome in Outcome},
            refused=tuple(self._lists["refused"]),
            warned=tuple(self._lists["warned"]),
            changed=tuple(self._lists["changed"]),
            unlisted=self._unlisted,
            unknown_columns=layout.unknown,
            unresolved=self._unresolved(),
            notes=empty,
        )

    def _count_term(self, finding: Finding) -> None:
        params = finding.problem.params
        key = (finding.column or "", str(params["term"]), str(params.get("nearest", "")))
        if key in self._terms or len(self._terms) < self._listed:
            self._terms[key] += 1

    def _unresolved(self) -> tuple[Unresolved, ...]:
        """The most frequent first."""
        ordered = sorted(self._terms.items(), key=lambda term: (-term[1], term[0]))
        return tuple(
            Unresolved(column, term, tuple(filter(None, nearest.split(", "))), count)
            for (column, term, nearest), count in ordered
        )


def _list_for(verdict: Verdict) -> str | None:
    if verdict.outcome is Outcome.REFUSED:
        return "refused"
    if verdict.warned:
        return "warned"
    return None if verdict.outcome is Outcome.UNCHANGED else "changed"


def _plain(value: Any) -> Any:
    """Plain JSON values: dataclasses as objects, tuples as lists, enums and dates as text."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
