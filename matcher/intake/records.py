"""Records: the rows of delimited text, each with the line number that an editor shows for it."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.domain import Problem
from matcher.intake.codes import IntakeCode, problem

LINE_LIMIT = 1 << 20
"""Characters of one physical line; whoever hands in lines may cut longer ones into pieces."""

_ROW_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Record:
    """One row as cells, or the problem that kept it from being one.

    ``line`` is where it starts, counted from 1. ``ended`` is false where the text stops without a
    line break.
    """

    line: int
    cells: tuple[str, ...]
    problem: Problem | None = None
    ended: bool = True

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return self.problem is None and not any(map(str.strip, self.cells))


def records(lines: Iterable[str], delimiter: str, *, first_line: int = 1) -> Iterator[Record]:
    """Every row of ``lines``, which keep their line breaks and start at ``first_line``.

    A row whose quotes are broken becomes a problem, and reading goes on with the line after the
    one that it began in, so one bad quote never swallows the good rows below it.
    """
    feed = _Feed(lines, first_line)
    reader = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=True)
    while feed.begin():
        try:
            cells = tuple(next(reader))
        except csv.Error as error:
            yield Record(feed.start, (), _what_broke(feed, error), ended=feed.ended)
            feed.keep_only_first()
        else:
            yield Record(feed.start, cells, ended=feed.ended)


def _what_broke(feed: "_Feed", error: csv.Error) -> Problem:
    if feed.overlong or "field limit" in str(error):
        return problem(IntakeCode.ROW_TOO_LONG, limit=csv.field_size_limit())
    if feed.ran_out:
        return problem(IntakeCode.QUOTE_NOT_CLOSED)
    return problem(IntakeCode.QUOTE_MISPLACED)


class _Feed:
    """Physical lines for the csv reader, remembered until the row that takes them is whole."""

    def __init__(self, lines: Iterable[str], first_line: int) -> None:
        self._lines = iter(lines)
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._next_line = first_line
        self.start = first_line
        self.ended = True
        self.ran_out = False
        self.overlong = False

    def begin(self) -> bool:
        """Start a row; false when there are no more lines."""
        self._next_line += len(self._taken)
        self._taken = []
        self.start, self.ran_out, self.overlong = self._next_line, False, False
        if not self._waiting:
            self._waiting.extend(self._read())
        return bool(self._waiting)

    def keep_only_first(self) -> None:
        """Give back every line of the row but the one that it began in."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._waiting:
            self._waiting.extend(self._read())
        if not self._waiting or len(self._taken) == _ROW_LINES:
            self.ran_out = True
            raise StopIteration
        line = self._waiting.popleft()
        self._taken.append(line)
        self.ended = line.endswith(("\n", "\r"))
        if len(line) >= LINE_LIMIT:
            self.overlong = True
            raise csv.Error
        return line

    def _read(self) -> list[str]:
        """The next physical line; the pieces of one that is too long count as one, and go."""
        line = next(self._lines, None)
        if line is None:
            return []
        piece = line
        while len(line) >= LINE_LIMIT and not piece.endswith(("\n", "\r")):
            following = next(self._lines, None)
            if following is None:
                break
            piece = following
        return [line if piece is line else line[: LINE_LIMIT - 1] + piece[-1:]]
