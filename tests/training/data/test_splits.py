"""Splits are by time, or by whole offers and whole people, and always the same."""

from datetime import timedelta, timezone

import numpy as np
import pytest

from matcher.domain import Side
from tests.training.data import logs
from training.data import Held, TrainingSet, held, hold_out, split_by_time, training_set

IDS = np.array([f"tal-{n}" for n in range(4_000)])


@pytest.fixture(scope="module")
def rows() -> TrainingSet:
    return training_set(logs.log_in_memory(logs.many(3_000)), Side.TALENT)


def test_earlier_and_later_rows_are_parted(rows: TrainingSet) -> None:
    earlier, later = split_by_time(rows, logs.day(70))
    assert len(earlier) + len(later) == len(rows)
    assert earlier.at.max() < np.datetime64("2026-03-12") <= later.at.min()


def test_the_moment_may_be_told_in_any_zone(rows: TrainingSet) -> None:
    copenhagen = logs.day(70).astimezone(timezone(timedelta(hours=2)))
    one, other = (split_by_time(rows, at)[0] for at in (logs.day(70), copenhagen))
    logs.assert_equal(one, other)


@pytest.mark.parametrize("of", list(Held))
def test_who_is_held_out_is_in_no_other_row(rows: TrainingSet, of: Held) -> None:
    train, test = hold_out(rows, of, share=0.3, seed=1)
    column = "offer" if of is Held.OFFERS else "talent"
    known, cold = (set(getattr(part, column).tolist()) for part in (train, test))
    assert known
    assert cold
    assert not known & cold
    assert len(train) + len(test) == len(rows)


def test_about_the_share_is_held_out() -> None:
    assert held(IDS, share=0.2, seed=1).mean() == pytest.approx(0.2, abs=0.02)


def test_all_or_nobody_can_be_held_out() -> None:
    assert held(IDS, share=1.0, seed=1).all()
    assert not held(IDS, share=0.0, seed=1).any()


def test_who_is_held_out_depends_on_the_id_and_the_seed_alone() -> None:
    one, other = held(IDS, share=0.2, seed=1), held(IDS[::-1], share=0.2, seed=1)
    np.testing.assert_array_equal(one, other[::-1])
    assert not np.array_equal(one, held(IDS, share=0.2, seed=2))
