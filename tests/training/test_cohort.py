"""Tests of the cohort benchmark."""

from dataclasses import replace

import pytest
from rich.console import Console

from training.benchmarks import cohort
from training.benchmarks.cohort import Plan
from training.benchmarks.cohort_crowds import impossible_aims

PLAN = Plan(
    large=(150, 20),
    small=(60, 20),
    crowds=1,
    tried=6,
    tried_people=7,
    tried_seats=3,
    tolerance=0.001,
)


def test_a_small_plan_finds_what_trying_every_group_finds() -> None:
    result = cohort.measure(PLAN, Console(quiet=True))
    assert result.figures["missed"] == []
    assert result.ahead
    assert '"equal": 6' in result.line()


def test_an_aim_that_is_missed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is fast enough, and what cannot be met is not proved."""
    monkeypatch.setattr(cohort, "LARGE_SECONDS", 0.0)
    monkeypatch.setattr(cohort, "twenty_aims", impossible_aims)
    result = cohort.measure(replace(PLAN, tried=1), Console(quiet=True))
    assert result.figures["missed"] == ["large_seconds", "proof"]
    assert not result.ahead
