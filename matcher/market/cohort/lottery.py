"""The lottery: among all groups that are good enough, chances as equal as they can be.

Flanigan, Gölz, Gupta, Hennig & Procaccia, "Fair algorithms for selecting citizens' assemblies"
(Nature 596, 2021): a distribution over groups whose smallest chance is as large as possible, then
the next smallest, and so on (leximin), found by column generation.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem
from matcher.market.cohort.chance_bound import chance_bound
from matcher.market.cohort.equals import Whole
from matcher.market.cohort.program import Panel, Program
from matcher.market.programme import Bounds, Rows, Solver, SolverFailed

Shares = NDArray[np.float64]

_EPS = 1e-7
_SLIGHT = 1e-6
_LAST_STAGES = 20
"""How often chances are still made more equal among the groups that were found, once no more are
looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Lottery:
    """``panels`` (groups, classes) are drawn with ``shares`` (groups,), which sum to 1.

    ``proved`` says that the chances are leximin over every group that is good enough; else they
    are leximin over ``panels`` alone, and no draw whatever gives everybody who has a chance a
    larger one than ``bound``. Either way ``chances`` are exact for this draw.
    """

    panels: Whole
    shares: Shares
    proved: bool
    bound: float | None = None

    def chances(self, count: Whole) -> Shares:
        """The chance of each unit of each class, of which there are ``count``: shape (classes,)."""
        expected: Shares = self.shares @ self.panels
        return np.clip(expected / count, 0, 1)

    def drawn(self, place: float) -> Whole:
        """The group at ``place`` (0 to 1) of the distribution."""
        row = int(np.searchsorted(np.cumsum(self.shares), place, side="right"))
        chosen: Whole = self.panels[min(row, len(self.panels) - 1)]
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryConfig:
    """``most_groups`` is how many groups are looked for at most, ``tolerance`` the share of the
    best total fit that may be given up for more equal chances, ``most_steps`` how many steps of
    the simplex method the search takes: 40,000 are some ten seconds."""

    tolerance: float = 0.0
    most_groups: int = 240
    most_steps: int = 40_000


def lottery(program: Program, best: Panel, *, config: LotteryConfig) -> Lottery:
    """The lottery over all groups that meet the aims and give up no more than is tolerated.

    1. What the linear relaxation proves to be the same in all of them is fixed (reduced costs).
    2. Groups are found until everybody is in one who is in any.
    3. The smallest chance is made as large as can be: a linear program over the groups so far,
       and the group that its dual prices like best, until no group would help.
    4. Whose chance the dual prices show to be bound is fixed there; 3 for the others.
    """
    floor = float(np.ceil((1 - config.tolerance) * best.points - _EPS))
    bounds = program.narrowed(program.bounds(floor=floor))
    if bounds is None:
        return Lottery(best.chosen[None, :], np.ones(1), proved=True)
    search = _Search(program, bounds, config, begun=program.solver.effort)
    search.panels.append(best.chosen)
    if not len(search.free):
        return Lottery(best.chosen[None, :], np.ones(1), proved=True)
    complete = search.cover()
    shares, proved = search.leximin()
    # A search that was cut short proves nothing.
    complete = complete and not program.solver.cut_short
    kept = shares > _EPS
    panels = np.array(search.panels, dtype=np.int64)[kept]
    shares = shares[kept] / shares[kept].sum()
    if proved and complete:
        return Lottery(panels, shares, proved=True)
    has_a_chance = np.flatnonzero(panels.max(axis=0) > 0)
    bound = chance_bound(program, has_a_chance, bounds=bounds)
    return Lottery(panels, shares, proved=False, bound=bound)


@dataclass(slots=True, eq=False)
class _Search:
    """The groups found so far, and the search for more."""

    program: Program
    bounds: Bounds
    config: LotteryConfig
    begun: int
    panels: list[Whole] = field(default_factory=list)
    asked: int = 0

    @property
    def free(self) -> NDArray[np.intp]:
        """The classes of which some groups have more than others."""
        n = self.program.n
        return np.flatnonzero(self.bounds.upper[:n] - self.bounds.lower[:n] > 0.5)

    @property
    def tired(self) -> bool:
        """Whether the search has gone on for as long as it may."""
        steps = self.program.solver.effort - self.begun
        return self.asked >= self.config.most_groups or steps >= self.config.most_steps

    def cover(self) -> bool:
        """Find groups until whoever is in none cannot be in any; says whether that was reached."""
        while True:
            unseen = np.zeros(self.program.n)
            unseen[self.free] = np.array(self.panels)[:, self.free].max(axis=0) == 0
            if not unseen.any() or not self.finds(unseen, beyond=0.0):
                return not (unseen.any() and self.tired)

    def finds(self, weights: Shares, *, beyond: float) -> bool:
        """Whether there is a group that ``weights`` (classes,) like by more than ``beyond``; it is
        kept with the others. Any will do; only that there is none must be proved.

        Once the search is ``tired`` the answer is no.
        """
        self.asked += 1
        if self.tired:
            return False
        found, most = self.program.nearly(weights, bounds=self.bounds)
        if most <= beyond + _SLIGHT:
            return False
        if found is None or float(found @ weights) <= beyond + _SLIGHT:
            found = self._best(weights)
        if found is None or float(found @ weights) <= beyond + _SLIGHT:
            return False
        self.panels.append(found)
        return True

    def _best(self, weights: Shares) -> Whole | None:
        try:
            best = self.program.best(bounds=self.bounds, weights=weights)
        except SolverFailed:
            return None
        return None if best is None else best.chosen

    def leximin(self) -> tuple[Shares, bool]:
        """The shares of the groups, and whether no group that was not found would change them."""
        count = self.program.equals.count[self.free].astype(np.float64)
        fixed = np.full(len(self.free), np.nan)
        fixed[np.array(self.panels)[:, self.free].max(axis=0) == 0] = 0
        shares, proved = self._shares_of_one(), True
        left = _LAST_STAGES
        while np.isnan(fixed).any() and left:
            left -= self.tired
            stage, settled = self._settled(fixed, count)
            proved = proved and settled
            bound = np.isnan(fixed) & (stage.weights > 1e-6)
            bound = bound if bound.any() else np.isnan(fixed)
            fixed[bound] = stage.least
            shares = stage.shares
        return shares, proved

    def _settled(self, fixed: Shares, count: Shares) -> tuple["_Stage", bool]:
        """The stage with every group that helps; says whether there is none left."""
        while True:
            stage = _stage(np.array(self.panels)[:, self.free] / count, fixed)
            weights = np.zeros(self.program.n)
            weights[self.free] = stage.weights / count
            # Without weights everybody is in for certain: there is nothing to gain.
            if not weights.any():
                return stage, True
            scale = weights.max()
            if not self.finds(weights / scale, beyond=stage.price / scale):
                return stage, not self.tired

    def _shares_of_one(self) -> Shares:
        shares = np.zeros(len(self.panels))
        shares[0] = 1
        return shares


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """The largest least chance over some groups; ``weights`` and ``price`` are its dual prices."""

    shares: Shares
    least: float
    weights: Shares
    price: float


def _stage(chances: Shares, fixed: Shares) -> _Stage:
    """``chances`` (groups, classes): of a class in a group; ``fixed`` (classes,) NaN where open."""
    groups, classes = chances.shape
    is_open = np.isnan(fixed)
    table = np.zeros((classes + 1, groups + 1))
    table[:classes, :groups] = chances.T
    table[:classes, groups] = np.where(is_open, -1.0, 0.0)
    table[classes, :groups] = 1
    used = [np.flatnonzero(row) for row in table]
    lower = np.append(np.where(is_open, 0.0, np.maximum(fixed - _SLIGHT, 0)), 1.0)
    upper = np.append(np.full(classes, np.inf), 1.0)
    rows = Rows(
        starts=np.concatenate([[0], np.cumsum([len(some) for some in used])]).astype(np.int32),
        columns=np.concatenate(used).astype(np.int32),
        values=np.concatenate([row[some] for row, some in zip(table, used, strict=True)]),
        lower=lower,
        upper=upper,
    )
    ends = np.append(np.full(groups, np.inf), 1.0)
    solver = Solver(rows, np.zeros(groups + 1), ends, n_whole=0)
    found = solver.solve(np.append(np.zeros(groups), 1.0))
    if found is None:
        raise SolverFailed(Problem("solver_failed", {"status": "no lottery"}))
    weights = np.maximum(-found.duals[:classes], 0)
    shares = np.maximum(found.values[:groups], 0)
    return _Stage(shares, float(found.values[groups]), weights, float(found.duals[classes]))
