"""Tests of the bench of giving back: small, and what each way may not do."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from training.benchmarks import giveback
from training.benchmarks.giveback import GiveBackConfig, aims_missed
from training.benchmarks.giveback_town import Home, homes
from training.benchmarks.giveback_ways import Measured, greedy, individuals, ours
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


MINE = Measured(
    open=9, suiting=8, placed=7, in_company=4, largest=2, group_size=1.5, km=6, fit=0.9, seconds=1
)
STEADY = {"kept_when_rerun": 0.9, "kept_without_cost": 0.7}


def _missed(
    other: Measured, *, kept: dict[str, float] = STEADY, at_scale: Measured = MINE
) -> list[str]:
    return aims_missed(MINE, {"greedy": other}, kept=kept, at_scale=at_scale)


def test_an_aim_that_is_missed_is_named() -> None:
    behind = replace(MINE, in_company=3)
    assert _missed(behind) == []
    assert _missed(replace(behind, placed=8)) == ["as many placed as greedy"]
    assert _missed(MINE) == ["more in company than greedy"]
    late = replace(MINE, seconds=giveback.AIM_SECONDS + 1)
    assert _missed(behind, at_scale=late) == ["a larger town within 10 s"]
    unsteady = {"kept_when_rerun": 0.6, "kept_without_cost": 0.7}
    assert _missed(behind, kept=unsteady) == ["more kept than without the cost of moving"]
