"""A block: one term of one side as the fit sees it, its prior table and how it may move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.prior_precision import Deviation

Cells = NDArray[np.uint8]
Codes = NDArray[np.uint16]
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """The term ``name`` over one or two ``columns`` of the cells.

    ``prior`` is its table beforehand, shape (entries,), ``directions`` says for each axis whether
    the finished table must rise (1), must fall (-1) or is free (0) from cell to cell; the missing
    cell is free of it.
    """

    name: str
    columns: tuple[int, ...]
    deviation: Deviation
    prior: Values
    directions: tuple[int, ...]

    def codes(self, cells: Cells) -> Codes:
        """The parameter that each row looks at, from cells of shape (n, features)."""
        blocks = self.deviation.blocks
        codes = blocks[0].astype(np.uint16).take(cells[:, self.columns[0]])
        if len(self.columns) == 2:
            codes *= np.uint16(self.deviation.shape[1])
            codes += blocks[1].astype(np.uint16).take(cells[:, self.columns[1]])
        return codes

    def prior_scores(self, cells: Cells) -> Values:
        """What the prior table adds to each row."""
        return np.asarray(self.prior.take(self.entries(cells)))

    def entries(self, cells: Cells) -> NDArray[np.intp]:
        """The entry of the table that each row looks at."""
        entries = cells[:, self.columns[0]].astype(np.intp)
        if len(self.columns) == 2:
            entries = entries * (self.deviation.axes[1].cells + 1) + cells[:, self.columns[1]]
        return entries

    def table(self, moved: Values) -> Values:
        """The finished table for deviations of the parameters, exactly in its directions."""
        table = self.prior + moved.take(self.deviation.parameter)
        sizes = [axis.cells + 1 for axis in self.deviation.axes]
        shaped = table.reshape(sizes)
        for axis, direction in enumerate(self.directions):
            if direction:
                _straighten(np.moveaxis(shaped, axis, 0), direction)
        return table


def _straighten(table: Values, direction: int) -> None:
    """Take away, in place, what the solver's tolerance left in the wrong direction."""
    turned = table[1:] if direction > 0 else table[:0:-1]
    np.maximum.accumulate(turned, axis=0, out=turned)
