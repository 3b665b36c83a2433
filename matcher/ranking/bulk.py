"""Bulk: one side's log-odds of very many rows at once, from cells as the log keeps them.

Two neighbouring cells of a row are one 16-bit number, so that a table of both features' terms is
looked up without any arithmetic on the rows. The tables are as exact as the model's own; only the
order of the sum differs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.ranking.glass_box import GlassBox, Scores, Term

ROWS = 1 << 14
BYTE = 256

Cells = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class BulkScorer:
    """A model compiled for one side.

    ``near`` holds a table for each word of two cells that some term reads, ``far`` the tables of
    terms over features of different words.
    """

    intercept: float
    near: tuple[tuple[int, Scores], ...]
    far: tuple[tuple[int, int, Scores], ...]

    def log_odds(self, cells: Cells) -> Scores:
        """The log-odds of each row of ``cells``, shape (n, features), to 1e-9."""
        total = np.full(len(cells), self.intercept)
        for start in range(0, len(cells), ROWS):
            self._add(cells[start : start + ROWS], total[start : start + ROWS])
        return total

    def _add(self, cells: Cells, total: Scores) -> None:
        words = _words(cells)
        part = np.empty(len(total))
        for word, table in self.near:
            # Every 16-bit number is a place in the table: there is nothing to clip.
            table.take(words[:, word], out=part, mode="clip")
            total += part
        for first, second, table in self.far:
            places = cells[:, second].astype(np.uint16)
            places <<= 8
            places |= cells[:, first]
            table.take(places, out=part, mode="clip")
            total += part


def bulk_scorer(model: GlassBox, side: Side) -> BulkScorer:
    """The model's tables of one side, joined word by word."""
    near: dict[int, Scores] = {}
    far = []
    for term in model.terms:
        if not term.tables[side].any():
            continue
        rows = [model.features.index[name] for name in term.features]
        if len({row // 2 for row in rows}) == 1:
            table = near.setdefault(rows[0] // 2, np.zeros((BYTE, BYTE)))
            table += _spread(model, term, side)
        else:
            far.append((rows[0], rows[1], _table_of_two(model, term, side).ravel()))
    return BulkScorer(
        intercept=model.intercepts[side],
        near=tuple((word, table.ravel()) for word, table in near.items()),
        far=tuple(far),
    )


def _words(cells: Cells) -> NDArray[np.uint16]:
    """Two cells in one number, the earlier one in its low byte, an odd last one with a 0."""
    if cells.shape[1] % 2:
        cells = np.pad(cells, ((0, 0), (0, 1)))
    return np.ascontiguousarray(cells).view("<u2")


def _spread(model: GlassBox, term: Term, side: Side) -> Scores:
    """The term's table over a word, the low byte running fastest, shape (256, 256)."""
    low = model.features.index[term.features[0]] % 2 == 0
    if len(term.features) == 2:
        table = _table_of_two(model, term, side)
        return table if low else table.T
    curve = np.zeros(BYTE)
    curve[: len(term.tables[side])] = term.tables[side]
    return np.broadcast_to(curve[None, :] if low else curve[:, None], (BYTE, BYTE))


def _table_of_two(model: GlassBox, term: Term, side: Side) -> Scores:
    """Shape (256, 256), the first feature running fastest."""
    features = model.features
    sizes = [features.features[features.index[name]].cells + 1 for name in term.features]
    table = np.zeros((BYTE, BYTE))
    table[: sizes[1], : sizes[0]] = term.tables[side].reshape(sizes).T
    return table
