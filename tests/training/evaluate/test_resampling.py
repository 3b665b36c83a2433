"""Resampling: intervals hold what they should, and pairs are compared on the same draws."""

import numpy as np
import pytest

from training.evaluate.config import EvaluationConfig
from training.evaluate.resampling import means

CONFIG = EvaluationConfig(draws=400)


def test_the_interval_is_as_wide_as_the_standard_error_says() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, size=(400, 1))
    (found,) = means(values, config=EvaluationConfig(draws=5000))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.08)


def test_who_has_no_value_does_not_count() -> None:
    (found,) = means(np.array([[1.0], [np.nan], [3.0]]), config=CONFIG)
    assert (found.value, found.people) == (2.0, 2)


def test_nobody_with_a_value_gives_no_figure() -> None:
    (found,) = means(np.full((3, 1), np.nan), config=CONFIG)
    assert np.isnan([found.value, found.low, found.high]).all()


def test_a_paired_difference_is_narrower_than_what_it_is_between() -> None:
    random = np.random.default_rng(2)
    one = random.random(300)
    other = one - 0.01 + random.normal(0, 0.001, 300)
    first, _, apart = means(np.column_stack([one, other, one - other]), config=CONFIG)
    assert apart.low > 0
    assert apart.high - apart.low < (first.high - first.low) / 20


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    worlds = random.exponential(1.0, size=(80, 200))
    held = [means(world.T, config=CONFIG) for world in worlds.reshape(1, 80, 200)]
    covered = [figure.low <= 1.0 <= figure.high for figure in held[0]]
    assert np.mean(covered) > 0.85
