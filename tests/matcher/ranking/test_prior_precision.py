"""Prior precision: strength is in observations, neighbours move together, draws agree with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking import GlassBox, day_zero
from matcher.ranking.prior_precision import DRAWS, Axis, Deviation, deviation, spread

FEATURES = feature_list()


@given(cells=st.integers(2, 40), strength=st.floats(0.5, 50))
def test_every_cell_has_the_variance_that_so_many_observations_leave(
    cells: int, strength: float
) -> None:
    moved = Deviation((Axis(cells=cells),), strength)
    variance = np.diag(np.linalg.inv(moved.precision()))
    np.testing.assert_allclose(variance, spread(strength) ** 2)
    np.testing.assert_allclose(variance, 4 / strength)


def test_neighbours_move_together_and_the_missing_cell_alone() -> None:
    covariance = np.linalg.inv(Deviation((Axis(cells=20),), 4.0).precision())
    assert covariance[1, 2] > 0.8 > covariance[1, 20] > 0
    np.testing.assert_allclose(covariance[0, 1:], 0, atol=1e-12)


def test_the_precision_is_a_ridge_and_a_penalty_on_first_differences() -> None:
    precision = Deviation((Axis(cells=6),), 4.0).precision()
    apart = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    np.testing.assert_allclose(precision[apart > 1], 0, atol=1e-9)


def test_categories_move_each_on_its_own() -> None:
    precision = deviation(FEATURES, ("provider_kind",), strength=8).precision()
    np.testing.assert_allclose(precision, np.eye(17) * 2)


def test_a_surface_moves_in_blocks_and_its_cells_have_the_same_variance() -> None:
    moved = deviation(FEATURES, ("genre_affinity", "role_fit"), strength=10)
    assert moved.shape == (9, 9)
    assert len(moved.parameter) == 21 * 21
    np.testing.assert_allclose(np.diag(np.linalg.inv(moved.precision())), 0.4)


@pytest.mark.parametrize("axes", [(Axis(cells=5),), (Axis(cells=3), Axis(cells=2))])
def test_draws_have_the_covariance_that_the_precision_means(axes: tuple[Axis, ...]) -> None:
    moved = Deviation(axes, 4.0)
    drawn = moved.draws(np.random.default_rng(0), 40_000)
    np.testing.assert_allclose(np.cov(drawn.T), np.linalg.inv(moved.precision()), atol=0.03)


def test_day_zero_has_the_same_draws_every_time_and_they_do_not_touch_its_tables() -> None:
    model, again = day_zero(), day_zero()
    entries = sum(len(term.tables[Side.TALENT]) for term in model.terms)
    for side in Side:
        assert model.draws[side].shape == (DRAWS, entries + 1)
        assert model.draws[side].dtype == np.float32
        np.testing.assert_array_equal(model.draws[side], again.draws[side])
    without = GlassBox(model.features, model.terms, model.intercepts)
    cells = np.ones((len(FEATURES.features), 3), dtype=np.int32)
    places = model.places(cells)
    np.testing.assert_array_equal(
        model.log_odds(places, Side.TALENT), without.log_odds(places, Side.TALENT)
    )


def test_what_a_side_does_not_use_does_not_move() -> None:
    model, start = day_zero(), 0
    for term in model.terms:
        end = start + len(term.tables[Side.TALENT])
        if term.name == "conditions_met":
            assert not model.draws[Side.PROVIDER][:, start:end].any()
            assert model.draws[Side.TALENT][:, start:end].any()
        start = end
