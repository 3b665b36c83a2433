"""Tests of the market's training and test sets."""

import numpy as np
import pytest

from matcher.domain import Side
from matcher.features import feature_list
from training.simulate import fewer, market_sets
from training.simulate.market import Sets


@pytest.fixture(scope="module")
def sets() -> Sets:
    """A small market."""
    return market_sets(3, 200, 400, events=1500, test_rows=900)


def test_there_are_as_many_rows_as_were_asked_for(sets: Sets) -> None:
    train, test = sets
    assert (len(train), len(test)) == (1500, 900)
    assert train.cells.shape == (1500, len(feature_list().features))
    assert train.side is Side.TALENT


def test_the_test_is_later_and_has_newcomers_and_new_offers(sets: Sets) -> None:
    train, test = sets
    assert train.at.max() < test.at.min()
    assert set(test.offer) - set(train.offer)
    assert set(test.talent) - set(train.talent)


def test_targets_come_from_deeds_and_the_tests_from_the_truth(sets: Sets) -> None:
    train, test = sets
    assert np.isin(train.target, np.array([0, 0.15, 0.5, 1], dtype=np.float32)).all()
    assert len(np.unique(test.target)) > 500
    assert set(np.unique(test.grade)) == {0, 1, 2, 3, 4}


def test_what_was_done_far_down_weighs_more(sets: Sets) -> None:
    train, _ = sets
    done = train.target > 0
    assert (train.weight[~done] == 1).all()
    assert np.corrcoef(train.position[done], train.weight[done])[0, 1] > 0.5


def test_propensities_tell_the_policy_that_made_the_lists(sets: Sets) -> None:
    train, _ = sets
    assert ((train.propensity > 0) & (train.propensity <= 1)).all()
    top = train.position == 1
    assert train.propensity[top].mean() > 0.3


def test_ids_are_those_of_the_rows(sets: Sets) -> None:
    train, test = sets
    assert train.talent_ids[train.talent[0]].startswith("sim-t")
    np.testing.assert_array_equal(train.talent_ids, test.talent_ids)


def test_the_same_seed_gives_the_same_sets(sets: Sets) -> None:
    again, _ = market_sets(3, 200, 400, events=1500, test_rows=900)
    np.testing.assert_array_equal(again.cells, sets[0].cells)
    np.testing.assert_array_equal(again.target, sets[0].target)


def test_fewer_rows_are_whole_lists_in_order_of_time(sets: Sets) -> None:
    train, _ = sets
    some = fewer(train, 200, seed=1)
    assert len(some) == 200
    cut = [s for s in np.unique(some.slate) if (some.slate == s).sum() < (train.slate == s).sum()]
    assert len(cut) <= 1
    assert (np.diff(some.at.astype(np.int64)) >= 0).all()
