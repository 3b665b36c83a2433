"""GlassBoxRanker: a scikit-learn estimator like others, and an additive model like none."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from training.fit import GlassBoxRanker

Rows = NDArray[np.float64]


# scikit-learn's decorator has no types.
@parametrize_with_checks([GlassBoxRanker(max_bins=16)])  # type: ignore[untyped-decorator]
def test_it_keeps_the_conventions_of_scikit_learn(
    estimator: GlassBoxRanker, check: Callable[[GlassBoxRanker], None]
) -> None:
    check(estimator)


def _rows(count: int = 800) -> tuple[Rows, NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(count, 4))
    log_odds = 2 * rows[:, 0] - rows[:, 1] ** 2 + 2 * rows[:, 2] * (rows[:, 3] > 0)
    return rows, (rng.random(count) < 1 / (1 + np.exp(-log_odds))).astype(np.int64)


def test_contributions_and_intercept_sum_to_the_log_odds() -> None:
    rows, classes = _rows()
    ranker = GlassBoxRanker(pairs=[(2, 3)]).fit(rows, classes)
    total = ranker.contributions(rows).sum(axis=1) + ranker.intercept_
    np.testing.assert_allclose(total, ranker.decision_function(rows), atol=1e-9)


def test_probabilities_sum_up_to_what_was_seen() -> None:
    rows, classes = _rows()
    ranker = GlassBoxRanker().fit(rows, classes)
    assert ranker.predict_proba(rows)[:, 1].mean() == pytest.approx(classes.mean(), abs=0.01)


def test_a_sparse_table_is_fitted_like_the_dense_one() -> None:
    rows, classes = _rows(200)
    rows[np.abs(rows) < 0.5] = 0
    dense = GlassBoxRanker().fit(rows, classes)
    sparse = GlassBoxRanker().fit(csr_array(rows), classes)
    np.testing.assert_allclose(
        dense.decision_function(rows), sparse.decision_function(csr_array(rows)), atol=1e-9
    )


def test_a_missing_value_has_a_bin_of_its_own() -> None:
    rows, classes = _rows()
    rows[classes == 1, 1] = np.where(np.arange((classes == 1).sum()) % 2, np.nan, 0)
    ranker = GlassBoxRanker().fit(rows, classes)
    there, missing = rows[:1].copy(), rows[:1].copy()
    there[0, 1], missing[0, 1] = 1.0, np.nan
    assert ranker.decision_function(missing) > ranker.decision_function(there) + 1


def test_a_declared_direction_is_kept_between_all_bins() -> None:
    rows, classes = _rows(300)
    ranker = GlassBoxRanker(monotone=[1, -1, 0, 0], pairs=[(0, 1)]).fit(rows, classes)
    first, second, *_, pair = ranker.fitted_.tables
    surface = pair.reshape(len(first), len(second))[1:, 1:]
    for rising in (first[1:], -second[1:], surface, -surface.T):
        assert np.diff(rising, axis=0).min() >= -1e-9


def test_the_pairs_that_matter_are_found() -> None:
    rows, classes = _rows(3000)
    ranker = GlassBoxRanker(max_bins=16, pairs="auto", most_pairs=1).fit(rows, classes)
    assert ranker.get_feature_names_out()[-1] == "x2*x3"
    alone = GlassBoxRanker(max_bins=16).fit(rows, classes)
    fresh, truth = _rows(3000)
    gain = roc_auc_score(truth, ranker.predict_proba(fresh)[:, 1]) - roc_auc_score(
        truth, alone.predict_proba(fresh)[:, 1]
    )
    assert gain > 0.01


def test_half_a_target_is_half_a_row_of_each_class() -> None:
    rows, _ = _rows(60)
    half = GlassBoxRanker().fit_graded(rows, np.full(60, 0.5))
    both = GlassBoxRanker().fit_graded(
        np.concatenate([rows, rows]), np.repeat([0.0, 1.0], 60), np.full(120, 0.5)
    )
    np.testing.assert_allclose(
        half.decision_function(rows), both.decision_function(rows), atol=1e-6
    )


def test_more_rows_than_are_sampled_come_to_the_same_answer() -> None:
    rows, classes = _rows(500)
    once = GlassBoxRanker(max_bins=8).fit(rows, classes, np.full(500, 140.0))
    often = GlassBoxRanker(max_bins=8).fit(np.tile(rows, (140, 1)), np.tile(classes, 140))
    np.testing.assert_allclose(
        once.decision_function(rows), often.decision_function(rows), atol=1e-3
    )


@pytest.mark.parametrize("bins", [1, 255])
def test_a_number_of_bins_that_cells_cannot_hold_is_refused(bins: int) -> None:
    with pytest.raises(ValueError, match="max_bins"):
        GlassBoxRanker(max_bins=bins).fit(*_rows(20))
