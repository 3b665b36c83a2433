"""The glass box: the explanation is the score, and declared directions hold."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import Monotone, feature_list
from matcher.ranking import GlassBox, day_zero
from matcher.ranking.glass_box import probability

FEATURES = feature_list()
MODEL = day_zero()
VALUES = st.lists(
    st.none() | st.floats(-0.5, 1.5, width=32),
    min_size=len(FEATURES.features),
    max_size=len(FEATURES.features),
)


def _column(shares: list[float | None]) -> NDArray[np.float32]:
    """Feature values from shares of each feature's range; ``None`` is missing."""
    values = [
        float("nan") if share is None else feature.low + share * (feature.high - feature.low)
        for share, feature in zip(shares, FEATURES.features, strict=True)
    ]
    return np.array(values, dtype=np.float32)[:, None]


def _log_odds(column: NDArray[np.float32], side: Side) -> float:
    return float(MODEL.log_odds(MODEL.places(FEATURES.discretise(column)), side)[0])


@given(shares=VALUES, side=st.sampled_from(Side))
def test_the_contributions_and_the_intercept_sum_to_the_log_odds(
    shares: list[float | None], side: Side
) -> None:
    places = MODEL.places(FEATURES.discretise(_column(shares)))
    parts = MODEL.contributions(places, side)[:, 0]
    total = MODEL.intercepts[side] + parts.sum()
    assert total == pytest.approx(MODEL.log_odds(places, side)[0], abs=1e-9)


@given(shares=VALUES, raised=st.floats(0, 1), data=st.data())
def test_raising_a_monotone_feature_never_lowers_the_score(
    shares: list[float | None], raised: float, data: st.DataObject
) -> None:
    side = data.draw(st.sampled_from(Side))
    monotone = [
        place
        for place, feature in enumerate(FEATURES.features)
        if feature.monotone[side] in (Monotone.UP, Monotone.DOWN)
    ]
    place = data.draw(st.sampled_from(monotone))
    share = data.draw(st.floats(0, 1, width=32))
    before = [*shares[:place], share, *shares[place + 1 :]]
    after = [*shares[:place], share + raised, *shares[place + 1 :]]
    gain = _log_odds(_column(after), side) - _log_odds(_column(before), side)
    better = gain if FEATURES.features[place].monotone[side] is Monotone.UP else -gain
    assert better >= -1e-9


def test_a_side_never_reads_a_feature_that_it_does_not_use() -> None:
    for side in Side:
        unused = {f.name for f in FEATURES.features if f.monotone[side] is Monotone.UNUSED}
        for term in MODEL.terms:
            if not unused.isdisjoint(term.features):
                assert not term.tables[side].any(), term.name


def test_values_beyond_the_bounds_count_as_the_outermost_cell() -> None:
    beyond = FEATURES.discretise(_column([9.0] * len(FEATURES.features)))
    below = FEATURES.discretise(_column([-9.0] * len(FEATURES.features)))
    assert beyond[:, 0].tolist() == [feature.cells for feature in FEATURES.features]
    assert below[:, 0].tolist() == [1] * len(FEATURES.features)


def test_a_missing_value_has_a_cell_of_its_own() -> None:
    cells = FEATURES.discretise(_column([None] * len(FEATURES.features)))
    assert not cells.any()


def test_the_hash_changes_with_any_number() -> None:
    changed = GlassBox(
        MODEL.features, MODEL.terms, {side: MODEL.intercepts[side] + 1e-6 for side in Side}
    )
    assert changed.hash != MODEL.hash
    assert _again().hash == MODEL.hash


@pytest.fixture(scope="module")
def many() -> tuple[GlassBox, NDArray[np.int32]]:
    """A model that knows little, and where it looks for 1,025 candidates, all alike."""
    rng = np.random.default_rng(11)
    terms = tuple(
        replace(term, tables={side: rng.normal(size=len(term.tables[side])) for side in Side})
        for term in MODEL.terms
    )
    draws = {side: rng.normal(size=(5, MODEL.entries + 1)).astype(np.float32) for side in Side}
    model = GlassBox(FEATURES, terms, dict.fromkeys(Side, 0.3), draws)
    cells = [rng.integers(0, feature.cells + 1, size=(1, 1)) for feature in FEATURES.features]
    return model, model.places(np.repeat(np.vstack(cells).astype(np.int32), 1025, axis=1))


@pytest.mark.parametrize("count", [1, 2, 511, 512, 513, 1024, 1025])
def test_a_candidate_scores_the_same_at_any_place_and_among_any_number(
    many: tuple[GlassBox, NDArray[np.int32]], count: int
) -> None:
    model, places = many
    for side in Side:
        one_by_one = 0.0
        for added in model.contributions(places[:, 0], side):
            one_by_one += float(added)
        scores = model.log_odds(places[:, :count], side)
        assert set(scores.tolist()) == {one_by_one + model.intercepts[side]}
        assert len(set(probability(scores).tolist())) == 1


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize("most", [1, 5])
def test_a_draw_moves_a_candidate_the_same_among_any_number(
    many: tuple[GlassBox, NDArray[np.int32]], count: int, most: int
) -> None:
    model, places = many
    usual = model.deviations(places[:, :30], Side.TALENT, most=5)
    for laid_out in (np.ascontiguousarray, np.asfortranarray):
        moved = model.deviations(laid_out(places[:, :count]), Side.TALENT, most=most)
        assert moved.tolist() == usual[:most, :count].tolist()


@cache
def _again() -> GlassBox:
    return day_zero()
