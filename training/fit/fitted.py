"""A fit of blocks to rows: where every table went, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import block_diag, cholesky, solve_triangular
from threadpoolctl import threadpool_limits

from matcher.ranking.prior_precision import INFORMATION
from training.fit.block import Block, Cells, Values
from training.fit.design import Design
from training.fit.directions import directions
from training.fit.newton import Beginning, NewtonConfig, Problem, solve
from training.fit.quadratic import Tight


@dataclass(frozen=True, slots=True, kw_only=True)
class Intercept:
    """What the log-odds are beforehand where all tables are 0, and for how many observations."""

    mean: float
    strength: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Fitted:
    """Deviations of all parameters from the prior, the intercept's last, with their Hessian.

    ``counts`` is the weight of the rows behind each parameter, ``tight`` says which directions
    hold a step back; another fit of the same blocks may begin there. Between a table and the
    intercept a constant can move without changing any score; with rows the deviations are centred
    over them, so that a table says what differs and the intercept what is common. Without rows
    nothing is moved.
    """

    blocks: tuple[Block, ...]
    prior: Intercept
    moved: Values
    hessian: Values
    counts: Values
    tight: Tight
    steps: int

    @cached_property
    def tables(self) -> tuple[Values, ...]:
        """The finished table of each block, shape (entries,)."""
        return tuple(
            block.table(part) - shift
            for block, part, shift in zip(
                self.blocks, self._parts(self.moved), self._shifts, strict=True
            )
        )

    @cached_property
    def intercept(self) -> float:
        """The finished intercept."""
        return float(self.prior.mean + self.moved[-1] + sum(self._shifts))

    def log_odds(self, cells: Cells) -> Values:
        """Of each row, looked up in the finished tables."""
        total = np.full(len(cells), self.intercept)
        for block, table in zip(self.blocks, self.tables, strict=True):
            total += table.take(block.entries(cells))
        return total

    def spreads(self) -> tuple[Values, ...]:
        """The standard deviation of each entry of each block, after centring (Laplace)."""
        root = cholesky(self.hessian, lower=True)
        inverse = solve_triangular(root, np.eye(len(root)), lower=True)
        covariance = inverse.T @ inverse
        return tuple(
            self._spread(block, covariance[place, place], shares)
            for block, place, shares in zip(self.blocks, self._places, self._shares, strict=True)
        )

    def draws(self, *, seed: int, count: int) -> Values:
        """Draws from the posterior as deviations of all entries, shape (count, entries + 1).

        Centred like the tables, the intercept's last. Directions are not kept in them.
        """
        root = cholesky(self.hessian, lower=True)
        loose = np.random.default_rng(seed).standard_normal((len(root), count))
        drawn = solve_triangular(root, loose, lower=True, trans="T").T
        columns, common = [], drawn[:, -1:].copy()
        for block, place, shares in zip(self.blocks, self._places, self._shares, strict=True):
            level = drawn[:, place] @ shares[:, None]
            columns.append((drawn[:, place] - level)[:, block.deviation.parameter])
            common += level
        return np.concatenate([*columns, common], axis=1)

    @cached_property
    def _places(self) -> list[slice]:
        ends = np.cumsum([block.deviation.size for block in self.blocks]).tolist()
        return [
            slice(end - b.deviation.size, end) for end, b in zip(ends, self.blocks, strict=True)
        ]

    def _parts(self, values: Values) -> list[Values]:
        return [values[place] for place in self._places]

    @cached_property
    def _shares(self) -> list[Values]:
        """For each block the share of the rows at each parameter; all 0 without rows."""
        whole = max(float(self.counts[-1]), np.finfo(float).tiny)
        return self._parts(self.counts / whole)

    @cached_property
    def _shifts(self) -> list[float]:
        parts = zip(self._parts(self.moved), self._shares, strict=True)
        return [float(part @ shares) for part, shares in parts]

    @staticmethod
    def _spread(block: Block, covariance: Values, shares: Values) -> Values:
        centred = covariance - shares @ covariance
        variance = np.diag(centred) - centred @ shares
        return np.asarray(np.sqrt(np.maximum(variance, 0))[block.deviation.parameter])


def fit_blocks(
    blocks: Sequence[Block],
    cells: Cells,
    *,
    prior: Intercept,
    target: Values,
    weight: Values,
    config: NewtonConfig,
    after: Fitted | None = None,
) -> Fitted:
    """Fit the blocks to ``cells`` of shape (n, features), targets in [0, 1] and weights >= 0.

    It begins where ``after``, a fit of the same blocks to like rows, ended: sooner at the same
    answer. Raises ``NotSettled``.
    """
    design = Design.of(blocks, cells)
    problem = Problem(
        design=design,
        start=prior_scores(blocks, cells, prior),
        target=target,
        weight=weight,
        precision=precision(blocks, prior),
        limits=directions(blocks, design.offsets),
    )
    begin = None if after is None else Beginning(after.moved, after.tight)
    # Its factors are small: with several threads they wait for each other, on a busy machine most
    # of the time.
    with threadpool_limits(limits=1, user_api="blas"):
        solution = solve(problem, config, begin)
    return Fitted(
        blocks=tuple(blocks),
        prior=prior,
        moved=solution.parameters,
        hessian=solution.hessian,
        counts=design.sums(weight),
        tight=solution.tight,
        steps=solution.steps,
    )


def prior_scores(blocks: Sequence[Block], cells: Cells, prior: Intercept) -> Values:
    """What is expected of each row before it is seen."""
    scores = np.full(len(cells), prior.mean)
    for block in blocks:
        if block.prior.any():
            scores += block.prior_scores(cells)
    return scores


def precision(blocks: Sequence[Block], prior: Intercept) -> Values:
    """Of all parameters beforehand."""
    parts = [block.deviation.precision() for block in blocks]
    return np.asarray(block_diag(*parts, prior.strength * INFORMATION))
