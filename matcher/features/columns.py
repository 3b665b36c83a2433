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


class Columns:
    """Rows of one kind of thing; a row that is dropped is marked dead and used again.

    Arrays grow by doubling, so that an insert costs amortised constant time. ``live`` says which
    rows count. The order of rows never means anything.
    """

    def __init__(self, layout: Mapping[str, Column]) -> None:
        self.layout = dict(layout) | {"live": Column(np.bool_)}
        self._arrays = {name: _empty(column, 0) for name, column in self.layout.items()}
        self._free: list[int] = []
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}

    def __getitem__(self, name: str) -> Array:
        """The column ``name`` over all rows, dead ones included: shape (rows,) or (rows, width)."""
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

    def restore(self, ids: Sequence[str], arrays: Mapping[str, Array]) -> None:
        """Take over whole columns as another ``Columns`` of the same layout had them.

        ``ids`` are those of all rows, empty for dead ones; raises ``ValueError`` when a column
        has another dtype or number of rows.
        """
        for name, column in self.layout.items():
            if arrays[name].dtype != column.dtype or len(arrays[name]) != len(ids):
                raise ValueError(name)
        self._arrays = {name: arrays[name] for name in self.layout}
        self.ids = list(ids)
        self.row_of = {key: row for row, key in enumerate(self.ids) if key}
        self._free = [row for row, key in enumerate(self.ids) if not key]

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
        room = len(self._arrays["live"])
        if rows <= room:
            return
        for name, column in self.layout.items():
            grown = _empty(column, max(rows, 2 * room, 64))
            grown[:room] = self._arrays[name]
            self._arrays[name] = grown


def _empty(column: Column, rows: int) -> Array:
    shape = (rows, column.width) if column.width else (rows,)
    return np.full(shape, column.empty, dtype=column.dtype)
