"""Tests of the benchmark E1, on its smallest market."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from matcher.market.policy import ranked
from matcher.market.scores import naive, reciprocal
from training.benchmarks import e1
from training.benchmarks.crowded_markets import Setting, drawn, expected
from training.benchmarks.e1_findings import Column, Row, aims_missed, measured
from training.benchmarks.e1_settings import NEAR, PUBLISHED, SEED, SETTINGS, SLIP
from training.benchmarks.result import Result

SMALLEST = next(setting for setting in SETTINGS if setting.jobs == 20)


@pytest.fixture(scope="module")
def row() -> Row:
    """The smallest setting."""
    return measured(SMALLEST, steps=40)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    """A run of the smallest setting alone."""
    drawing: Path = tmp_path_factory.mktemp("e1") / "chart.svg"
    config = e1.Config(settings=(SMALLEST,), steps=20, seeds=(1, 2), mean_steps=5)
    yield e1.measure(config, Console(file=io.StringIO()), drawing)
    assert drawing.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
def test_the_published_columns_are_met_in_every_setting(setting: Setting) -> None:
    market, printed = drawn(setting, SEED), PUBLISHED[setting]
    of_naive = 85.1 if setting == SLIP else printed.naive
    assert abs(expected(market, ranked(reciprocal(market))) - printed.reciprocal) <= NEAR
    assert abs(expected(market, ranked(naive(market))) - of_naive) <= NEAR


def test_ours_is_above_the_paper_and_every_peer(row: Row) -> None:
    ours = row.matches[Column.OURS]
    assert ours > row.published.method
    assert all(ours > row.matches[column] for column in Column if column is not Column.OURS)


def test_every_aim_that_is_missed_is_named(row: Row) -> None:
    assert aims_missed([row]) == []
    nothing = replace(row, matches=dict.fromkeys(Column, 0.0))
    assert len(aims_missed([nothing])) == 4


def test_the_result_says_what_the_tables_print(result: Result) -> None:
    figures = result.figures[SMALLEST.name]
    assert isinstance(figures, dict)
    assert set(figures["matches"]) == {column.value for column in Column}
    assert result.ahead
    assert result.figures["seeds"] == 2
    assert result.line()


def test_what_all_think_weighs_as_much_as_the_crowding_says() -> None:
    alike = drawn(replace(SMALLEST, crowding=1.0), 1)
    assert (np.ptp(alike.wants, axis=0) == 0).all()
    assert alike.wants[0, 0] == 1
    assert alike.wants[0, -1] == pytest.approx(1 / 20)
