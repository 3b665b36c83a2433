"""Estimators of lists: as a whole, place by place, and down to each place."""

import numpy as np
import pytest
from hypothesis import given

from tests.training.off_policy.logs import cascade_guess, seeds, slates
from training.off_policy import (
    BadLog,
    CascadeGuess,
    Contributions,
    LoggedSlates,
    SlatePropensities,
    cascade_direct,
    cascade_dr,
    iips,
    rips,
    sips,
)


@given(seeds)
def test_sips_agrees_with_a_literal_loop(seed: int) -> None:
    log = slates(seed)
    total = 0.0
    for row, rewards in enumerate(log.reward):
        total += log.evaluation.joint[row] / log.logging.joint[row] * sum(rewards)
    assert sips(log).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_iips_agrees_with_a_literal_loop(seed: int) -> None:
    log = slates(seed)
    new, old = log.evaluation.at_place, log.logging.at_place
    assert new is not None
    assert old is not None
    total = 0.0
    for row, rewards in enumerate(log.reward):
        for place, reward in enumerate(rewards):
            total += new[row, place] / old[row, place] * reward
    assert iips(log).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_rips_agrees_with_a_literal_loop(seed: int) -> None:
    log = slates(seed)
    total = 0.0
    for row, rewards in enumerate(log.reward):
        for place, reward in enumerate(rewards):
            new, old = log.evaluation.prefix[row, place], log.logging.prefix[row, place]
            total += new / old * reward
    assert rips(log).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_cascade_dr_agrees_with_a_literal_loop(seed: int) -> None:
    log, said = slates(seed), cascade_guess(seed)
    total = 0.0
    for row, rewards in enumerate(log.reward):
        above = 1.0
        for place, reward in enumerate(rewards):
            weight = log.evaluation.prefix[row, place] / log.logging.prefix[row, place]
            total += weight * (reward - said.logged[row, place])
            total += above * said.expected[row, place]
            above = weight
    assert cascade_dr(log, said).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_a_model_that_says_nothing_leaves_rips(seed: int) -> None:
    log = slates(seed)
    nothing = CascadeGuess(np.zeros_like(log.reward), np.zeros_like(log.reward))
    assert cascade_dr(log, nothing).value == pytest.approx(rips(log).value)
    assert cascade_direct(nothing).value == 0.0


@given(seeds)
def test_lists_of_one_place_are_the_same_to_all(seed: int) -> None:
    log = slates(seed, places=1)
    alone = SlatePropensities(log.logging.joint, log.logging.prefix, log.logging.prefix)
    other = SlatePropensities(log.evaluation.joint, log.evaluation.prefix, log.evaluation.prefix)
    single = LoggedSlates(log.reward, alone, other)
    assert iips(single).value == pytest.approx(sips(single).value)
    assert rips(single).value == pytest.approx(sips(single).value)


@given(seeds)
def test_the_logging_policy_itself_is_worth_the_mean_reward(seed: int) -> None:
    log = slates(seed)
    same = LoggedSlates(log.reward, log.logging, log.logging)
    for parts in _all(same):
        assert parts.value == pytest.approx(log.reward.sum(axis=1).mean())


@given(seeds)
def test_the_self_normalised_stay_in_the_range_of_the_rewards(seed: int) -> None:
    log = slates(seed, rows=4)
    lows, highs = log.reward.min(axis=0).sum(), log.reward.max(axis=0).sum()
    for parts in (iips(log, normalised=True), rips(log, normalised=True)):
        assert lows - 1e-12 <= parts.value <= highs + 1e-12
    sums = log.reward.sum(axis=1)
    assert sums.min() - 1e-12 <= sips(log, normalised=True).value <= sums.max() + 1e-12


@given(seeds)
def test_the_order_of_the_lists_does_not_matter(seed: int) -> None:
    log = slates(seed)
    anew = np.random.default_rng(seed).permutation(len(log.reward))
    turned = LoggedSlates(log.reward[anew], log.logging.keep(anew), log.evaluation.keep(anew))
    for there, here in zip(_all(turned), _all(log), strict=True):
        assert there.value == pytest.approx(here.value)


def test_lists_of_different_shapes_are_refused() -> None:
    log = slates(1)
    with pytest.raises(BadLog, match="ope_lengths_differ"):
        LoggedSlates(log.reward[:, :2], log.logging, log.evaluation)


def test_an_impossible_logged_list_is_refused() -> None:
    log = slates(1)
    never = SlatePropensities(
        np.zeros_like(log.logging.joint), log.logging.at_place, log.logging.prefix
    )
    with pytest.raises(BadLog, match="ope_logged_the_impossible"):
        LoggedSlates(log.reward, never, log.evaluation)


def test_places_that_nobody_worked_out_are_refused() -> None:
    log = slates(1)
    bare = SlatePropensities(log.evaluation.joint, None, log.evaluation.prefix)
    without = LoggedSlates(log.reward, log.logging, bare)
    assert rips(without).value == pytest.approx(rips(log).value)
    with pytest.raises(BadLog, match="ope_places_unknown"):
        iips(without)


def _all(log: LoggedSlates) -> tuple[Contributions, ...]:
    return tuple(
        estimate(log, normalised=normalised)
        for estimate in (sips, iips, rips)
        for normalised in (False, True)
    )
