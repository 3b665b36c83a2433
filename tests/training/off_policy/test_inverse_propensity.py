"""Inverse propensity weighting, plain and normalised by itself."""

import numpy as np
import pytest
from hypothesis import given

from tests.training.off_policy.logs import choices, seeds
from training.off_policy import BadLog, LoggedChoices, ipw, snipw
from training.off_policy.contributions import plain


@given(seeds)
def test_ipw_agrees_with_a_literal_loop(seed: int) -> None:
    log = choices(seed)
    total = 0.0
    for reward, logging, evaluation in zip(log.reward, log.logging, log.evaluation, strict=True):
        total += reward * evaluation / logging
    assert ipw(log).value == pytest.approx(total / len(log.reward))


@given(seeds)
def test_snipw_agrees_with_a_literal_loop(seed: int) -> None:
    log = choices(seed)
    above = below = 0.0
    for reward, logging, evaluation in zip(log.reward, log.logging, log.evaluation, strict=True):
        above += reward * evaluation / logging
        below += evaluation / logging
    assert snipw(log).value == pytest.approx(above / below)


@given(seeds)
def test_the_logging_policy_itself_is_worth_the_mean_reward(seed: int) -> None:
    log = choices(seed)
    same = LoggedChoices(log.reward, log.logging, log.logging)
    assert ipw(same).value == pytest.approx(log.reward.mean())
    assert snipw(same).value == pytest.approx(log.reward.mean())


@given(seeds)
def test_snipw_stays_in_the_range_of_the_rewards(seed: int) -> None:
    log = choices(seed, rows=5)
    assert log.reward.min() - 1e-12 <= snipw(log).value <= log.reward.max() + 1e-12


@given(seeds)
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    log = choices(seed)
    anew = np.random.default_rng(seed).permutation(len(log.reward))
    turned = LoggedChoices(log.reward[anew], log.logging[anew], log.evaluation[anew])
    assert ipw(turned).value == pytest.approx(ipw(log).value)
    assert snipw(turned).value == pytest.approx(snipw(log).value)


def test_a_policy_that_the_log_never_meets_is_worth_nothing_rather_than_not_a_number() -> None:
    log = LoggedChoices(np.ones(3), np.ones(3), np.zeros(3))
    assert snipw(log).value == 0.0


def test_a_gain_is_told_against_the_logged_rewards() -> None:
    log = choices(1)
    gain = ipw(log).less(plain(log.reward))
    assert gain.value == pytest.approx(ipw(log).value - log.reward.mean())


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(BadLog, match="ope_lengths_differ"):
        LoggedChoices(np.ones(3), np.ones(3), np.ones(2))


def test_an_impossible_logged_choice_is_refused() -> None:
    with pytest.raises(BadLog, match="ope_logged_the_impossible"):
        LoggedChoices(np.ones(2), np.array([0.5, 0.0]), np.ones(2))
