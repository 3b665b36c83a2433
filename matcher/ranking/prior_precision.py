"""Prior precision: how firmly a curve is held before anybody has clicked, and draws from it.

A term may move away from its prior table by a deviation. Deviations are Gaussian around zero:
each cell has the variance that ``strength`` observations of that cell at even odds would leave,
1 / (strength · 1/4), and cells near each other move together, with the correlation
exp(-distance / REACH) where the whole range is 1 wide. That is an Ornstein–Uhlenbeck process; its
precision is tridiagonal, a ridge on the level plus a penalty on first differences. The missing cell
and the cells of a category move on their own. Of two features the correlations multiply, and the
deviation is constant on blocks of cells: the table stays fine where the prior is, and what is
learned about it stays small enough to be learned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import Feature, FeatureList

INFORMATION = 0.25
REACH = 0.5
PAIR_BLOCKS = 8
DRAWS, DRAW_SEED = 8, 20260901
CATEGORY = "category"

Matrix = NDArray[np.float64]
Draws = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One feature of a term: how many cells without the missing one, and whether in an order."""

    cells: int
    ordered: bool = True

    @classmethod
    def of(cls, feature: Feature) -> "Axis":
        """The feature's."""
        return cls(cells=feature.cells, ordered=feature.unit != CATEGORY)

    def block_of(self, limit: int) -> NDArray[np.intp]:
        """The block of each cell when at most ``limit`` are allowed, shape (cells + 1,).

        The missing cell is block 0. Categories are not lumped together.
        """
        count = min(self.cells, limit) if self.ordered else self.cells
        return np.append(0, 1 + np.arange(self.cells) * count // self.cells)

    def correlation(self, blocks: NDArray[np.intp]) -> Matrix:
        """Between the blocks' deviations, shape (blocks, blocks), the missing one first."""
        size = int(blocks[-1]) + 1
        correlation = np.eye(size)
        if self.ordered:
            heads = np.bincount(blocks[1:] - 1)
            places = np.bincount(blocks[1:] - 1, weights=np.arange(self.cells)) / heads / self.cells
            apart = np.abs(places[:, None] - places[None, :])
            correlation[1:, 1:] = np.exp(-apart / REACH)
        return correlation


@dataclass(frozen=True, eq=False)
class Deviation:
    """How a term's table may move: what is learned of it and what is believed beforehand.

    ``axes`` are one or two; ``strength`` is in observations, above 0.
    """

    axes: tuple[Axis, ...]
    strength: float

    @cached_property
    def blocks(self) -> tuple[NDArray[np.intp], ...]:
        """For each axis the block of each cell."""
        limit = PAIR_BLOCKS if len(self.axes) == 2 else max(axis.cells for axis in self.axes)
        return tuple(axis.block_of(limit) for axis in self.axes)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Blocks along each axis, the missing ones included."""
        return tuple(int(blocks[-1]) + 1 for blocks in self.blocks)

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return int(np.prod(self.shape))

    @cached_property
    def parameter(self) -> NDArray[np.intp]:
        """The parameter that moves each entry of the flattened table, shape (entries,)."""
        if len(self.axes) == 1:
            return self.blocks[0]
        first, second = self.blocks
        return (first[:, None] * self.shape[1] + second[None, :]).ravel()

    def precision(self) -> Matrix:
        """Of the parameters, shape (size, size)."""
        inverses = [np.linalg.inv(correlation) for correlation in self._correlations]
        whole = inverses[0] if len(inverses) == 1 else np.kron(inverses[0], inverses[1])
        return np.asarray(whole * (self.strength * INFORMATION))

    def draws(self, generator: np.random.Generator, count: int) -> Matrix:
        """Deviations of the whole table from the prior, shape (count, entries)."""
        roots = [np.linalg.cholesky(correlation) for correlation in self._correlations]
        loose = generator.standard_normal((count, *self.shape))
        moved = loose @ roots[-1].T
        if len(roots) == 2:
            moved = roots[0] @ moved
        flat: Matrix = moved.reshape(count, -1) * spread(self.strength)
        return flat[:, self.parameter]

    @cached_property
    def _correlations(self) -> list[Matrix]:
        pairs = zip(self.axes, self.blocks, strict=True)
        return [axis.correlation(blocks) for axis, blocks in pairs]


def deviation(features: FeatureList, names: Sequence[str], *, strength: float) -> Deviation:
    """The deviation of the term over the features of these names."""
    chosen = (features.features[features.index[name]] for name in names)
    return Deviation(tuple(Axis.of(feature) for feature in chosen), strength)


def spread(strength: float) -> float:
    """The standard deviation in log-odds that ``strength`` observations leave."""
    return float((strength * INFORMATION) ** -0.5)


def prior_draws(
    features: FeatureList,
    terms: Iterable[tuple[str, ...]],
    *,
    strengths: Mapping[Side, Mapping[str, float]],
    intercepts: Mapping[Side, float],
    seed: int = DRAW_SEED,
    count: int = DRAWS,
) -> dict[Side, Draws]:
    """What day zero does not know: draws of all tables' deviations for each side.

    ``strengths`` holds each side's strength by term name, ``intercepts`` those of the intercepts;
    what a side has no strength for does not move. Shape (count, entries + 1), the intercept last.
    The same term gets the same draws whatever other terms there are.
    """
    names = tuple(terms)
    return {
        side: _side_draws(
            [
                (term, deviation(features, term, strength=strengths[side].get("*".join(term), 0.0)))
                for term in names
            ],
            intercepts.get(side, 0.0),
            keys=(seed, side.value),
            count=count,
        )
        for side in Side
    }


def _side_draws(
    deviations: Sequence[tuple[tuple[str, ...], Deviation]],
    intercept: float,
    *,
    keys: tuple[int, str],
    count: int,
) -> Draws:
    columns = [
        _term_draws("*".join(term), moved, keys=keys, count=count) for term, moved in deviations
    ]
    last = np.zeros((count, 1))
    if intercept:
        last = _generator(*keys, "intercept").standard_normal((count, 1)) * spread(intercept)
    return np.concatenate([*columns, last], axis=1).astype(np.float32)


def _term_draws(name: str, moved: Deviation, *, keys: tuple[int, str], count: int) -> Matrix:
    if not moved.strength:
        return np.zeros((count, len(moved.parameter)))
    return moved.draws(_generator(*keys, name), count)


def _generator(*keys: int | str) -> np.random.Generator:
    digest = sha256("|".join(map(str, keys)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
