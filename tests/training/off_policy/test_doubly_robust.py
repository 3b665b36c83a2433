"""Doubly robust estimates and their bounded relatives."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from tests.training.off_policy.logs import choices, reward_guess, seeds
from training.off_policy import (
    LoggedChoices,
    RewardGuess,
    direct_method,
    dr,
    ipw,
    shrunk_dr,
    sndr,
    snipw,
    subgaussian_dr,
    switch_dr,
)


def _world(seed: int) -> tuple[LoggedChoices, RewardGuess, float]:
    """Three items, rewards known to the model exactly and without noise; the truth with them."""
    rng = np.random.default_rng(seed)
    value = rng.random(3)
    logging, evaluation = rng.dirichlet(np.full(3, 5.0), 2)
    item = rng.choice(3, 50, p=logging)
    truth = float(evaluation @ value)
    log = LoggedChoices(value[item], logging[item], evaluation[item])
    return log, RewardGuess(value[item], np.full(50, truth)), truth


@given(seeds)
def test_dr_agrees_with_a_literal_loop(seed: int) -> None:
    log, said = choices(seed), reward_guess(seed)
    total = 0.0
    for row in range(len(log.reward)):
        weight = log.evaluation[row] / log.logging[row]
        total += said.expected[row] + weight * (log.reward[row] - said.logged[row])
    assert dr(log, said).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_sndr_agrees_with_a_literal_loop(seed: int) -> None:
    log, said = choices(seed), reward_guess(seed)
    above = below = 0.0
    for row in range(len(log.reward)):
        weight = log.evaluation[row] / log.logging[row]
        above += weight * (log.reward[row] - said.logged[row])
        below += weight
    assert sndr(log, said).value == pytest.approx(said.expected.mean() + above / below)


@given(seeds)
def test_a_perfect_model_leaves_nothing_to_correct(seed: int) -> None:
    log, said, truth = _world(seed)
    for parts in (direct_method(said), dr(log, said), sndr(log, said)):
        assert parts.value == pytest.approx(truth)
        assert parts.terms.std() == pytest.approx(0.0, abs=1e-12)


@given(seeds)
def test_a_model_that_says_nothing_leaves_ipw(seed: int) -> None:
    log = choices(seed)
    nothing = RewardGuess(np.zeros(len(log.reward)), np.zeros(len(log.reward)))
    assert dr(log, nothing).value == pytest.approx(ipw(log).value)
    assert sndr(log, nothing).value == pytest.approx(snipw(log).value)


@given(seeds)
def test_the_logging_policy_with_a_fair_model_is_worth_the_mean_reward(seed: int) -> None:
    log, said = choices(seed), reward_guess(seed)
    same = LoggedChoices(log.reward, log.logging, log.logging)
    own = replace(said, expected=said.logged)
    assert dr(same, own).value == pytest.approx(log.reward.mean())
    assert sndr(same, own).value == pytest.approx(log.reward.mean())


Bounded = Callable[[LoggedChoices, RewardGuess], float]


@pytest.mark.parametrize(
    "loose",
    [
        lambda log, said: switch_dr(log, said, at=np.inf).value,
        lambda log, said: shrunk_dr(log, said, scale=1e12).value,
        lambda log, said: subgaussian_dr(log, said, pull=0.0).value,
    ],
    ids=["switch", "shrunk", "subgaussian"],
)
def test_without_bounds_the_bounded_ones_are_dr(loose: Bounded) -> None:
    log, said = choices(7), reward_guess(7)
    assert loose(log, said) == pytest.approx(dr(log, said).value)


@pytest.mark.parametrize(
    "tight",
    [
        lambda log, said: switch_dr(log, said, at=-1.0).value,
        lambda log, said: shrunk_dr(log, said, scale=0.0).value,
    ],
    ids=["switch", "shrunk"],
)
def test_bounded_to_nothing_they_are_the_direct_method(tight: Bounded) -> None:
    log, said = choices(7), reward_guess(7)
    assert tight(log, said) == pytest.approx(direct_method(said).value)


def test_no_weight_exceeds_what_the_bounded_ones_promise() -> None:
    heavy = LoggedChoices(np.ones(1), np.array([0.001]), np.ones(1))
    zero = RewardGuess(np.zeros(1), np.zeros(1))
    assert switch_dr(heavy, zero, at=10.0).value == 0.0
    assert shrunk_dr(heavy, zero, scale=100.0).value <= 5.0
    assert subgaussian_dr(heavy, zero, pull=0.1).value <= 10.0
