"""Tests of social welfare."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.applications import applications
from matcher.market.examination import Examination
from matcher.market.expected_matches import ExpectedMatches
from matcher.market.match_bound import MatchBound
from matcher.market.policy import Policy, mixed, ranked
from matcher.market.scores import naive, reciprocal, recon
from matcher.market.two_sided import Market, examined, seated
from matcher.market.welfare import WelfareConfig, ranked_best, social_welfare, starts
from tests.matcher.market.markets import Floats, market

SEEDS = st.integers(0, 10_000)


def _value(market: Market, policy: Policy) -> float:
    return ExpectedMatches(market).slope(applications(market, policy))[0]


@settings(max_examples=12)
@given(SEEDS, st.sampled_from(Examination))
def test_it_never_falls_and_ends_above_where_it_began(seed: int, examination: Examination) -> None:
    small = market(seed, examination=examination)
    found = social_welfare(small)
    assert (np.diff(found.values) > 0).all()
    assert found.values[-1] >= max(_value(small, begin) for begin in starts(small)) - 1e-9


@settings(max_examples=12)
@given(SEEDS)
def test_the_value_is_that_of_the_policy(seed: int) -> None:
    small = market(seed)
    found = social_welfare(small, WelfareConfig(rankings=2))
    assert found.policy.rankings <= 2
    assert found.value == pytest.approx(_value(small, found.policy))


@pytest.mark.parametrize("seed", range(4))
def test_it_comes_near_the_best_of_all_rankings(seed: int) -> None:
    tiny = market(seed, people=3, offers=3)
    orders = np.array(list(product(permutations(range(3)), repeat=3)), dtype=np.int32)
    best = max(_value(tiny, Policy(order[None], np.ones((3, 1)))) for order in orders)
    assert social_welfare(tiny).value >= 0.99 * best


def test_where_it_stops_no_ranking_of_anybody_would_gain_to_first_order() -> None:
    small = market(3)
    found = social_welfare(small, WelfareConfig(gap=1e-9, steps=500, rankings=500))
    assert found.converged
    assert found.gap <= 1e-9 * found.value


def test_a_crowded_offer_is_not_on_everybody_s_first_place() -> None:
    wants = np.tile([0.9, 0.8, 0.8], (12, 1))
    crowd = seated(wants, np.ones((3, 12)), Examination.EXP, counts=np.array([2, 2, 2]))
    found = social_welfare(crowd)
    assert _value(crowd, ranked(naive(crowd))) < 5.1
    assert found.value > 5.9
    assert np.unique(found.policy.orders[:, :, 0]).tolist() == [0, 1, 2]


def test_the_bound_finds_almost_as_much() -> None:
    large = market(6, people=45, offers=30)
    exact, bound = social_welfare(large), social_welfare(large, objective=MatchBound(large))
    assert bound.value < _value(large, bound.policy)
    assert 0.98 * exact.value < _value(large, bound.policy) <= exact.value


def test_recon_is_the_harmonic_mean() -> None:
    small = market(1)
    both = small.wants, small.takes.T
    np.testing.assert_allclose(recon(small), 2 / (1 / both[0] + 1 / both[1]))
    np.testing.assert_allclose(reciprocal(small), both[0] * both[1])


def test_settings_that_make_no_sense_are_refused() -> None:
    for wrong in ({"rankings": 0}, {"steps": -1}, {"gap": float("nan")}):
        with pytest.raises(MatcherError, match="welfare_config"):
            WelfareConfig(**wrong)


def test_where_all_like_the_same_there_is_one_start_and_not_three() -> None:
    alike = np.tile(np.linspace(1, 0.1, 5), (8, 1))
    market = examined(alike, np.tile(np.linspace(1, 0.1, 8), (5, 1)), Examination.INV)
    assert len(starts(market)) == 1


class _Near:
    """An objective that is highest at some applications, which no few rankings give."""

    def __init__(self, aim: Floats) -> None:
        self._aim = aim

    def slope(self, applications: Floats) -> tuple[float, Floats]:
        """How near they are, and which way is nearer."""
        off = applications - self._aim
        return 100 - float((off**2).sum()), -2 * off


@pytest.mark.parametrize("seed", [5, 27, 106])
def test_cut_to_one_ranking_it_is_worth_no_less_than_the_start(seed: int) -> None:
    rng, small = np.random.default_rng(seed), market(seed, people=3, offers=4)
    varied = mixed([ranked(rng.random((3, 4))) for _ in range(6)], rng.dirichlet(np.ones(6)))
    near, begin = _Near(applications(small, varied)), ranked(rng.random((3, 4)))
    config = WelfareConfig(rankings=1)
    found = social_welfare(small, config, begin=[begin], objective=near)
    assert found.value >= found.values[0]
    assert found.value == pytest.approx(near.slope(applications(small, found.policy))[0])


@settings(max_examples=12)
@given(SEEDS, st.sampled_from(((1, 1), (1, 4), (5, 1), (3, 2))))
def test_wishes_of_nobody_one_alone_and_any_number_of_seats_are_answered(
    seed: int, shape: tuple[int, int]
) -> None:
    rng = np.random.default_rng(seed)
    people, offers = shape
    wants = rng.random(shape) * rng.integers(0, 2)
    for each in (0, 1, 9):
        some = seated(
            wants, rng.random((offers, people)), Examination.LOG, counts=np.full(offers, each)
        )
        found = social_welfare(some)
        assert found.value == pytest.approx(_value(some, found.policy))
        assert 0 <= found.value <= min(people * offers, each * offers) + 1e-9


def test_to_begin_nowhere_is_refused() -> None:
    with pytest.raises(MatcherError, match="welfare_begin"):
        social_welfare(market(1), begin=[])


@given(SEEDS)
def test_recon_is_nothing_where_one_side_wants_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wants, takes = rng.random((4, 3)) * rng.integers(0, 2, (4, 3)), rng.random((3, 4))
    some = examined(wants, takes, Examination.INV)
    assert ((recon(some) == 0) == (wants == 0)).all()
    assert (recon(some) <= 2 * np.minimum(wants, takes.T) + 1e-12).all()


def test_the_gap_that_is_told_is_that_of_the_last_step_also_where_steps_run_out() -> None:
    small = market(8, people=20, offers=12)
    begin = [ranked(naive(small))]
    found = social_welfare(small, WelfareConfig(steps=2, rankings=9), begin=begin)
    applied = applications(small, found.policy)
    slope = ExpectedMatches(small).slope(applied)[1]
    best = applications(small, ranked_best(small, slope))
    assert len(found.values) == 3
    assert found.gap == pytest.approx(float((slope * (best - applied)).sum()))
