"""The programme: a linear program, with whole numbers or without, put to HiGHS as arrays."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem

Numbers = NDArray[np.float64]

_SEED = 1


class SolverFailed(MatcherError):
    """HiGHS neither solved the program nor proved that nothing solves it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """``lower <= matrix @ x <= upper``, the matrix by rows: ``columns[starts[i]:starts[i + 1]]``
    are the variables of row ``i``, ``values`` what they count there."""

    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: Numbers
    lower: Numbers
    upper: Numbers

    def over(self, more: "Rows") -> "Rows":
        """These rows with those of ``more`` beneath them."""
        starts = np.concatenate([self.starts, self.starts[-1] + more.starts[1:]])
        return Rows(
            starts=starts.astype(np.int32),
            columns=np.concatenate([self.columns, more.columns]),
            values=np.concatenate([self.values, more.values]),
            lower=np.concatenate([self.lower, more.lower]),
            upper=np.concatenate([self.upper, more.upper]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """What variables and rows lie between, in one question."""

    lower: Numbers
    upper: Numbers
    row_lower: Numbers
    row_upper: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """``values`` shape (variables,); ``objective`` was found, nothing beyond ``bound`` exists.

    ``reduced`` are reduced costs and ``duals`` those of the rows: of programs without whole
    numbers alone.
    """

    values: Numbers
    objective: float
    bound: float
    reduced: Numbers
    duals: Numbers

    @property
    def gap(self) -> float:
        """How far the proof is from the solution, in the objective's own unit; 0: optimal."""
        return abs(self.bound - self.objective)


@dataclass(slots=True, eq=False)
class Solver:
    """Maximises; variables from ``n_whole`` on need not be whole.

    One HiGHS model is kept and changed from question to question: bounds and objective alone.
    Single-threaded and seeded, so that the same question gets the same answer. ``most_nodes`` ends
    a search with what it has, after so many steps and not seconds, so that any machine stops alike;
    ``cut_short`` counts the searches that ended so, ``effort`` all steps of the simplex method.
    """

    rows: Rows
    lower: Numbers
    upper: Numbers
    n_whole: int
    most_nodes: int | None = None
    effort: int = field(default=0, init=False)
    cut_short: int = field(default=0, init=False)
    _highs: Any = field(default=None, init=False)

    def solve(
        self,
        objective: Numbers,
        *,
        bounds: Bounds | None = None,
        relaxed: bool = False,
        start: Numbers | None = None,
        gap: float = 0.0,
    ) -> Solution | None:
        """The best solution, with a proof; ``None`` when there is none at all.

        ``relaxed`` lets every number be broken, ``start`` is a solution to begin from, ``gap`` the
        share of the objective by which the best may be missed. Of a search that was cut short the
        solution's ``gap`` says what is missing to the proof. Raises
        ``SolverFailed`` where nothing was found and nothing was proved.
        """
        highs = self._ready()
        self._be_whole(0 if relaxed else self.n_whole)
        self._ask(objective, bounds or self.bounds())
        highs.clearSolver()
        highs.setOptionValue("mip_rel_gap", gap)
        if start is not None and not relaxed:
            _begin_from(highs, start)
        highs.run()
        whole = not relaxed and self.n_whole > 0
        self.effort += int(highs.getInfo().simplex_iteration_count)
        self.cut_short += whole and _was_cut_short(highs)
        return _answer(highs, whole=whole)

    def bounds(self) -> Bounds:
        """The program's own bounds, to be changed for one question."""
        rows = self.rows
        return Bounds(self.lower.copy(), self.upper.copy(), rows.lower.copy(), rows.upper.copy())

    def _ask(self, objective: Numbers, bounds: Bounds) -> None:
        n, m = len(self.lower), len(self.rows.lower)
        every, row = np.arange(n, dtype=np.int32), np.arange(m, dtype=np.int32)
        self._highs.changeColsCost(n, every, objective)
        self._highs.changeColsBounds(n, every, bounds.lower, bounds.upper)
        self._highs.changeRowsBounds(m, row, bounds.row_lower, bounds.row_upper)

    def _be_whole(self, count: int) -> None:
        import highspy

        n = len(self.lower)
        kinds = np.full(n, int(highspy.HighsVarType.kContinuous), dtype=np.uint8)
        kinds[:count] = int(highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(n, np.arange(n, dtype=np.int32), kinds)

    def _ready(self) -> Any:
        if self._highs is None:
            self._highs = _model(self.rows, self.lower, self.upper)
            if self.most_nodes is not None:
                self._highs.setOptionValue("mip_max_nodes", self.most_nodes)
        return self._highs


def _model(rows: Rows, lower: Numbers, upper: Numbers) -> Any:
    # Importing HiGHS takes longer than a whole start does, and most starts need none of it.
    import highspy

    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(lower), len(rows.lower)
    program.col_cost_ = np.zeros(len(lower))
    program.col_lower_, program.col_upper_ = lower, upper
    program.row_lower_, program.row_upper_ = rows.lower, rows.upper
    program.sense_ = highspy.ObjSense.kMaximize
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.num_col_, program.a_matrix_.num_row_ = len(lower), len(rows.lower)
    program.a_matrix_.start_ = rows.starts
    program.a_matrix_.index_ = rows.columns
    program.a_matrix_.value_ = rows.values
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", _SEED),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(program)
    return highs


def _begin_from(highs: Any, start: Numbers) -> None:
    import highspy

    known = highspy.HighsSolution()
    known.col_value = start.tolist()
    highs.setSolution(known)


def _was_cut_short(highs: Any) -> bool:
    import highspy

    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kSolutionLimit)


def _answer(highs: Any, *, whole: bool) -> Solution | None:
    import highspy

    status = highs.getModelStatus()
    statuses = highspy.HighsModelStatus
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return None
    has_some = highs.getInfo().primal_solution_status == highspy.kSolutionStatusFeasible
    cut_short = whole and has_some and _was_cut_short(highs)
    if status not in (statuses.kOptimal, statuses.kModelEmpty) and not cut_short:
        raise SolverFailed(Problem("solver_failed", {"status": highs.modelStatusToString(status)}))
    info, found = highs.getInfo(), highs.getSolution()
    objective = float(info.objective_function_value)
    return Solution(
        values=np.asarray(found.col_value, dtype=np.float64),
        objective=objective,
        bound=float(info.mip_dual_bound) if whole else objective,
        reduced=np.asarray(found.col_dual, dtype=np.float64),
        duals=np.asarray(found.row_dual, dtype=np.float64),
    )
