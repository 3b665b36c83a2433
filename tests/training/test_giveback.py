"""Tests of the bench of giving back: small, and what each way may not do."""

from io import StringIO

import pytest
from rich.console import Console

from training.benchmarks import giveback
from training.benchmarks.giveback import GiveBackConfig
from training.benchmarks.giveback_town import Home, homes
from training.benchmarks.giveback_ways import greedy, individuals, ours
from training.cli import BENCHMARKS


@pytest.fixture(scope="module")
def town() -> list[Home]:
    return homes(today=giveback.TODAY, seed=1, every=5)


@pytest.mark.parametrize("way", [ours, individuals, greedy])
def test_no_way_gives_more_seats_than_there_are_or_two_for_one(
    town: list[Home], way: object
) -> None:
    for home in town:
        taken = way(home)  # type: ignore[operator]
        for number, slot in enumerate(home.slots):
            if slot.free is not None:
                assert list(taken.values()).count(number) <= slot.free
        assert set(taken) <= {one.id for one in home.owed}


def test_optimal_places_as_many_as_any_other_way(town: list[Home]) -> None:
    for home in town:
        assert len(ours(home)) >= max(len(greedy(home)), len(individuals(home)))


def test_the_bench_tells_every_way_and_its_loss(
    monkeypatch: pytest.MonkeyPatch, town: list[Home]
) -> None:
    monkeypatch.setattr(giveback, "homes", lambda **_: town[:2])
    result = giveback.measure(GiveBackConfig(orders=1, copies=1), Console(file=StringIO()))
    assert {"ours", "individuals only", "greedy", "large"} <= result.figures.keys()
    assert result.figures["homes_proved"] == result.figures["homes"] == 2
    assert BENCHMARKS[result.bench].module == giveback.__name__
