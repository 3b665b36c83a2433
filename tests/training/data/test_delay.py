"""How long reactions take is found again, also where the log ended before the slow ones came."""

import numpy as np
import pytest

from training.data.delay import Delays, delays
from training.data.reaction import SetConfig, microseconds

WINDOW = microseconds(28)


def learnt(count: int, *, mean: float, oldest: float = 60) -> Delays:
    """Delays of ``count`` reactions of ``mean`` days in a log of ``oldest`` days."""
    rng = np.random.default_rng(3)
    age = rng.uniform(0, oldest, size=count)
    took = rng.exponential(mean, size=count)
    came = took <= np.minimum(age, 28)
    as_logged = ((values[came] * 86.4e9).astype(np.int64) for values in (took, age))
    return delays(*as_logged, window=WINDOW, config=SetConfig())


def after(days: float) -> np.ndarray:
    return np.array([microseconds(days)])


def test_the_share_that_has_come_is_that_of_the_true_delays() -> None:
    found = learnt(20_000, mean=3)
    for days in (1, 3, 7):
        assert found.come(after(days))[0] == pytest.approx(1 - np.exp(-days / 3), abs=0.03)


def test_a_young_log_does_not_take_reactions_to_be_faster_than_they_are() -> None:
    found = learnt(20_000, mean=3, oldest=10)
    total = 1 - np.exp(-10 / 3)
    for days in (1, 3, 7):
        assert found.come(after(days))[0] == pytest.approx(
            (1 - np.exp(-days / 3)) / total, abs=0.04
        )


def test_by_the_end_of_the_window_all_have_come() -> None:
    assert learnt(1_000, mean=3).come(after(28))[0] == 1
    assert learnt(0, mean=3).come(after(28))[0] == 1


def test_with_few_reactions_they_are_taken_to_come_as_they_usually_do() -> None:
    found = learnt(10, mean=9)
    assert found.come(after(1))[0] == pytest.approx(1 - np.exp(-1), abs=0.03)


def test_the_longer_ago_the_more_has_come() -> None:
    shares = learnt(500, mean=2).come(np.arange(0, WINDOW, WINDOW // 50))
    assert np.all(np.diff(shares) >= 0)
    assert shares[0] >= 0
