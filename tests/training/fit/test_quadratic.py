"""The quadratic step: the least point within the bounds, whatever they are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import isotonic_regression

from training.fit.directions import Directions
from training.fit.quadratic import QuadraticStep


def _chain(size: int) -> Directions:
    return Directions(np.arange(size - 1), np.arange(1, size), np.zeros(size - 1))


@settings(deadline=None)
@given(centre=st.lists(st.integers(-30, 30), min_size=2, max_size=25))
def test_with_an_even_form_it_is_isotonic_regression(centre: list[int]) -> None:
    aim = np.array(centre) / 10
    limits = _chain(len(aim))
    step = QuadraticStep(np.eye(len(aim)), limits)
    least, _ = step.solve(aim, np.zeros(len(aim) - 1, dtype=np.bool_))
    np.testing.assert_allclose(least, isotonic_regression(aim), atol=1e-7)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), side=st.integers(2, 5))
def test_on_a_grid_the_answer_is_feasible_and_no_direction_wins(seed: int, side: int) -> None:
    rng = np.random.default_rng(seed)
    size = side * side
    places = np.arange(size).reshape(side, side)
    low = np.concatenate([places[:-1].ravel(), places[:, :-1].ravel()])
    high = np.concatenate([places[1:].ravel(), places[:, 1:].ravel()])
    limits = Directions(low, high, -rng.random(len(low)) * 0.1)
    root = rng.normal(size=(size, size))
    step = QuadraticStep(root @ root.T + np.eye(size), limits)
    aim = rng.normal(size=size)
    least, tight = step.solve(aim, np.zeros(len(low), dtype=np.bool_))
    assert limits.slack(least).min() > -1e-7
    gradient = step.hessian @ (least - aim)
    # Any other feasible point lies uphill: try many.
    for _ in range(50):
        other = np.sort(np.sort(rng.normal(size=(side, side)), axis=0), axis=1).ravel()
        assert gradient @ (other - least) > -1e-6
    assert not tight[limits.slack(least) > 1e-6].any()


def test_a_point_within_the_bounds_is_left_alone() -> None:
    aim = np.array([0.0, 1.0, 2.0])
    least, tight = QuadraticStep(np.eye(3), _chain(3)).solve(aim, np.zeros(2, dtype=np.bool_))
    np.testing.assert_array_equal(least, aim)
    assert not tight.any()
