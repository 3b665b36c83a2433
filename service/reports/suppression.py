"""Suppression: which cells of a table of people are hidden, so that none can be worked out."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

FEWEST_TOLD = 5
_NEVER = np.iinfo(np.int64).max
_NOTHING = 1e-9


def with_totals(counts: Counts) -> Counts:
    """The table (rows, columns) with a last column and a last row of totals."""
    wide = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def few(table: Counts, *, least: int = FEWEST_TOLD) -> Mask:
    """Where there is somebody, but fewer than ``least``."""
    small: Mask = (table > 0) & (table < least)
    return small


def hidden(counts: Counts, *, least: int = FEWEST_TOLD, also: Mask | None = None) -> Mask:
    """Which cells of ``with_totals(counts)`` are hidden: shape (rows + 1, columns + 1).

    ``also``, in that shape, are cells that something else asks to hide.

    Steps: 1. every cell of somebody, but of fewer than ``least``; that there is nobody is told;
    2. where a row or a column has one hidden cell, or its hidden cells are together fewer than
    ``least``, or than two each, while the total is shown, the smallest of somebody goes too;
    3. where the totals still give a cell away (it is the same in every table that they allow),
    another one of its row or column goes; 4. again from 2, until nothing changes. Totals count as
    known throughout.

    Source: complementary suppression as in Willenborg & de Waal, Elements of Statistical
    Disclosure Control (2001), chapter 8; step 3 is a look at the null space of the sums.
    """
    table = with_totals(counts)
    gone = few(table, least=least)
    if also is not None:
        gone |= also & (table > 0)
    while True:
        more = _completed(table, gone, least)
        gone = more.copy()
        for row, column in np.argwhere(_given_away(more)):
            _hide_beside(table, gone, row, column)
        if (gone == more).all():
            return more


def _completed(table: Counts, gone: Mask, least: int) -> Mask:
    """``gone``, and what must go with it in its rows and columns."""
    gone = gone.copy()
    while True:
        before = int(gone.sum())
        _complete_rows(table, gone, least)
        # A view: what is marked in the columns is marked in the table.
        _complete_rows(table.T, gone.T, least)
        if int(gone.sum()) == before:
            return gone


def _complete_rows(table: Counts, gone: Mask, least: int) -> None:
    held = np.where(gone[:, :-1], table[:, :-1], 0).sum(axis=1)
    count = gone.sum(axis=1)
    alone = count == 1
    thin = (count > 0) & ~gone[:, -1] & (held < np.maximum(least, 2 * count))
    for row in np.flatnonzero(alone | thin):
        _hide_smallest(table[row], gone[row])


def _hide_smallest(line: Counts, gone: Mask) -> None:
    """A part rather than the total, which is hidden when nothing else is left."""
    parts = np.where(gone[:-1] | (line[:-1] == 0), _NEVER, line[:-1])
    place = int(parts.argmin()) if len(parts) and parts.min() < _NEVER else len(line) - 1
    gone[place] = True


def _hide_beside(table: Counts, gone: Mask, row: int, column: int) -> None:
    before = int(gone[row].sum())
    _hide_smallest(table[row], gone[row])
    if int(gone[row].sum()) == before:
        _hide_smallest(table[:, column], gone[:, column])


def _given_away(gone: Mask) -> Mask:
    """The hidden cells that the sums determine.

    Every row and every column says that its parts less its total are nought. A hidden cell is
    determined when it is nought in all that the equations leave free: their null space.
    """
    places = np.argwhere(gone)
    told = np.zeros_like(gone)
    if not len(places):
        return told
    rows, columns = gone.shape
    sums = np.zeros((rows + columns, len(places)))
    for unknown, (row, column) in enumerate(places):
        sums[row, unknown] = -1 if column == columns - 1 else 1
        sums[rows + column, unknown] = -1 if row == rows - 1 else 1
    _, sizes, directions = np.linalg.svd(sums)
    rank = int((sizes > _NOTHING * max(sums.shape)).sum())
    free = np.abs(directions[rank:]).max(axis=0, initial=0)
    told[tuple(places[free < np.sqrt(_NOTHING)].T)] = True
    return told
