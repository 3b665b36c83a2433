"""Columns: rows kept as growing numpy arrays, one for each property, found by id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds: its dtype, the width of a cell (0: a scalar) and its empty value."""

    dtype: type[np.generic]
    width: int = 0
    empty: float = 0

    @property
    def padded(self) -> bool:
        """Whether a cell is a list of codes, filled up at its end."""
        return self.width > 0 and self.empty == -1

    def blank(self, rows: int) -> Array:
        """So many empty cells: shape (rows,) or (rows, width)."""
        shape = (rows, self.width) if self.width else (rows,)
        return np.full(shape, self.empty, dtype=self.dtype)


class Columns:
    """Rows of one kind of thing; a row that is dropped is marked dead and used again.

    Arrays grow by doubling, so that an insert costs amortised constant time. ``live`` says which
    rows count. The order of rows never means anything. Of a padded column (one whose empty value
    is -1) only as many places are read as the longest row ever used.
    """

    def __init__(self, layout: Mapping[str, Column]) -> None:
        self.layout = dict(layout) | {"live": Column(np.bool_)}
        self._arrays = {name: column.blank(0) for name, column in self.layout.items()}
        self._used = {name: 1 for name, column in self.layout.items() if column.padded}
        self._free: list[int] = []
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}

    def __getitem__(self, name: str) -> Array:
        """The column ``name`` over all rows, dead ones included: shape (rows,) or (rows, width)."""
        cells = self._arrays[name][: len(self.ids)]
        used = self._used.get(name)
        return cells if used is None else cells[:, :used]

    def whole(self, name: str) -> Array:
        """The column ``name`` with every place of a padded one: as ``put`` takes it."""
        return self._arrays[name][: len(self.ids)]

    def __len__(self) -> int:
        """How many rows there are, dead ones included."""
        return len(self.ids)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.layout)

    def put(self, ids: Sequence[str], batch: Mapping[str, Array]) -> Rows:
        """Insert or replace the rows of ``ids`` and answer where they stand.

        ``batch`` maps every column but ``live`` to an array with one cell for each id.
        """
        rows = self.rows(ids)
        for name, values in batch.items():
            self._arrays[name][rows] = values
            self._note_use(name, values)
        self._arrays["live"][rows] = True
        return rows

    def drop(self, ids: Iterable[str]) -> None:
        """Forget the rows of ``ids``; unknown ids are ignored."""
        for key in ids:
            row = self.row_of.pop(key, None)
            if row is None:
                continue
            for name, column in self.layout.items():
                self._arrays[name][row] = column.empty
            self.ids[row] = ""
            self._free.append(row)

    def rows(self, ids: Sequence[str]) -> Rows:
        """Where ``ids`` stand, making room for those that are new."""
        return np.fromiter((self._row(key) for key in ids), dtype=np.intp, count=len(ids))

    def amend(self, name: str, ids: Sequence[str], *, values: Array) -> None:
        """Set one column of the rows of ``ids``, shape (ids, …); unknown ids are ignored."""
        known = [place for place, key in enumerate(ids) if key in self.row_of]
        rows = self.rows([ids[place] for place in known])
        self._arrays[name][rows] = values[known]

    def exchange(self, name: str, column: Column) -> None:
        """Let the column ``name``, not a padded one, hold something else; it begins empty."""
        self.install({name: column}, {name: column.blank(self.room)})

    @property
    def room(self) -> int:
        """How many rows there are arrays for, used or not."""
        return len(self._arrays["live"])

    def install(self, columns: Mapping[str, Column], arrays: Mapping[str, Array]) -> None:
        """Let ``columns``, no padded ones, hold ``arrays``, of ``room`` rows each: at once.

        The arrays are taken over, not copied. Raises ``ValueError``, and changes nothing, for one
        of another length.
        """
        wrong = [name for name in columns if len(arrays[name]) != self.room]
        if wrong:
            raise ValueError(", ".join(wrong))
        self.layout |= columns
        self._arrays |= {name: arrays[name] for name in columns}

    def still(self) -> "Columns":
        """The rows of now for somebody who reads them beside the work.

        What has a width is shared, to spare memory: a row that is replaced or dropped meanwhile may
        be read as it is then. Ids and single numbers stay as they are now.
        """
        shown = Columns({})
        shown.layout, shown._used = dict(self.layout), dict(self._used)
        shown._arrays = {
            name: cells if self.layout[name].width else cells.copy()
            for name, cells in self._arrays.items()
        }
        shown.ids, shown.row_of = list(self.ids), dict(self.row_of)
        return shown

    def restore(self, ids: Sequence[str], arrays: Mapping[str, Array]) -> None:
        """Take over whole columns as another ``Columns`` of the same layout had them.

        ``ids`` are those of all rows, empty for dead ones; raises ``ValueError`` when a column
        has another dtype or number of rows.
        """
        for name, column in self.layout.items():
            if arrays[name].dtype != column.dtype or len(arrays[name]) != len(ids):
                raise ValueError(name)
        self._arrays = {name: _widened(arrays[name], self.layout[name]) for name in self.layout}
        for name in self._used:
            self._note_use(name, self._arrays[name])
        self.ids = list(ids)
        self.row_of = {key: row for row, key in enumerate(self.ids) if key}
        self._free = [row for row, key in enumerate(self.ids) if not key]

    def _note_use(self, name: str, values: Array) -> None:
        if name in self._used and values.size:
            longest = int((values >= 0).sum(axis=1).max())
            self._used[name] = max(self._used[name], longest)

    def _row(self, key: str) -> int:
        row = self.row_of.get(key)
        if row is not None:
            return row
        if self._free:
            row = self._free.pop()
            self.ids[row] = key
        else:
            row = len(self.ids)
            self.ids.append(key)
            self._reserve(row + 1)
        self.row_of[key] = row
        return row

    def _reserve(self, rows: int) -> None:
        room = self.room
        if rows <= room:
            return
        for name, column in self.layout.items():
            grown = column.blank(max(rows, 2 * room, 64))
            grown[:room] = self._arrays[name]
            self._arrays[name] = grown


def _widened(cells: Array, column: Column) -> Array:
    """A padded column as it is stored: with the places that no row used."""
    if not column.padded or cells.shape[1] == column.width:
        return cells
    whole = column.blank(len(cells))
    whole[:, : cells.shape[1]] = cells
    return whole
