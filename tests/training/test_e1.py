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
from training.benchmarks.e1_findings import Column, Means, Row, aims_missed, means_missed, measured
from training.benchmarks.e1_seats import OURS, Rule, Seats, Way, seats_missed
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
    config = e1.Config(
        settings=(SMALLEST,), steps=20, seeds=(1, 2, 3), mean_steps=20, seated=(SMALLEST,)
    )
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


def test_transferable_utility_at_its_best_temperature_is_a_peer_too(row: Row) -> None:
    assert row.matches[Column.COOLER] >= row.matches[Column.TRANSFERABLE]
    behind = dict(row.matches) | {Column.OURS: row.matches[Column.COOLER]}
    missed = aims_missed([replace(row, matches=behind)])
    assert f"{SMALLEST.name}: not above TU at its best temperature" in missed


def test_a_lead_over_seeds_that_may_be_chance_is_named() -> None:
    theirs, ours = np.full(3, 10.0), np.array([10.1, 10.2, 10.15])
    sure = Means(SMALLEST, theirs, theirs, ours)
    assert means_missed([sure]) == []
    chance = replace(sure, cooler=np.array([10.0, 10.0, 10.3]))
    assert means_missed([chance]) == [
        f"{SMALLEST.name}: over seeds not surely above TU at its best"
    ]


def test_the_seeds_of_the_means_are_not_the_paper_s() -> None:
    assert SEED not in e1.Config().seeds


def test_the_result_says_what_the_tables_print(result: Result) -> None:
    figures = result.figures[SMALLEST.name]
    assert isinstance(figures, dict)
    assert set(figures["matches"]) == {column.value for column in Column}
    assert result.ahead
    assert result.figures["seeds"] == 3
    assert result.line()


def test_what_all_think_weighs_as_much_as_the_crowding_says() -> None:
    alike = drawn(replace(SMALLEST, crowding=1.0), 1)
    assert (np.ptp(alike.wants, axis=0) == 0).all()
    assert alike.wants[0, 0] == 1
    assert alike.wants[0, -1] == pytest.approx(1 / 20)


def test_lists_made_for_a_rule_of_seats_are_the_best_by_that_rule(result: Result) -> None:
    told = result.figures["one seat an offer"]
    assert isinstance(told, dict)
    rules = told[SMALLEST.name]
    assert isinstance(rules, dict)
    for rule, way in OURS.items():
        ways = rules[rule.value]
        assert isinstance(ways, dict)
        assert ways[way.value] == max(ways.values())


def test_a_rule_of_seats_by_which_a_peer_is_better_is_named() -> None:
    peers = {way: np.array([1.0, 2.0, 3.0]) for way in Way}
    sure = peers | {Way.FILLED: np.array([2.0, 3.0, 4.1])}
    assert seats_missed([Seats(SMALLEST, {Rule.NEXT: sure})]) == []
    chance = sure | {Way.COOLER: np.array([1.0, 2.0, 4.0])}
    assert seats_missed([Seats(SMALLEST, {Rule.NEXT: chance})]) == [
        f"{SMALLEST.name}, a seat {Rule.NEXT}: not surely above {Way.COOLER}"
    ]
