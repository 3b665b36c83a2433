"""Exploration: never more than its share is given up, and what was drawn is known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.ranking import ExplorationConfig
from matcher.ranking.exploration import (
    discounts,
    explore,
    guaranteed_value,
    policy,
    tail_propensities,
)
from matcher.ranking.propensities import position_chances
from tests.matcher.ranking.test_propensities import every_list

Array = NDArray[np.float64]
SHARES = st.sampled_from([0.001, 0.02, 0.1, 0.5, 0.9])


@st.composite
def pools(draw: st.DrawFn, most: int = 5) -> tuple[Array, Array]:
    """Scores, best first, and how draws move them: not at all, a little or wildly."""
    count = draw(st.integers(1, most))
    scores = draw(st.lists(st.floats(1e-4, 1), min_size=count, max_size=count))
    rows = draw(st.integers(0, 3))
    moved = draw(st.lists(st.floats(-1, 1), min_size=rows * count, max_size=rows * count))
    scale = draw(st.sampled_from([0.0, 0.01, 1.0]))
    return np.array(sorted(scores, reverse=True)), np.array(moved).reshape(rows, count) * scale


@given(pool=pools(), share=SHARES, head=st.integers(1, 5))
def test_no_policy_gives_up_more_than_its_share(
    pool: tuple[Array, Array], share: float, head: int
) -> None:
    """Over every list there is, for its head and, greedily continued, for all of it."""
    scores, deviations = pool
    head = min(head, len(scores))
    strengths = policy(scores, deviations, share=share, head=head)
    lists = every_list(strengths)
    for length in range(head, len(scores) + 1):
        weight = discounts(length)
        expected = sum(
            chance * float(weight @ scores[_continued(order, head)[:length]])
            for order, chance in lists.items()
        )
        best = float(weight @ scores[:length])
        assert expected >= (1 - share) * best - 1e-12


def _continued(order: tuple[int, ...], head: int) -> list[int]:
    return [*order[:head], *sorted(order[head:])]


@given(pool=pools(), share=SHARES, head=st.integers(1, 5))
def test_what_is_guaranteed_is_never_more_than_what_is_had(
    pool: tuple[Array, Array], share: float, head: int
) -> None:
    scores, deviations = pool
    head = min(head, len(scores))
    strengths = policy(scores, deviations, share=share, head=head)
    guaranteed = guaranteed_value(scores, strengths, head=head)
    expected = sum(
        chance * float(discounts(head) @ scores[list(order[:head])])
        for order, chance in every_list(strengths).items()
    )
    assert (1 - share) * float(discounts(head) @ scores[:head]) <= guaranteed + 1e-12
    assert guaranteed <= expected + 1e-12


@pytest.mark.parametrize("share", [0.005, 0.02, 0.1])
def test_of_a_large_pool_no_more_is_given_up_than_its_share_but_some(share: float) -> None:
    rng = np.random.default_rng(11)
    scores = np.sort(rng.beta(2, 5, size=30))[::-1]
    strengths = policy(scores, rng.normal(size=(8, 30)) * 0.05, share=share, head=10)
    expected = float(discounts(10) @ (scores @ position_chances(strengths, np.arange(30), 10)))
    given_up = 1 - expected / float(discounts(10) @ scores[:10])
    assert 0.1 * share < given_up <= share


@given(pool=pools(most=12), share=SHARES, seed=st.integers(0, 2**62))
def test_the_same_arguments_draw_the_same_list_with_chances_that_agree(
    pool: tuple[Array, Array], share: float, seed: int
) -> None:
    scores, deviations = pool
    head = min(10, len(scores))
    one, again = (explore(scores, deviations, share=share, head=head, seed=seed) for _ in range(2))
    assert one.head.tolist() == again.head.tolist()
    assert len(set(one.head.tolist())) == head
    assert (np.diff(one.prefix) <= 1e-12).all()
    assert ((one.prefix - 1e-12 <= one.propensity) & (one.propensity <= 1)).all()
    assert one.propensity[0] == pytest.approx(one.prefix[0], abs=1e-12)


def test_another_seed_draws_another_list() -> None:
    scores = np.linspace(0.3, 0.29, 30)
    lists = {
        tuple(explore(scores, np.zeros((0, 30)), share=0.02, head=10, seed=seed).head.tolist())
        for seed in range(20)
    }
    assert len(lists) == 20


def test_what_the_model_does_not_know_is_tried_more_often() -> None:
    scores = np.linspace(0.30, 0.28, 12)
    sure = np.zeros((8, 12))
    unsure = sure.copy()
    unsure[:, -1] = np.resize([0.05, -0.05], 8)
    first = [
        position_chances(policy(scores, moved, share=0.02, head=3), np.array([11]), 3).sum()
        for moved in (sure, unsure)
    ]
    assert first[0] < first[1]


@settings(max_examples=8)
@given(seed=st.integers(0, 1000), share=st.sampled_from([0.05, 0.3]))
def test_what_follows_the_head_stands_there_as_often_as_said(seed: int, share: float) -> None:
    """A pool of six among eight, a head of two, a tail of five."""
    rng = np.random.default_rng(seed)
    pool = np.array([0, 1, 3, 4, 5, 6])
    scores = np.sort(rng.uniform(0.2, 0.4, size=6))[::-1]
    drawn = explore(scores, rng.normal(size=(4, 6)) * 0.1, share=share, head=2, seed=seed)
    tail = np.setdiff1d(np.arange(8), pool[drawn.head])[:6]
    chances = tail_propensities(drawn, pool, tail=tail, seed=seed)
    expected = np.zeros(len(tail))
    for two, chance in _pairs(drawn.strengths).items():
        rest = np.setdiff1d(np.arange(8), pool[list(two)])[:6]
        expected += chance * (rest == tail)
    assert chances == pytest.approx(expected, abs=0.1)
    assert (chances > 0).all()


def _pairs(strengths: Array) -> dict[tuple[int, ...], float]:
    pairs: dict[tuple[int, ...], float] = {}
    for order, chance in every_list(strengths).items():
        pairs[order[:2]] = pairs.get(order[:2], 0.0) + chance
    return pairs


def test_beyond_the_pool_nothing_moves() -> None:
    drawn = explore(np.full(3, 0.5), np.zeros((0, 3)), share=0.1, head=2, seed=1)
    chances = tail_propensities(drawn, np.arange(3), tail=np.array([3, 4, 5]), seed=1)
    assert chances.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"share": -0.1}, "share"),
        ({"share": 1.0}, "share"),
        ({"head": 0}, "head"),
        ({"pool": 5}, "pool"),
        ({"draws": 0}, "draws"),
    ],
)
def test_a_setting_out_of_bounds_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        ExplorationConfig(**fields)
