"""Suppression: small cells are hidden, and no sum gives one away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from service.reports.suppression import Counts, Mask, hidden, with_totals

LEAST = 5

tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def range_of(counts: Counts, row: int, column: int, gone: Mask) -> tuple[float, float]:
    """The least and the most that a hidden cell can be, to whoever knows all that is shown."""
    table = with_totals(counts)
    rows, columns = table.shape
    sums, wanted = [], []
    for line in range(rows):
        sums.append(_sign(rows, columns, row=line))
        wanted.append(0)
    for line in range(columns):
        sums.append(_sign(rows, columns, column=line))
        wanted.append(0)
    bounds = [
        (1, None) if gone.flat[cell] else (table.flat[cell], table.flat[cell])
        for cell in range(table.size)
    ]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(table.size)
        goal[row * columns + column] = sign
        found = linprog(goal, A_eq=np.array(sums), b_eq=wanted, bounds=bounds)
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends[0], ends[1]


def _sign(rows: int, columns: int, *, row: int | None = None, column: int | None = None) -> Counts:
    sign = np.zeros((rows, columns), dtype=np.int64)
    if row is not None:
        sign[row, :-1], sign[row, -1] = 1, -1
    else:
        sign[:-1, column], sign[-1, column] = 1, -1
    return sign.ravel()


@given(tables)
@settings(max_examples=60, deadline=None)
def test_everything_small_is_hidden(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    told = with_totals(counts)[~hidden(counts)]
    assert ((told == 0) | (told >= LEAST)).all()


@given(tables)
@settings(max_examples=25, deadline=None)
def test_no_hidden_cell_can_be_worked_out(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    gone = hidden(counts)
    for row, column in np.argwhere(gone):
        low, high = range_of(counts, row, column, gone)
        assert high - low >= 1, (counts, row, column)


@given(tables, st.integers(0, 2**20))
@settings(max_examples=25, deadline=None)
def test_nor_can_one_that_something_else_asks_to_hide(rows: list[list[int]], seed: int) -> None:
    counts = np.array(rows)
    asked = np.random.default_rng(seed).random(with_totals(counts).shape) < 0.15
    gone = hidden(counts, also=asked)
    assert gone[asked & (with_totals(counts) > 0)].all()
    for row, column in np.argwhere(gone):
        low, high = range_of(counts, row, column, gone)
        assert high - low >= 1, (counts, row, column)


def test_large_cells_are_told() -> None:
    assert not hidden(np.array([[9, 8], [7, 30]])).any()


def test_one_small_cell_takes_three_more_with_it() -> None:
    gone = hidden(np.array([[3, 20, 30], [20, 9, 30], [40, 40, 40]]))
    assert gone[0, 0]
    assert gone.sum() == 4
    assert not gone[-1].any()
    assert not gone[:, -1].any()


def test_hidden_cells_that_are_together_few_take_another() -> None:
    gone = hidden(np.array([[1], [1], [30], [40]]))
    assert gone[:-1, 0].tolist() == [True, True, True, False]


@pytest.mark.parametrize("empty", [(0, 0), (3, 0), (0, 2), (2, 2)])
def test_that_there_is_nobody_is_told(empty: tuple[int, int]) -> None:
    assert not hidden(np.zeros(empty, dtype=np.int64)).any()


def test_one_large_cell_among_nobody_is_told() -> None:
    assert not hidden(np.array([[0, 15], [0, 0]])).any()
