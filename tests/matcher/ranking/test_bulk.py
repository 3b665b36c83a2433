"""Bulk scoring: the same numbers as the model's own, for any rows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking import GlassBox, Term, day_zero
from matcher.ranking.bulk import ROWS, bulk_scorer

FEATURES = feature_list()
NAMES = tuple(feature.name for feature in FEATURES.features)


def _cells(rows: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(7)
    columns = [rng.integers(0, feature.cells + 1, rows) for feature in FEATURES.features]
    return np.column_stack(columns).astype(np.uint8)


def _by_model(model: GlassBox, cells: NDArray[np.uint8], side: Side) -> NDArray[np.float64]:
    return model.log_odds(model.places(np.ascontiguousarray(cells.T.astype(np.int32))), side)


@pytest.mark.parametrize("side", list(Side))
def test_bulk_scores_are_the_models_over_more_than_one_block_of_rows(side: Side) -> None:
    model, cells = day_zero(), _cells(ROWS + 3)
    scores = bulk_scorer(model, side).log_odds(cells)
    np.testing.assert_allclose(scores, _by_model(model, cells, side), atol=1e-9, rtol=0)


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (1, 2), (5, 2)])
def test_a_surface_is_read_whichever_words_its_features_stand_in(pair: tuple[int, int]) -> None:
    names = (NAMES[pair[0]], NAMES[pair[1]])
    size = int(np.prod([FEATURES.features[place].cells + 1 for place in pair]))
    table = np.random.default_rng(1).normal(size=size)
    model = GlassBox(FEATURES, (Term(names, dict.fromkeys(Side, table)),), dict.fromkeys(Side, 0.5))
    cells = _cells(200)
    scores = bulk_scorer(model, Side.TALENT).log_odds(cells)
    np.testing.assert_allclose(scores, _by_model(model, cells, Side.TALENT), atol=1e-9, rtol=0)


def test_a_row_scores_the_same_at_any_place_and_among_any_number() -> None:
    scorer, row = bulk_scorer(day_zero(), Side.TALENT), _cells(1)
    alone = scorer.log_odds(row)
    assert np.array_equal(scorer.log_odds(np.repeat(row, ROWS + 1, axis=0)), alone.repeat(ROWS + 1))


def test_no_rows_have_no_scores() -> None:
    assert bulk_scorer(day_zero(), Side.TALENT).log_odds(_cells(0)).shape == (0,)
