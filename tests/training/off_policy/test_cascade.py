"""The model of what is still to come, learned backwards."""

import numpy as np
import pytest

from training.off_policy import CascadeStates, cascade_direct, fitted_guess


def _states(rows: int, choice: float) -> tuple[CascadeStates, np.ndarray]:
    """Two items in lists of two places; item 1 is worth 1, and doubles what follows it."""
    rng = np.random.default_rng(3)
    first = rng.integers(2, size=rows)
    action = np.column_stack((first, 1 - first))
    above = np.eye(2)[first]
    state = np.zeros((rows, 2, 3))
    state[:, :, 0] = 1.0
    state[:, 1, 1:] = above
    left = np.zeros((rows, 2, 2))
    left[:, 0] = [1 - choice, choice]
    left[np.arange(rows), 1, 1 - first] = 1.0
    reward = np.where(action == 1, 1.0, np.where(first[:, None] == 1, 0.5, 0.25))
    return CascadeStates(state, action, left), reward


def test_it_learns_what_the_new_policy_is_worth() -> None:
    states, reward = _states(4000, choice=0.9)
    guess = fitted_guess(states, reward, fold=np.arange(4000) % 2, ridge=1e-6)
    assert cascade_direct(guess).value == pytest.approx(0.9 * 1.5 + 0.1 * 1.25, abs=1e-3)


def test_it_knows_what_is_still_to_come_at_each_place() -> None:
    states, reward = _states(4000, choice=0.5)
    guess = fitted_guess(states, reward, fold=np.arange(4000) % 2, ridge=1e-6)
    told = reward[:, ::-1].cumsum(axis=1)[:, ::-1]
    np.testing.assert_allclose(guess.logged, told, atol=1e-3)


def test_no_row_speaks_about_itself() -> None:
    states, reward = _states(40, choice=0.5)
    fold = np.arange(40) % 2
    changed = reward.copy()
    changed[0] += 100.0
    before = fitted_guess(states, reward, fold=fold)
    after = fitted_guess(states, changed, fold=fold)
    np.testing.assert_array_equal(before.logged[fold == 0], after.logged[fold == 0])
    assert (before.logged[fold == 1] != after.logged[fold == 1]).any()
