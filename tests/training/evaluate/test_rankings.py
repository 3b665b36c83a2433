"""Rankings: what ir-measures says of lists, against the definitions written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import metrics
from training.evaluate.config import EvaluationConfig
from training.evaluate.rankings import RANKINGS, by_person, corrected, measured, ordered

CONFIG = EvaluationConfig()


def of(scores: list[float], grades: list[int], lists: list[int]) -> dict[str, list[float]]:
    order = ordered(np.array(scores), np.array(lists, dtype=np.int32), seed=1)
    values = measured(order, np.array(grades, dtype=np.int8), config=CONFIG)
    return {name: values[name].tolist() for name in RANKINGS}


@given(
    scores=st.lists(st.integers(0, 10_000), min_size=14, max_size=14, unique=True),
    grades=st.lists(st.integers(0, 4), min_size=14, max_size=14).filter(lambda g: max(g) > 1),
)
def test_a_list_is_measured_as_it_is_defined(scores: list[int], grades: list[int]) -> None:
    found = of([float(s) for s in scores], grades, [7] * 14)
    table = np.array([scores], dtype=float), np.array([grades])
    assert found["ndcg"][0] == pytest.approx(metrics.ndcg(*table)[0])
    assert found["recall"][0] == pytest.approx(metrics.recall(*table)[0])
    assert found["reciprocal_rank"][0] == pytest.approx(metrics.reciprocal_rank(*table)[0])


def test_a_list_without_anything_good_has_no_value() -> None:
    found = of([3, 2, 1, 2, 1], [0, 0, 0, 0, 4], [1, 1, 1, 2, 2])
    assert np.isnan(found["ndcg"][0])
    assert found["reciprocal_rank"][1] == 0.5


def test_rows_may_come_in_any_order() -> None:
    found = of([1, 5, 3, 4], [0, 3, 4, 0], [9, 2, 9, 2])
    assert found["ndcg"] == [1, 1]


def test_a_little_interest_counts_for_ndcg_alone() -> None:
    found = of([2, 1], [1, 0], [1, 1])
    assert found["ndcg"] == [1]
    assert np.isnan(found["recall"][0])


def test_ties_do_not_keep_the_order_in_which_things_were_shown() -> None:
    lists = np.repeat(np.arange(200, dtype=np.int32), 10)
    order = ordered(np.zeros(2000), lists, seed=3)
    assert 3 < (order.rank[np.argsort(order.rows)][::10]).mean() < 8


def test_ranks_count_from_one_in_each_list() -> None:
    order = ordered(np.array([0.1, 0.9, 0.5]), np.array([4, 4, 2], dtype=np.int32), seed=1)
    assert order.names.tolist() == [2, 4]
    assert dict(zip(order.rows.tolist(), order.rank.tolist(), strict=True)) == {2: 1, 1: 1, 0: 2}


def test_a_person_is_the_mean_of_their_lists() -> None:
    values = by_person(np.array([1.0, 0.0, np.nan]), np.array([0, 0, 1]), people=3)
    assert values[0] == 0.5
    assert np.isnan(values[1:]).all()


def test_what_was_done_where_few_look_counts_for_those_who_did_not() -> None:
    order = ordered(np.array([2.0, 1.0]), np.zeros(2, dtype=np.int32), seed=1)
    total, mass = corrected(
        order, np.array([1, 1], dtype=np.int8), np.array([1.0, 0.25]), config=CONFIG
    )
    assert mass.tolist() == [1 + 4]
    assert total.tolist() == pytest.approx([1 + 4 / np.log2(3)])


def test_the_logged_order_has_no_advantage_once_corrected() -> None:
    """Two offers are wanted alike, the second place is looked at half as often."""
    random = np.random.default_rng(5)
    lists = np.repeat(np.arange(4000, dtype=np.int32), 2)
    looked = np.tile([1.0, 0.5], 4000)
    grades = (random.random(8000) < 0.3 * looked).astype(np.int8)
    values = []
    for scores in (np.tile([2.0, 1.0], 4000), np.tile([1.0, 2.0], 4000)):
        order = ordered(scores, lists, seed=1)
        total, mass = corrected(order, grades, looked, config=CONFIG)
        values.append(total.sum() / mass.sum())
    assert values[0] == pytest.approx(values[1], abs=0.01)
