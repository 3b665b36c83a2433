"""The design: rows as codes of parameters, with products that never build the one-hot matrix.

Rows look at one parameter of each block. A few blocks together make a joint code of at most
``JOINT`` values, so that a pass over all rows is one look-up (or one count) for several blocks;
their sums are taken apart on the small joint table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from training.fit.block import Block, Cells, Codes, Values

JOINT = 1 << 13
AT_ONCE = 1 << 16

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Joint:
    """Some blocks' joint codes for all rows, and for each of them the parameter of every code."""

    codes: Codes
    parameters: Indices


@dataclass(frozen=True, eq=False)
class Design:
    """Rows against parameters; the intercept is the last parameter.

    ``codes`` has one array for each block; ``sizes`` says how many parameters each has.
    """

    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]
    rows: int

    @classmethod
    def of(cls, blocks: Sequence[Block], cells: Cells) -> "Design":
        """The design of ``cells``, shape (n, features)."""
        columns = np.asfortranarray(cells)
        codes = tuple(block.codes(columns) for block in blocks)
        return cls(codes, tuple(block.deviation.size for block in blocks), len(cells))

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where each block's parameters begin; the last one is the intercept's place."""
        return tuple(int(place) for place in np.cumsum([0, *self.sizes]))

    @property
    def parameters(self) -> int:
        """How many there are."""
        return self.offsets[-1] + 1

    def scores(self, parameters: Values) -> Values:
        """What the parameters add up to in each row."""
        total = np.full(self.rows, parameters[-1])
        for joint in self._joints:
            total += parameters[joint.parameters].sum(axis=0).take(joint.codes)
        return total

    def sums(self, values: Values) -> Values:
        """For each parameter the sum of the rows' ``values`` that look at it."""
        sums = np.zeros(self.parameters)
        sums[-1] = values.sum()
        for joint in self._joints:
            counted = np.bincount(joint.codes, weights=values, minlength=joint.parameters.shape[1])
            for places in joint.parameters:
                sums += np.bincount(places, weights=counted, minlength=self.parameters)
        return sums

    def cross_sums(self, values: Values, rows: Indices) -> Values:
        """For each pair of parameters the sum of the values of the ``rows`` that look at both.

        ``values`` belong to the ``rows``, which are taken a part at a time to bound the memory.
        """
        cross = np.zeros((self.parameters, self.parameters))
        for first in range(0, len(rows), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            cross += self._cross_sums(values[part], rows[part])
        return _mirrored(cross)

    def _cross_sums(self, values: Values, rows: Indices) -> Values:
        """At and below the diagonal, and the last column."""
        codes = [code.take(rows).astype(np.intp) for code in self.codes]
        cross = np.zeros((self.parameters, self.parameters))
        for one, first in enumerate(codes):
            diagonal = np.bincount(first, weights=values, minlength=self.sizes[one])
            place = slice(self.offsets[one], self.offsets[one + 1])
            cross[place, place] = np.diag(diagonal)
            cross[place, -1] = diagonal
            for two in range(one):
                cross[place, self.offsets[two] : self.offsets[two + 1]] = _crossed(
                    first, codes[two], values, self.sizes[one], self.sizes[two]
                )
        cross[-1, -1] = values.sum()
        return cross

    @cached_property
    def _joints(self) -> tuple[Joint, ...]:
        return tuple(self._joined(members) for members in _grouped(self.sizes))

    def _joined(self, members: Sequence[int]) -> Joint:
        codes = self.codes[members[0]].copy()
        for member in members[1:]:
            codes *= np.uint16(self.sizes[member])
            codes += self.codes[member]
        grids = np.indices([self.sizes[member] for member in members]).reshape(len(members), -1)
        starts = np.array([self.offsets[member] for member in members])
        return Joint(codes, grids + starts[:, None])


def _grouped(sizes: Sequence[int]) -> list[list[int]]:
    """Blocks that are looked up together, the largest first and each into the first that fits."""
    groups: list[tuple[int, list[int]]] = []
    for place in np.argsort([-size for size in sizes], kind="stable"):
        for index, (size, members) in enumerate(groups):
            if size * sizes[place] <= JOINT:
                groups[index] = (size * sizes[place], [*members, int(place)])
                break
        else:
            groups.append((sizes[place], [int(place)]))
    return [members for _, members in groups]


def _crossed(first: Indices, second: Indices, values: Values, rows: int, columns: int) -> Values:
    counted = np.bincount(first * columns + second, weights=values, minlength=rows * columns)
    return np.asarray(counted.reshape(rows, columns))


def _mirrored(cross: Values) -> Values:
    """A symmetric matrix from the blocks at and below the diagonal and the last column."""
    cross[-1, :-1] = cross[:-1, -1]
    lower = np.tril(cross)
    return np.asarray(lower + np.tril(cross, -1).T)
