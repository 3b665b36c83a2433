"""Tests of examination."""

from math import e, log

import numpy as np
import pytest

from matcher.domain import MatcherError
from matcher.market.examination import Examination, seats, weights


@pytest.mark.parametrize(
    ("examination", "looked"),
    [
        (Examination.INV, (1, 1 / 2, 1 / 3)),
        (Examination.EXP, (1, 1 / e, 1 / e**2)),
        (Examination.LOG, (1 / log(2), 1 / log(3), 1 / log(4))),
        (Examination.LOG2, (1, log(2) / log(3), 1 / 2)),
    ],
)
def test_attention_falls_as_its_name_says(
    examination: Examination, looked: tuple[float, ...]
) -> None:
    np.testing.assert_allclose(weights(examination, 3), looked)


def test_seats_are_looked_at_and_nothing_behind_them() -> None:
    assert seats([0, 2, 9], 3).tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_fewer_than_no_seats_are_refused() -> None:
    with pytest.raises(MatcherError, match="seats_negative"):
        seats([1, -1], 3)
