"""Calibration: a line through held-out rows, only where it helps."""

import numpy as np
import pytest
from scipy.special import expit

from training.fit.calibration import Calibration, Outcomes, calibrated, line


def _outcomes(*, slope: float, shift: float, rows: int = 20_000, deciders: int = 100) -> Outcomes:
    rng = np.random.default_rng(0)
    log_odds = rng.normal(size=rows) * 2
    target = rng.random(rows) < expit(slope * log_odds + shift)
    return Outcomes(
        log_odds=log_odds,
        target=target.astype(np.float64),
        weight=np.ones(rows),
        decider=rng.integers(0, deciders, rows).astype(np.int32),
    )


def test_the_line_that_made_the_rows_is_found() -> None:
    slope, shift = line(_outcomes(slope=0.5, shift=-1.0))
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(-1.0, abs=0.05)


def test_a_line_that_helps_others_is_kept() -> None:
    outcomes = _outcomes(slope=0.5, shift=-1.0)
    found = calibrated(outcomes)
    assert (found.slope, found.shift) == line(outcomes)


def test_a_line_is_not_tried_on_those_it_was_drawn_through() -> None:
    one, other = _outcomes(slope=0.5, shift=-1.0, deciders=7).halves()
    assert set(one.decider) == {0, 2, 4, 6}
    assert set(other.decider) == {1, 3, 5}


def test_what_helps_only_whoever_it_was_drawn_through_is_left() -> None:
    """Two people, each in alternate rows, who answer in opposite ways."""
    decider = np.tile(np.array([0, 1], dtype=np.int32), 300).repeat(2)
    outcomes = Outcomes(
        log_odds=np.zeros(1200),
        target=decider.astype(np.float64),
        weight=np.ones(1200),
        decider=decider,
    )
    assert calibrated(outcomes) == Calibration()


def test_with_one_decider_there_is_nobody_to_try_a_line_on() -> None:
    assert calibrated(_outcomes(slope=0.5, shift=-1.0, deciders=1)) == Calibration()


def test_a_handful_of_rows_hardly_bends_anything() -> None:
    few = Outcomes(
        log_odds=np.zeros(3),
        target=np.ones(3),
        weight=np.ones(3),
        decider=np.arange(3, dtype=np.int32),
    )
    assert abs(line(few)[1]) < 0.5


def test_the_slope_never_turns_the_order_around() -> None:
    assert line(_outcomes(slope=-1.0, shift=0.0))[0] > 0


def test_without_rows_to_judge_by_nothing_is_changed() -> None:
    assert Calibration() == Calibration(slope=1.0, shift=0.0)
