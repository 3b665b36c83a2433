"""A bound on chances: how large the smallest can be at most, whatever groups are drawn from."""

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.program import Program
from matcher.market.programme import Bounds, Rows, Solver


def chance_bound(program: Program, classes: NDArray[np.intp], *, bounds: Bounds) -> float:
    """No draw over the groups within ``bounds`` gives each of ``classes`` a larger chance.

    The expected units of every draw lie in the linear relaxation, so that the largest least
    share of a class in it, one more variable, is such a bound. It need not be reached.
    """
    n, some = len(program.solver.lower), len(classes)
    ends = np.full(some, np.inf)
    shares = Rows(
        starts=np.arange(0, 2 * some + 1, 2, dtype=np.int32),
        columns=np.column_stack([classes, np.full(some, n)]).ravel().astype(np.int32),
        values=np.column_stack([np.ones(some), -program.equals.count[classes]]).ravel(),
        lower=np.zeros(some),
        upper=ends,
    )
    rows = program.solver.rows
    own = Rows(rows.starts, rows.columns, rows.values, bounds.row_lower, bounds.row_upper)
    lower, upper = np.append(bounds.lower, 0.0), np.append(bounds.upper, 1.0)
    found = Solver(own.over(shares), lower, upper, n_whole=0).solve(np.append(np.zeros(n), 1.0))
    return 1.0 if found is None else found.objective
