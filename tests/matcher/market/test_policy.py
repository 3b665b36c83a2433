"""Tests of the policy: a mixture of whole rankings with exact propensities."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.policy import NOTHING, Policy, mixed, ranked

SEEDS = st.integers(0, 10_000)


def _mixture(seed: int, *, people: int = 4, items: int = 3, rankings: int = 3) -> Policy:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(rankings))
    return mixed([ranked(rng.random((people, items))) for _ in range(rankings)], shares)


@given(SEEDS)
def test_each_place_is_somebody_s_and_each_item_has_a_place(seed: int) -> None:
    chances = _mixture(seed).chances(3)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    np.testing.assert_allclose(chances.sum(axis=2), 1)


@given(SEEDS)
def test_exposure_is_the_attention_of_the_places_an_item_may_have(seed: int) -> None:
    policy, attention = _mixture(seed), np.array([1.0, 0.5, 0.2])
    expected = np.einsum("pki,k->pi", policy.chances(3), attention)
    np.testing.assert_allclose(policy.exposures(attention, 3), expected)


@given(SEEDS)
def test_items_at_their_places_and_beginnings_are_as_likely_as_the_rankings_say(seed: int) -> None:
    policy = _mixture(seed)
    shown = policy.drawn(np.random.default_rng(seed))
    of_items, of_prefixes = policy.item_chances(shown), policy.prefix_chances(shown)
    rows, places = np.arange(4)[:, None], np.arange(3)
    np.testing.assert_allclose(of_items, policy.chances(3)[rows, places, shown])
    np.testing.assert_allclose(of_prefixes[:, 0], of_items[:, 0])
    assert (np.diff(of_prefixes, axis=1) <= 1e-12).all()
    assert (of_prefixes[:, -1] > 0).all()


def test_lists_are_drawn_as_often_as_their_propensities_say() -> None:
    policy = _mixture(1, people=2)
    rng = np.random.default_rng(5)
    drawn = np.array([policy.drawn(rng) for _ in range(4000)])
    seen = (drawn[..., None] == np.arange(3)).mean(axis=0)
    np.testing.assert_allclose(seen, policy.chances(3), atol=0.03)


def test_the_same_seed_draws_the_same_lists() -> None:
    policy = _mixture(1)
    first, second = (policy.drawn(np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_ranking_of_no_share_is_never_drawn() -> None:
    orders = np.array([[[0, 1]], [[1, 0]], [[1, 0]]], dtype=np.int32)
    policy = Policy(orders, np.array([[0.0, 1.0, 0.0]]))
    rng = np.random.default_rng(0)
    assert all(policy.drawn(rng).tolist() == [[1, 0]] for _ in range(50))


def test_what_may_not_be_shown_is_in_no_list() -> None:
    policy = ranked(np.array([[0.1, -np.inf, 0.3]]))
    assert policy.orders.tolist() == [[[2, 0, NOTHING]]]
    assert policy.exposures(np.array([1.0, 0.5, 0.2]), 3).tolist() == [[0.5, 0.0, 1.0]]


def test_merging_keeps_the_policy_and_drops_what_is_twice() -> None:
    once, other = ranked(np.array([[1.0, 2.0]])), ranked(np.array([[2.0, 1.0]]))
    policy = mixed([once, other, once], [0.3, 0.5, 0.2])
    assert policy.merged().rankings == 2
    np.testing.assert_allclose(policy.merged().chances(2), policy.chances(2))


def test_pruning_keeps_each_person_s_likeliest() -> None:
    orders = np.array([[[0, 1], [0, 1]], [[1, 0], [1, 0]]], dtype=np.int32)
    policy = Policy(orders, np.array([[0.8, 0.2], [0.3, 0.7]])).pruned(1)
    assert policy.orders.tolist() == [[[0, 1], [1, 0]]]
    assert policy.shares.tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("shares", [[[0.5, 0.4]], [[1.5, -0.5]], [[np.nan, 1.0]]])
def test_shares_that_are_no_distribution_are_refused(shares: list[list[float]]) -> None:
    orders = np.zeros((2, 1, 1), dtype=np.int32)
    with pytest.raises(MatcherError, match="policy_shares"):
        Policy(orders, np.array(shares))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(MatcherError, match="policy_shapes"):
        Policy(np.zeros((2, 1, 1), dtype=np.int32), np.ones((2, 1)))


def test_policies_that_do_not_go_together_are_not_mixed() -> None:
    one = ranked(np.zeros((2, 3)))
    for policies, shares in (
        ([one, ranked(np.zeros((2, 3)), 2)], [0.5, 0.5]),
        ([one, one], [1.0]),
        ([], []),
    ):
        with pytest.raises(MatcherError, match="policy_shapes"):
            mixed(policies, shares)


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(MatcherError, match="scores_nan"):
        ranked(np.array([[0.1, np.nan]]))


@given(SEEDS)
def test_the_chances_of_all_lists_somebody_may_see_sum_to_one(seed: int) -> None:
    policy = _mixture(seed, people=2)
    every = np.array(list(permutations(range(3))), dtype=np.int32)
    whole = [policy.prefix_chances(np.tile(order, (2, 1)))[:, -1] for order in every]
    np.testing.assert_allclose(np.sum(whole, axis=0), 1)


@given(SEEDS)
def test_merged_nobody_has_a_ranking_twice_and_everybody_sees_the_same(seed: int) -> None:
    policy = _mixture(seed, people=5, items=3, rankings=8)
    found = policy.merged()
    np.testing.assert_allclose(found.chances(3), policy.chances(3))
    for person in range(5):
        own = found.orders[found.shares[person] > 0, person]
        assert len(np.unique(own, axis=0)) == len(own)
    assert found.rankings == max(int((row > 0).sum()) for row in found.shares)
