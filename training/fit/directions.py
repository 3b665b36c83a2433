"""Directions: what rises or falls by declaration, as differences of parameters with a bound.

Each constraint says parameter[high] - parameter[low] >= bound. The bound is what the prior table
leaves free at this step: where the prior rises by .3 the deviation may fall by .3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.fit.block import Block, Values

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Directions:
    """All constraints of a fit, three columns of shape (m,), places among all parameters."""

    low: Indices
    high: Indices
    bound: Values

    def slack(self, parameters: Values) -> Values:
        """How far each constraint is from its bound; below 0 it is broken."""
        return np.asarray(parameters[self.high] - parameters[self.low] - self.bound)


def directions(blocks: Sequence[Block], offsets: Sequence[int]) -> Directions:
    """The constraints of every block, whose parameters begin at its offset."""
    parts = [
        _steps(block, axis, direction, offset)
        for block, offset in zip(blocks, offsets[: len(blocks)], strict=True)
        for axis, direction in enumerate(block.directions)
        if direction
    ]
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return Directions(none, none, np.zeros(0))
    low, high, bound = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Directions(low, high, bound)


def _steps(block: Block, axis: int, direction: int, offset: int) -> tuple[Indices, Indices, Values]:
    """Each step from one block of cells to the next, with its tightest bound."""
    sizes = [each.cells + 1 for each in block.deviation.axes]
    parameter = np.moveaxis(block.deviation.parameter.reshape(sizes), axis, 0)[1:]
    prior = np.moveaxis(block.prior.reshape(sizes), axis, 0)[1:]
    low, high = parameter[:-1].ravel(), parameter[1:].ravel()
    rise = (np.diff(prior, axis=0) * direction).ravel()
    crossed = low != high
    steps, which = np.unique(np.stack([low[crossed], high[crossed]]), axis=1, return_inverse=True)
    bound = np.full(steps.shape[1], -np.inf)
    np.maximum.at(bound, which.ravel(), -rise[crossed])
    from_, to = steps if direction > 0 else steps[::-1]
    return from_ + offset, to + offset, bound
