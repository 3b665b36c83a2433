"""Calibration: right guesses err by nothing, wrong ones by how wrong they are."""

import numpy as np
import pytest

from training.evaluate.calibration import calibration_error, reliability
from training.evaluate.config import EvaluationConfig

CONFIG = EvaluationConfig(draws=100)
RANDOM = np.random.default_rng(4)
CHANCE = RANDOM.random(20_000)
CAME = (RANDOM.random(20_000) < CHANCE).astype(float)
ONES = np.ones(20_000)
PERSON = np.arange(20_000) % 500


def test_a_curve_of_right_guesses_lies_on_the_diagonal() -> None:
    curve = reliability(CHANCE, CAME, ONES, bins=10)
    assert [one.observed for one in curve] == pytest.approx([b.predicted for b in curve], abs=0.04)
    assert sum(one.rows for one in curve) == 20_000


def test_the_error_is_how_far_off_the_guesses_are() -> None:
    too_high = np.clip(CHANCE + 0.1, 0, 1)
    right, wrong, apart = calibration_error(
        (CHANCE, too_high), CAME, ONES, person=PERSON, config=CONFIG
    )
    assert right.value < 0.02
    assert wrong.value == pytest.approx(0.095, abs=0.02)
    assert apart.high < 0


def test_rows_without_weight_do_not_count() -> None:
    half = np.where(CAME == 1, 1.0, 0.0)
    curve = reliability(CHANCE, CAME, half, bins=5)
    assert all(one.observed == 1 for one in curve)


def test_no_rows_have_no_curve() -> None:
    nothing = np.zeros(0)
    assert reliability(nothing, nothing, nothing, bins=5) == ()


def test_a_model_that_always_says_the_same_has_one_point() -> None:
    curve = reliability(np.full(100, 0.3), CAME[:100], np.ones(100), bins=8)
    assert len(curve) == 1
