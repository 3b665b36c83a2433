"""Doubly robust estimates."""

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
    sndr,
    snipw,
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
