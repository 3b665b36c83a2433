"""Tests of the cohort benchmark."""

from rich.console import Console

from training.benchmarks import cohort
from training.benchmarks.cohort import Plan


def test_a_small_plan_finds_what_trying_every_group_finds() -> None:
    plan = Plan(large=(150, 20), small=(60, 20), crowds=1, tried=6, tried_people=7, tried_seats=3)
    result = cohort.measure(plan, Console(quiet=True))
    assert result.figures["missed"] == []
    assert result.ahead
    assert '"equal": 6' in result.line()
