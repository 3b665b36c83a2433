"""A fitted side: without rows it is day zero, with rows it moves, and it stays monotone."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from matcher.domain import Side
from matcher.ranking import GlassBox, Prior, day_zero, packaged_priors
from matcher.ranking.monotony import broken_directions
from matcher.ranking.priors import INTERCEPT
from tests.training.fit.sets import FEATURES, cells_of, made_up
from training.data.training_set import TrainingSet
from training.data.weights import looked_at
from training.fit import FitConfig, FittedSide, fit_side, glass_box


def _anew(rows: int, side: Side = Side.TALENT, config: FitConfig | None = None) -> FittedSide:
    return fit_side(made_up(rows, side), packaged_priors(), config or FitConfig())


@cache
def _fitted(rows: int, side: Side = Side.TALENT, config: FitConfig | None = None) -> FittedSide:
    return _anew(rows, side, config)


@cache
def _model(rows: int) -> GlassBox:
    return glass_box({side: _fitted(rows, side) for side in Side})


def _shape(fitted: FittedSide, name: str) -> np.ndarray:
    return next(shape.table for shape in fitted.shapes if shape.name == name)


def test_without_rows_the_model_is_day_zero_with_its_draws() -> None:
    fitted, zero = _model(0), day_zero()
    assert fitted.names == zero.names
    assert fitted.intercepts == zero.intercepts
    for side in Side:
        for ours, theirs in zip(fitted.terms, zero.terms, strict=True):
            np.testing.assert_array_equal(ours.tables[side], theirs.tables[side])
        np.testing.assert_array_equal(fitted.draws[side], zero.draws[side])


def test_without_rows_the_model_is_day_zero_to_the_bit() -> None:
    assert _model(0).hash == day_zero().hash


def test_with_rows_no_direction_is_broken() -> None:
    assert not broken_directions(_model(3000))


def test_a_declared_pair_keeps_the_directions_of_both_features() -> None:
    config = FitConfig(pairs=("theme_affinity*distance",), held_out=0)
    sides = {
        Side.TALENT: _fitted(2000, config=config),
        Side.PROVIDER: _fitted(0, Side.PROVIDER),
    }
    model = glass_box(sides)
    assert "theme_affinity*distance" in model.names
    assert not broken_directions(model)


def test_a_few_rows_move_the_tables_little_and_many_rows_far() -> None:
    prior = _shape(_fitted(0), "kind_goals")
    few, many = (np.abs(_shape(_fitted(n), "kind_goals") - prior).max() for n in (20, 2000))
    assert few < many / 2


def test_with_many_rows_the_prior_no_longer_counts() -> None:
    rows = made_up(6000)
    column = FEATURES.index["level_gap"]
    chance = np.where(rows.cells[:, column] > 5, 0.6, 0.2)
    target = np.random.default_rng(3).random(len(rows)) < chance
    fitted = fit_side(
        replace(rows, target=target.astype(np.float32)), packaged_priors(), FitConfig(held_out=0)
    )
    step = _shape(fitted, "level_gap")[7:].mean() - _shape(fitted, "level_gap")[1:5].mean()
    assert step == pytest.approx(np.log(0.6 / 0.4) - np.log(0.2 / 0.8), abs=0.2)


def test_rows_that_are_too_young_or_weightless_are_not_learned_from() -> None:
    rows = made_up(100)
    young = replace(rows, censored=np.ones(100, dtype=np.bool_))
    weightless = replace(rows, weight=np.zeros(100, dtype=np.float32))
    for each in (young, weightless):
        assert fit_side(each, packaged_priors(), FitConfig()).rows == 0


def test_the_spread_shrinks_where_rows_are() -> None:
    before, after = _fitted(0).shapes[0].spread, _fitted(3000).shapes[0].spread
    assert np.all(after < before)


def test_uneven_weights_count_for_fewer_rows() -> None:
    rows = made_up(200)
    uneven = replace(rows, weight=np.where(np.arange(200) < 10, 20, 1).astype(np.float32))
    fitted = fit_side(uneven, packaged_priors(), FitConfig())
    assert fitted.worth == pytest.approx(390**2 / 4190, rel=1e-6)


def _clicks(rows: int, rng: np.random.Generator) -> TrainingSet:
    """Rows of one kind, of unlike propensity and place, weighted as a log's are.

    Who looks reacts in three cases of twenty, and few of the rows are looked at.
    """
    chance, shown = rng.choice([0.5, 0.2], rows), rng.choice([0.7, 1.3], rows)
    reacted = rng.random(rows) < chance * 0.15
    looked = looked_at(chance, np.full(rows, 0.15), reacted=reacted, cap=0.95)
    return replace(
        made_up(rows),
        target=reacted.astype(np.float32),
        weight=(shown * looked).astype(np.float32),
        looked=looked.astype(np.float32),
    )


def test_the_posterior_is_as_wide_as_the_answer_varies_from_log_to_log() -> None:
    rng = np.random.default_rng(11)
    priors = [Prior(INTERCEPT, Side.TALENT, "0", 0.001, "for the test")]
    fits = [fit_side(_clicks(400, rng), priors, FitConfig(draws=400)) for _ in range(200)]
    claimed = np.mean([fitted.draws.std() for fitted in fits])
    actual = np.std([fitted.intercept for fitted in fits])
    assert claimed == pytest.approx(actual, rel=0.1)


def test_rows_that_were_perhaps_looked_at_never_count_for_more_than_themselves() -> None:
    half = np.full(200, 0.5, dtype=np.float32)
    fitted = fit_side(
        replace(made_up(200), weight=half, looked=half), packaged_priors(), FitConfig()
    )
    assert fitted.worth == pytest.approx(100)


def test_calibration_changes_the_answer_by_its_line_alone() -> None:
    """The final fit begins where the earlier rows' fit ended and ends where a cold one does."""
    rows = replace(made_up(4000), talent=np.arange(4000, dtype=np.int32) % 50)
    cold = fit_side(rows, packaged_priors(), FitConfig(held_out=0))
    warm = fit_side(rows, packaged_priors(), FitConfig(least_held_out=500))
    for one, other in zip(warm.shapes, cold.shapes, strict=True):
        np.testing.assert_allclose(one.table / warm.calibration.slope, other.table, atol=1e-3)


def test_the_compiled_model_says_what_the_sides_said() -> None:
    fitted = {side: _fitted(500, side) for side in Side}
    model, cells = glass_box(fitted), cells_of(100, seed=9)
    for side in Side:
        looked_up = model.log_odds(model.places(cells.T.astype(np.int32)), side)
        np.testing.assert_allclose(looked_up, fitted[side].log_odds(cells), atol=1e-9)


def test_draws_are_as_wide_as_the_tables_have_entries_and_repeatable() -> None:
    fitted, again = _anew(300), _anew(300)
    entries = sum(len(shape.table) for shape in fitted.shapes)
    assert fitted.draws.shape == (FitConfig().draws, entries + 1)
    np.testing.assert_array_equal(fitted.draws, again.draws)


def test_pairs_that_the_rows_suggest_come_on_top_of_the_declared() -> None:
    rows = made_up(3000)
    close = rows.cells[:, FEATURES.index["level_gap"]] > 4
    soon = rows.cells[:, FEATURES.index["days_to_start"]] > 18
    chance = np.where(close == soon, 0.8, 0.2)
    target = (np.random.default_rng(5).random(len(rows)) < chance).astype(np.float32)
    config = FitConfig(pairs="auto", most_pairs=1, held_out=0)
    fitted = fit_side(replace(rows, target=target), packaged_priors(), config)
    assert fitted.shapes[-1].features == ("level_gap", "days_to_start")


def test_a_missing_side_is_refused() -> None:
    with pytest.raises(ValueError, match="provider"):
        glass_box({Side.TALENT: _fitted(0)})
