"""The measures of a simulated year: gaps, leads and smoothing, of plain numbers."""

import numpy as np
import pytest

from training.benchmarks.year_measures import gap, lead, parity, smooth, widening


def test_a_gap_is_what_boys_have_more() -> None:
    values, girl = np.array([3.0, 1.0, np.nan, 5.0]), np.array([True, True, True, False])
    assert gap(values, girl) == 3.0


def test_a_gap_of_the_other_sign_is_as_wide() -> None:
    girl = np.arange(40) < 20
    values = np.where(girl, 1.0, 2.0)
    assert widening(values, 3 - values, girl, seed=1).value == 0.0


def test_a_gap_is_no_wider_where_everybody_has_twice_as_much() -> None:
    girl = np.arange(40) < 20
    values = np.where(girl, 1.0, 2.0)
    assert widening(values * 2, values, girl, seed=1).high == pytest.approx(0.0)
    assert widening(np.where(girl, 1.0, 4.0), values, girl, seed=1).low > 0.5


def test_parity_is_what_girls_have_of_what_boys_have() -> None:
    girl = np.arange(40) < 20
    assert parity(np.where(girl, 1.0, 4.0), girl) == 0.25


def test_a_lead_counts_people_that_both_arms_know() -> None:
    one, other = np.array([2.0, np.nan, 4.0]), np.array([1.0, 1.0, 3.0])
    assert lead(one, other, seed=1).value == 1.0


def test_smoothing_looks_back_only() -> None:
    assert smooth(np.array([4.0, 2.0, np.nan, 3.0]), weeks=2).tolist() == [4.0, 3.0, 2.0, 3.0]
