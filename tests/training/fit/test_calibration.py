"""Calibration: a line through held-out rows, only where it helps."""

import numpy as np
import pytest
from scipy.special import expit

from training.fit.calibration import Calibration, Outcomes, calibrated, line


def _outcomes(*, slope: float, shift: float, rows: int = 20_000) -> Outcomes:
    rng = np.random.default_rng(0)
    log_odds = rng.normal(size=rows) * 2
    target = rng.random(rows) < expit(slope * log_odds + shift)
    return Outcomes(log_odds=log_odds, target=target.astype(np.float64), weight=np.ones(rows))


def test_the_line_that_made_the_rows_is_found() -> None:
    slope, shift = line(_outcomes(slope=0.5, shift=-1.0))
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(-1.0, abs=0.05)


def test_the_line_makes_the_calibration_error_smaller() -> None:
    found = calibrated(_outcomes(slope=0.5, shift=-1.0))
    assert found.error_before is not None
    assert found.error_after is not None
    assert found.error_after < 0.02 < found.error_before


def test_a_handful_of_rows_hardly_bends_anything() -> None:
    few = Outcomes(log_odds=np.zeros(3), target=np.ones(3), weight=np.ones(3))
    assert abs(line(few)[1]) < 0.5


def test_the_slope_never_turns_the_order_around() -> None:
    assert line(_outcomes(slope=-1.0, shift=0.0))[0] > 0


def test_without_rows_to_judge_by_nothing_is_changed() -> None:
    assert Calibration() == Calibration(slope=1.0, shift=0.0)
