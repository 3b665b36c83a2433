"""Tests of the expected matches: exact, with an exact slope, and their bound."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.market.applications import applications, best_orders
from matcher.market.examination import Examination
from matcher.market.expected_matches import ExpectedMatches, Objective
from matcher.market.match_bound import MatchBound
from matcher.market.policy import Policy, mixed, ranked
from matcher.market.two_sided import Market, examined, seated
from tests.matcher.market.markets import Floats, counted, market

SEEDS = st.integers(0, 10_000)
EXAMINATIONS = st.sampled_from(Examination)


def _seated(seed: int) -> Market:
    rng = np.random.default_rng(seed)
    wants, takes = rng.random((7, 3)), rng.random((3, 7))
    return seated(wants, takes, Examination.INV, counts=rng.integers(0, 4, 3))


def _applied(market: Market, seed: int) -> Floats:
    return np.random.default_rng(seed).random((market.people, market.offers))


@settings(max_examples=15)
@given(SEEDS, EXAMINATIONS)
def test_they_are_what_going_through_all_cases_counts(seed: int, examination: Examination) -> None:
    small = market(seed, people=7, offers=3, examination=examination)
    applied = _applied(small, seed + 1)
    value, _ = ExpectedMatches(small).slope(applied)
    np.testing.assert_allclose(value, counted(small, applied))


@settings(max_examples=15)
@given(SEEDS)
def test_seats_are_counted_exactly_and_never_exceeded(seed: int) -> None:
    small = _seated(seed)
    applied = _applied(small, seed + 1)
    value, _ = ExpectedMatches(small).slope(applied)
    np.testing.assert_allclose(value, counted(small, applied))
    assert value <= small.queue_attention.sum() + 1e-9


@pytest.mark.parametrize("objective", [ExpectedMatches, MatchBound])
@pytest.mark.parametrize("examination", Examination)
def test_the_slope_is_that_of_finite_differences(
    objective: type[ExpectedMatches] | type[MatchBound], examination: Examination
) -> None:
    small = market(3, examination=examination)
    _check_slope(objective(small), _applied(small, 8))


def test_with_seats_the_slope_is_that_of_finite_differences() -> None:
    small = _seated(5)
    _check_slope(ExpectedMatches(small), _applied(small, 8))


def _check_slope(objective: Objective, applied: Floats) -> None:
    _, slope = objective.slope(applied)
    for at in np.ndindex(*applied.shape):
        nudge = np.zeros_like(applied)
        nudge[at] = 1e-6
        difference = objective.slope(applied + nudge)[0] - objective.slope(applied - nudge)[0]
        np.testing.assert_allclose(slope[at], difference / 2e-6, atol=1e-6)


def test_long_queues_are_cut_where_it_does_not_matter() -> None:
    large = market(4, people=150, offers=3)
    thin, full = np.full((150, 3), 0.02), ExpectedMatches(large)
    value, _ = full.slope(thin)
    nobody_more = np.concatenate([thin[:149], np.ones((1, 3))])
    assert abs(value - _recursive(large, thin)) < 1e-8
    assert full.slope(nobody_more)[0] == pytest.approx(_recursive(large, nobody_more))


def _recursive(market: Market, applied: Floats) -> float:
    total = 0.0
    for offer in range(market.offers):
        before = np.ones(1)
        for person in np.argsort(-market.takes[offer], kind="stable"):
            chance = applied[person, offer]
            looked = before @ market.queue_attention[: len(before)]
            total += chance * market.takes[offer, person] * looked
            before = np.convolve(before, [1 - chance, chance])
    return float(total)


@given(SEEDS, st.sampled_from((Examination.INV, Examination.EXP, Examination.LOG2)))
def test_the_bound_is_never_above(seed: int, examination: Examination) -> None:
    small = market(seed, examination=examination)
    applied = _applied(small, seed + 1)
    assert MatchBound(small).slope(applied)[0] <= ExpectedMatches(small).slope(applied)[0] + 1e-9


@given(SEEDS)
def test_with_log_attention_the_bound_holds_where_nothing_is_cut_off(seed: int) -> None:
    rng = np.random.default_rng(seed)
    takes = rng.uniform(0, np.log(2), (6, 9))
    small = examined(rng.random((9, 6)), takes, Examination.LOG)
    applied = _applied(small, seed + 1)
    assert MatchBound(small).slope(applied)[0] <= ExpectedMatches(small).slope(applied)[0] + 1e-9


def test_nobody_who_applies_is_matched_with_nobody() -> None:
    small = market(1)
    value, slope = ExpectedMatches(small).slope(np.zeros((small.people, small.offers)))
    assert value == 0
    np.testing.assert_allclose(slope, small.takes.T)


@given(SEEDS)
def test_applications_are_cut_off_at_one_in_every_ranking_by_itself(seed: int) -> None:
    small = market(seed, people=4, offers=3, examination=Examination.LOG)
    rng = np.random.default_rng(seed)
    policy = mixed([ranked(rng.random((4, 3))) for _ in range(2)], [0.4, 0.6])
    clipped = np.minimum(1, small.wants[:, None] * small.list_attention[:, None])
    expected = np.einsum("pki,pki->pi", policy.chances(3), clipped)
    np.testing.assert_allclose(applications(small, policy), expected)


@given(SEEDS, EXAMINATIONS)
def test_no_ranking_is_worth_more_than_the_best(seed: int, examination: Examination) -> None:
    small = market(seed, people=3, offers=5, examination=examination)
    rng = np.random.default_rng(seed)
    worth = rng.normal(0.3, 0.5, (3, 5))
    best = _worth(small, worth, Policy(best_orders(small, worth), np.ones((3, 1))))
    for _ in range(40):
        other = ranked(rng.random((3, 5)))
        assert best >= _worth(small, worth, other) - 1e-12


def _worth(market: Market, worth: Floats, policy: Policy) -> float:
    return float((worth * applications(market, policy)).sum())


@pytest.mark.parametrize(
    ("wants", "takes", "code"),
    [
        (np.zeros((2, 3)), np.zeros((2, 3)), "market_shapes"),
        (np.full((2, 3), 1.1), np.zeros((3, 2)), "market_probabilities"),
        (np.full((2, 3), np.nan), np.zeros((3, 2)), "market_probabilities"),
        (np.full((2, 3), -0.1), np.zeros((3, 2)), "market_probabilities"),
        (np.zeros((2, 3)), np.full((3, 2), np.inf), "market_probabilities"),
        (np.zeros((0, 3)), np.zeros((3, 0)), "market_shapes"),
        (np.zeros((2, 0)), np.zeros((0, 2)), "market_shapes"),
        (np.zeros(3), np.zeros(3), "market_shapes"),
    ],
)
def test_preferences_that_make_no_market_are_refused(
    wants: Floats, takes: Floats, code: str
) -> None:
    with pytest.raises(MatcherError, match=code):
        examined(wants, takes, Examination.INV)


def test_attention_that_rises_is_refused() -> None:
    with pytest.raises(MatcherError, match="market_attention"):
        Market(np.zeros((2, 2)), np.zeros((2, 2)), np.array([0.5, 1.0]), np.ones(2))


@pytest.mark.parametrize("looked", [(np.inf, 1.0), (np.nan, 1.0), (1.0, -0.1), (2.0, 1.5)])
def test_attention_without_bounds_or_cut_off_beyond_the_first_place_is_refused(
    looked: tuple[float, float],
) -> None:
    with pytest.raises(MatcherError, match="market_attention"):
        Market(np.zeros((2, 2)), np.zeros((2, 2)), np.array(looked), np.ones(2))


def test_a_list_is_no_market() -> None:
    with pytest.raises(MatcherError, match="market_shapes"):
        Market(np.zeros(2), np.zeros(2), np.ones(1), np.ones(2))


def test_a_policy_for_another_market_is_refused() -> None:
    small = market(1, people=4, offers=3)
    for other in (np.zeros((5, 3)), np.zeros((4, 4))):
        with pytest.raises(MatcherError, match="policy_shapes"):
            applications(small, ranked(other))


@settings(max_examples=15)
@given(SEEDS, EXAMINATIONS)
def test_with_one_side_of_one_or_none_that_like_anybody_they_are_exact_too(
    seed: int, examination: Examination
) -> None:
    rng = np.random.default_rng(seed)
    people, offers = ((1, 3), (5, 1), (1, 1))[seed % 3]
    wants = rng.random((people, offers)) * (rng.random((people, offers)) < 0.5)
    small = examined(wants, rng.random((offers, people)), examination)
    applied = applications(small, ranked(rng.random((people, offers))))
    np.testing.assert_allclose(ExpectedMatches(small).slope(applied)[0], counted(small, applied))


def test_a_small_room_makes_the_same_sums_and_needs_less_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large = market(7, people=120, offers=40)
    applied = applications(large, ranked(large.wants))
    whole, most = _traced(ExpectedMatches(large), applied)
    monkeypatch.setattr("matcher.market.expected_matches._ROOM", 1 << 12)
    parts, least = _traced(ExpectedMatches(large), applied)
    assert least < most / 3
    assert parts[0] == pytest.approx(whole[0])
    np.testing.assert_allclose(parts[1], whole[1])


def _traced(objective: Objective, applied: Floats) -> tuple[tuple[float, Floats], int]:
    tracemalloc.start()
    found = objective.slope(applied)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, peak
