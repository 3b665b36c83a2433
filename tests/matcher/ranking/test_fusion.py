"""Fusion: reciprocal ranks, whatever the scales and the order of the rows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from matcher.ranking.fusion import Scores, fused, ranks

NAN = float("nan")
SCORE = st.one_of(st.just(NAN), st.integers(-5, 5).map(float))


@st.composite
def rankings(draw: st.DrawFn) -> list[Scores]:
    """One to four rankings of the same candidates."""
    size = draw(st.integers(0, 12))
    row = st.lists(SCORE, min_size=size, max_size=size).map(np.array)
    return draw(st.lists(row, min_size=1, max_size=4))


def test_two_rankings_are_fused_as_the_paper_says() -> None:
    words, meaning = np.array([3.0, 1.0, NAN]), np.array([0.1, NAN, 0.9])
    assert_allclose(
        fused([words, meaning], deepest=10), [1 / 61 + 1 / 62, 1 / 62, 1 / 61], rtol=1e-12
    )


def test_equals_rank_alike_and_the_next_ranks_behind_all_of_them() -> None:
    assert_array_equal(ranks(np.array([2.0, 5.0, 2.0, 1.0, NAN])), [2, 1, 2, 4, np.inf])


def test_what_is_too_deep_counts_nothing() -> None:
    assert_array_equal(fused([np.array([3.0, 2.0, 1.0])], deepest=2) > 0, [True, True, False])


@given(rankings())
def test_who_is_in_no_ranking_gets_nothing_and_everybody_else_something(
    found: list[Scores],
) -> None:
    ranked = ~np.isnan(np.array(found)).all(axis=0)
    assert_array_equal(fused(found, deepest=100) > 0, ranked)


@given(rankings())
def test_the_order_of_the_rows_and_of_the_rankings_means_nothing(
    found: list[Scores],
) -> None:
    order = np.array(sorted(range(len(found[0])), key=lambda n: (n * 7919) % 101), dtype=np.intp)
    moved = fused([scores[order] for scores in reversed(found)], deepest=5)
    assert_allclose(moved, fused(found, deepest=5)[order], rtol=1e-12)


@given(rankings())
def test_scales_mean_nothing(found: list[Scores]) -> None:
    stretched = [1000 * scores - 7 for scores in found]
    assert_array_equal(fused(stretched, deepest=5), fused(found, deepest=5))


@given(rankings())
def test_who_is_no_worse_in_every_ranking_is_no_worse_in_all(found: list[Scores]) -> None:
    scores = fused(found, deepest=100)
    place = np.nan_to_num(np.array(found), nan=-100)
    for one in range(len(scores)):
        for other in range(len(scores)):
            if (place[:, one] >= place[:, other]).all():
                assert scores[one] >= scores[other]
