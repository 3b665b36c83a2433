"""Looks: every try on the same held-out time is a chance to be lucky, and the same try is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.training.registry.models import candidate, model
from training.registry import Measured, Registry

ENDS = datetime(2026, 9, 7, tzinfo=UTC)
ONE, TWO = (model(n).hash for n in (1, 2))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def span(ends: float, *, days: float = 14, log: str = "log") -> Measured:
    """The ``days`` that end so many days after ``ENDS``."""
    until = ENDS + timedelta(days=ends)
    return Measured(log=log, since=until - timedelta(days=days), until=until)


def judged(registry: Registry, number: int, on: Measured, against: str | None = None) -> None:
    registry.add(replace(candidate(number, against=against), measured=on))


def test_the_first_look_is_one(registry: Registry) -> None:
    assert registry.looks(ONE, span(0), against=None) == 1


def test_the_same_model_on_the_same_log_says_the_same_again(registry: Registry) -> None:
    for _ in range(2):
        judged(registry, 1, span(0))
    assert registry.looks(ONE, span(0), against=None) == 1
    assert registry.judgements(ONE) == 2


def test_another_setting_or_another_model_on_the_same_time_is_a_look(registry: Registry) -> None:
    judged(registry, 1, span(0))
    assert registry.looks(TWO, span(0, days=13.9), against=None) == 2
    assert registry.looks(ONE, span(0, days=13.9), against=None) == 2


@pytest.mark.parametrize("later", [7 - 1 / 24, 7 - 2 / 86400, 7, 7 + 1 / 24, 6, 8])
def test_a_week_later_is_no_look_whatever_the_hour_of_the_export(
    registry: Registry, later: float
) -> None:
    judged(registry, 1, span(0))
    assert registry.looks(TWO, span(later, log="a week later"), against=None) == 1


def test_time_that_is_mostly_the_same_is_a_look(registry: Registry) -> None:
    judged(registry, 1, span(0))
    assert registry.looks(TWO, span(5, log="five days later"), against=None) == 2
    assert registry.looks(TWO, span(5, days=8, log="five days later"), against=None) == 1
    assert registry.looks(TWO, span(0, days=3.5, log="a part of it"), against=None) == 2


def test_what_was_compared_with_another_model_is_another_question(registry: Registry) -> None:
    judged(registry, 1, span(0))
    assert registry.looks(TWO, span(0), against=ONE) == 1


def test_what_does_not_say_what_it_was_measured_on_is_not_counted(registry: Registry) -> None:
    registry.add(candidate(1))
    assert registry.looks(TWO, span(0), against=None) == 1
