"""Answers and refusals."""

import numpy as np
import pytest

from tests.training.off_policy.logs import choices
from training.off_policy import (
    Answer,
    Caveat,
    Estimator,
    Limits,
    LoggedChoices,
    Refusal,
    answer,
    ipw,
    overlap,
    refuse,
)
from training.off_policy.contributions import plain


def _asked(log: LoggedChoices, limits: Limits | None = None) -> Answer:
    return answer(
        Estimator.IPW, ipw(log), weights=log.weight, rng=np.random.default_rng(1), limits=limits
    )


def _same(rows: int = 100) -> LoggedChoices:
    log = choices(3, rows)
    return LoggedChoices(log.reward, log.logging, log.logging)


def test_a_log_that_bears_it_gives_an_estimate_with_its_interval() -> None:
    log = _same()
    found = _asked(log)
    assert found.refusal is None
    assert found.estimate == pytest.approx(log.reward.mean())
    assert found.interval is not None
    assert found.interval.holds(log.reward.mean())


def test_every_answer_says_that_people_interfere() -> None:
    empty = LoggedChoices(np.zeros(0), np.zeros(0), np.zeros(0))
    for found in (_asked(_same()), _asked(_same(3)), _asked(empty)):
        assert found.caveats[0].code == Caveat.INTERFERENCE


@pytest.mark.parametrize("estimator", [Estimator.DM, Estimator.CASCADE_DM])
def test_a_models_word_alone_has_no_interval_and_is_never_surely_better(
    estimator: Estimator,
) -> None:
    parts, rng = plain(np.full(200, 0.5)), np.random.default_rng(1)
    found = answer(estimator, parts, weights=np.ones(200), rng=rng)
    assert (found.estimate, found.interval) == (0.5, None)
    assert found.caveats[-1].code == Caveat.MODEL_ALONE
    assert not found.better


def test_an_empty_log_answers_nothing() -> None:
    found = _asked(LoggedChoices(np.zeros(0), np.zeros(0), np.zeros(0)))
    assert found.refusal is not None
    assert found.refusal.code == Refusal.NO_LOG
    assert not found.better


def test_too_few_effective_people_are_refused_with_both_numbers() -> None:
    found = _asked(_same(10))
    assert found.refusal is not None
    assert found.refusal.code == Refusal.FEW_EFFECTIVE
    assert found.refusal.params == {"found": 10.0, "limit": 50.0}
    assert (found.estimate, found.interval) == (None, None)


def test_missing_support_is_refused_before_anything_else() -> None:
    log = _same()
    rarely = LoggedChoices(log.reward, log.logging, log.logging * 0.5)
    found = _asked(rarely)
    assert found.refusal is not None
    assert found.refusal.code == Refusal.MISSING_SUPPORT


def test_one_person_who_outweighs_all_others_is_refused() -> None:
    weights = np.array([30.0, *np.ones(70)])
    reason = refuse(overlap(weights), Limits(effective=1.0))
    assert reason is not None
    assert reason.code == Refusal.ONE_PERSON


def test_limits_are_the_callers_to_set() -> None:
    assert _asked(_same(10), Limits(effective=5.0)).refusal is None


def test_a_gain_is_better_only_when_its_whole_interval_is_above_zero() -> None:
    log = _same()
    rng = np.random.default_rng(1)
    surely = ipw(log).less(plain(log.reward - 0.5))
    hardly = ipw(log).less(plain(log.reward))
    weights = log.weight
    assert answer(Estimator.IPW, surely, weights=weights, rng=rng).better
    assert not answer(Estimator.IPW, hardly, weights=weights, rng=rng).better
