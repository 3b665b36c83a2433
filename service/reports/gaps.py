"""Gaps: what people need, wish and look for in vain, by place, term and reach, beside what is
offered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reports.suppression import FEWEST_TOLD, Counts, Mask, few, hidden, with_totals

Whole = NDArray[np.int64]

MEASURES = ("need", "missing", "wishes", "searches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What the cells are of: codes of the terms, of the municipalities (after the last: elsewhere)
    and of the reaches."""

    terms: tuple[str, ...]
    municipalities: tuple[str, ...]
    reaches: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Terms, places with elsewhere, reaches."""
        return len(self.terms), len(self.municipalities) + 1, len(self.reaches)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Mentions:
    """That somebody has to do with a term: columns of one length, any order, repeats allowed.

    ``who`` numbers people, ``term``, ``place`` and ``reach`` are places on the axes.
    """

    who: Whole
    term: Whole
    place: Whole
    reach: Whole

    def people(self, axes: Axes) -> Counts:
        """How many people are in each cell: shape ``axes.shape``; everybody counts once a cell."""
        each = np.unique(np.stack([self.who, self.term, self.place, self.reach]), axis=1)
        cells = np.zeros(axes.shape, dtype=np.int64)
        np.add.at(cells, tuple(each[1:]), 1)
        return cells


def mentions(rows: Iterable[tuple[int, int, int, int]]) -> Mentions:
    """Mentions from rows of who, term, place, reach."""
    table = np.array(list(rows), dtype=np.int64).reshape(-1, 4)
    return Mentions(who=table[:, 0], term=table[:, 1], place=table[:, 2], reach=table[:, 3])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Supply:
    """What is offered, by cell: open offers, their free seats, and how many have no limit."""

    offers: Counts
    seats: Counts
    unlimited: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One cell; ``municipality`` and ``reach`` are ``None`` in totals, ``elsewhere`` is outside
    the partnership. A measure of people that is ``None`` is hidden, or not told of a reach."""

    term: str
    municipality: str | None
    elsewhere: bool
    reach: str | None
    need: int | None
    missing: int | None
    wishes: int | None
    searches: int | None
    offers: int
    seats: int
    unlimited: int


def gaps(
    axes: Axes, *, people: Mapping[str, Counts], supply: Supply, least: int = FEWEST_TOLD
) -> tuple[Gap, ...]:
    """The cells of somebody or of an offer, and all totals over places of terms that have any;
    terms first where the most people miss a step.

    ``people`` holds each of ``MEASURES`` in the axes' shape. Searches know no reach: theirs are
    all at the first, and told in totals alone. Every term and measure is a table of its own, whose
    totals are told with it; a person may have several terms, so that terms add up to nothing.
    Where all but few of those in need miss a step, how many miss it is hidden as well. Of wishes
    the sums over terms count as known: most people have one, and other reports add up the same.
    """
    found = []
    wished = _wishes_shown(people["wishes"], least)
    for at, term in enumerate(axes.terms):
        having = with_totals(people["need"][at] - people["missing"][at])
        also = {"missing": few(having, least=least)}
        shown = {name: _shown(people[name][at], least, also.get(name)) for name in MEASURES}
        shown["wishes"] = wished[at]
        if not any(some[-1, -1] for some in shown.values()) and not supply.offers[at].any():
            continue
        offered = [with_totals(one[at]) for one in (supply.offers, supply.seats, supply.unlimited)]
        width = (max(int(shown["missing"][-1, -1]), 0), _short(shown, offered))
        found.append((width, list(_cells(axes, term, shown, offered))))
    found.sort(key=lambda one: one[0], reverse=True)
    return tuple(cell for _, cells in found for cell in cells)


def wishes_told(counts: Counts, *, least: int = FEWEST_TOLD) -> list[list[int | None]]:
    """Of each term, over all places, the total and those of each reach, as ``gaps`` tells them.

    So two reports of the same people give nothing away that one of them hides.
    """
    last = [table[-1].tolist() for table in _wishes_shown(counts, least)]
    return [[one if one >= 0 else None for one in (*row[-1:], *row[:-1])] for row in last]


def _wishes_shown(counts: Counts, least: int) -> list[Counts]:
    """Each term's table, with what sums over terms would give away hidden in its totals."""
    over_terms = hidden(counts.sum(axis=1), least=least)
    found = []
    for table, gone in zip(counts, over_terms[:-1], strict=True):
        also = np.zeros_like(with_totals(table), dtype=np.bool_)
        also[-1] = gone
        found.append(_shown(table, least, also))
    return found


def _shown(counts: Counts, least: int, also: Mask | None = None) -> Counts:
    """The table with its totals, -1 where a cell is hidden."""
    told: Counts = np.where(hidden(counts, least=least, also=also), -1, with_totals(counts))
    return told


def _short(shown: Mapping[str, Counts], offered: Sequence[Counts]) -> int:
    """How many people more than free seats; what has no limit leaves no gap."""
    needed = max(int(shown["need"][-1, -1]), 0)
    open_ended = int(offered[2][-1, -1]) > 0
    return 0 if open_ended else needed - int(offered[1][-1, -1])


def _cells(
    axes: Axes, term: str, shown: Mapping[str, Counts], offered: Sequence[Counts]
) -> Iterator[Gap]:
    places, reaches = len(axes.municipalities) + 1, len(axes.reaches)
    for row in (places, *range(places)):
        for column in (reaches, *range(reaches)):
            told = {
                name: _told(cells, row, column, known=name != "searches" or column == reaches)
                for name, cells in shown.items()
            }
            numbers = [int(cells[row, column]) for cells in offered]
            if row < places and not numbers[0] and not _somebody(shown, row, column):
                continue
            yield Gap(
                term=term,
                municipality=axes.municipalities[row] if row < places - 1 else None,
                elsewhere=row == places - 1,
                reach=axes.reaches[column] if column < reaches else None,
                offers=numbers[0],
                seats=numbers[1],
                unlimited=numbers[2],
                **told,
            )


def _somebody(shown: Mapping[str, Counts], row: int, column: int) -> bool:
    """Whether there is anybody in the cell, told or hidden: rows are left out of nobody alone."""
    return any(bool(cells[row, column]) for cells in shown.values())


def _told(cells: Counts, row: int, column: int, *, known: bool) -> int | None:
    count = int(cells[row, column])
    return count if known and count >= 0 else None
