"""The program: seats, aims and roles as one integer program over classes of equals."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.aim import Aim
from matcher.market.cohort.equals import Equals, Whole
from matcher.market.cohort.roles import NO_END
from matcher.market.programme import Bounds, Numbers, Rows, Solver, SolverFailed

_SLIGHT = 1e-6
_UNDECIDED = 80
_NEARLY = 0.02

MOST_NODES = 2_000
"""How far one search for a group goes on without its proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A group that meets every aim: ``chosen`` (classes,) units of each class, and its points.

    No group has more than ``bound`` points: where the two are equal it is the best there is.
    """

    chosen: Whole
    points: int
    bound: int


@dataclass(slots=True, eq=False)
class Program:
    """Variables: units of each class (whole); for each aim what its least may fall and its most
    may rise by (both 0 unless asked); and, for each set of roles, how many of the people who can
    hold just these hold each. Rows: seats, each aim's bounds, each set of roles (everybody holds
    one of those they can: who can hold none that is not asked for holds one that is), all that was
    given way, and points.

    Holding roles is a flow, so that with whole people its best solutions are whole by themselves
    (Ford & Fulkerson 1956) and need not be asked to be.
    """

    equals: Equals
    aims: Sequence[Aim]
    seats: int
    solver: Solver = field(init=False)

    def __post_init__(self) -> None:
        self.solver = _solver(self.equals, self.aims, self.seats)

    @property
    def n(self) -> int:
        """How many classes there are: the first variables."""
        return len(self.equals)

    @property
    def points(self) -> Numbers:
        """The objective of the best group."""
        return self.over_classes(self.equals.points)

    def over_classes(self, weights: NDArray[np.float64] | Whole) -> Numbers:
        """An objective of so much for each unit of a class."""
        objective = np.zeros(len(self.solver.lower))
        objective[: self.n] = weights
        return objective

    def over_slack(self) -> Numbers:
        """An objective of as little giving way as can be."""
        objective = np.zeros(len(self.solver.lower))
        weights = [aim.weight for aim in self.aims]
        objective[self.slack] = -np.array([*weights, *weights])
        return objective

    @property
    def slack(self) -> slice:
        """Of the variables, by how much each aim's least falls, then each aim's most rises."""
        return slice(self.n, self.n + 2 * len(self.aims))

    def bounds(
        self, *, without: int | None = None, free: Sequence[int] = (), floor: float | None = None
    ) -> Bounds:
        """``without`` drops an aim, ``free`` are aims that may give way, ``floor`` are the least
        points of the group."""
        bounds = self.solver.bounds()
        for place in (*free, *(() if without is None else (without,))):
            bounds.upper[[self.n + place, self.n + len(self.aims) + place]] = NO_END
        if floor is not None:
            bounds.row_lower[-1] = floor
        return bounds

    def best(
        self,
        *,
        bounds: Bounds | None = None,
        weights: NDArray[np.float64] | Whole | None = None,
    ) -> Panel | None:
        """The best group, by points or by ``weights`` (classes,); ``None`` where none is."""
        objective = self.points if weights is None else self.over_classes(weights)
        found = self.solver.solve(objective, bounds=bounds)
        if found is None:
            return None
        chosen = np.rint(found.values[: self.n]).astype(np.int64)
        points = int(chosen @ self.equals.points)
        whole = weights is None
        return Panel(chosen, points, int(np.floor(found.bound + _SLIGHT)) if whole else points)

    def narrowed(self, bounds: Bounds) -> Bounds | None:
        """The same with what the linear relaxation proves of every group of the least points that
        ``bounds`` asks for: between which numbers of each class all of them lie (by reduced
        costs); ``None`` where it proves that there is no such group."""
        relaxed = self.solver.solve(self.points, bounds=bounds, relaxed=True)
        if relaxed is None or relaxed.objective < bounds.row_lower[-1] - _SLIGHT:
            return None
        n, room = self.n, relaxed.objective - bounds.row_lower[-1] + _SLIGHT
        reduced, values = relaxed.reduced[:n], relaxed.values[:n]
        low, high = bounds.lower[:n].copy(), bounds.upper[:n].copy()
        steps = np.floor(room / np.maximum(np.abs(reduced), _SLIGHT))
        at_low = (values <= low + _SLIGHT) & (reduced < -_SLIGHT)
        at_high = (values >= high - _SLIGHT) & (reduced > _SLIGHT)
        bounds.upper[:n] = np.where(at_low, np.minimum(high, low + steps), high)
        bounds.lower[:n] = np.where(at_high, np.maximum(low, high - steps), low)
        return bounds

    def nearly(self, weights: Numbers, *, bounds: Bounds) -> tuple[Whole | None, float]:
        """A group that ``weights`` (classes,) like about as well as the best, and what no group
        exceeds by them.

        The linear relaxation decides all but the few classes about which it is in two minds.
        """
        objective = self.over_classes(weights)
        relaxed = self.solver.solve(objective, bounds=bounds, relaxed=True)
        if relaxed is None:
            return None, -NO_END
        n, sure = self.n, np.ones(self.n, dtype=np.bool_)
        sure[np.argsort(np.abs(relaxed.reduced[:n]), kind="stable")[:_UNDECIDED]] = False
        known = np.rint(relaxed.values[:n])
        sure &= np.abs(known - relaxed.values[:n]) < _SLIGHT
        lower, upper = bounds.lower.copy(), bounds.upper.copy()
        lower[:n] = np.where(sure, known, lower[:n])
        upper[:n] = np.where(sure, known, upper[:n])
        tight = Bounds(lower, upper, bounds.row_lower, bounds.row_upper)
        try:
            found = self.solver.solve(objective, bounds=tight, gap=_NEARLY)
        except SolverFailed:
            found = None
        chosen = None if found is None else np.rint(found.values[:n]).astype(np.int64)
        return chosen, relaxed.objective


def _solver(equals: Equals, aims: Sequence[Aim], seats: int) -> Solver:
    n, k = len(equals), len(aims)
    flows = [
        (mask, place)
        for mask, row in enumerate(equals.masks)
        for place in np.flatnonzero(row[:k]).tolist()
    ]
    columns = n + 2 * k + len(flows)
    table = _Table(columns)
    table.add(dict(enumerate(equals.size.tolist())), upper=seats)
    for place, aim in enumerate(aims):
        holds = {n + 2 * k + i: 1.0 for i, flow in enumerate(flows) if flow[1] == place}
        table.add(*_aim_row(equals, aim, place, holds))
    for mask in sorted({mask for mask, _ in flows}):
        able = {
            c: -float(equals.parts[c, mask]) for c in np.flatnonzero(equals.parts[:, mask]).tolist()
        }
        holds = {n + 2 * k + i: 1.0 for i, flow in enumerate(flows) if flow[0] == mask}
        table.add(able | holds, lower=-NO_END if equals.masks[mask, k] else 0, upper=0)
    weights = [aim.weight for aim in aims]
    table.add({n + i: weight for i, weight in enumerate((*weights, *weights))})
    table.add(dict(enumerate(equals.points.tolist())))
    lower, upper = np.zeros(columns), np.full(columns, NO_END)
    upper[:n], lower[:n] = equals.count, np.where(equals.locked, equals.count, 0)
    upper[n : n + 2 * k] = 0
    return Solver(table.rows(), lower, upper, n_whole=n, most_nodes=MOST_NODES)


def _aim_row(
    equals: Equals, aim: Aim, place: int, holds: dict[int, float]
) -> tuple[dict[int, float], float, float]:
    """What it counts, of a role who ``holds`` it, and between which bounds."""
    (n, k), counts = equals.counts.shape, equals.counts[:, place]
    row = holds | {int(c): float(counts[c]) for c in np.flatnonzero(counts)}
    row |= {n + place: 1.0, n + k + place: -1.0}
    least = -NO_END if aim.least is None else aim.least
    return row, least, NO_END if aim.most is None else aim.most


@dataclass(slots=True)
class _Table:
    """Rows as they are written down."""

    columns: int
    entries: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def add(self, row: dict[int, float], lower: float = -NO_END, upper: float = NO_END) -> None:
        """Write down one row: a coefficient by column, and its bounds."""
        self.entries.append((row, lower, upper))

    def rows(self) -> Rows:
        """All rows as the solver takes them: coefficients end to end, and where each begins."""
        sizes = [len(row) for row, _, _ in self.entries]
        return Rows(
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
            columns=np.array([c for row, _, _ in self.entries for c in row], dtype=np.int32),
            values=np.array([v for row, _, _ in self.entries for v in row.values()], np.float64),
            lower=np.array([lower for _, lower, _ in self.entries], dtype=np.float64),
            upper=np.array([upper for _, _, upper in self.entries], dtype=np.float64),
        )
