"""What explored lists say: an estimate where there is one, silence where the log cannot tell."""

from datetime import UTC, datetime

import pytest

from matcher.ranking.priors import day_zero
from tests.training.learn.markets import market
from training.data import Log
from training.learn.explored import explored_gain
from training.off_policy import Answer, Estimator, Interval, ModelPolicy
from training.off_policy.intervals import Method
from training.registry import Figure

SINCE = datetime(2026, 5, 1, tzinfo=UTC)


def test_lists_that_were_not_explored_say_nothing() -> None:
    assert explored_gain(market(lists=40), day_zero(), since=SINCE, seed=1) is None


def test_an_estimate_comes_with_its_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Answer(
        estimator=Estimator.CASCADE_DR,
        estimate=0.2,
        interval=Interval(0.1, 0.3, 0.95, next(iter(Method))),
        refusal=None,
        overlap=None,
        caveats=(),
    )
    monkeypatch.setattr("training.learn.explored.gain", lambda *_: said)
    assert explored_gain(market(lists=40), day_zero(), since=SINCE, seed=1) == Figure(0.2, 0.1, 0.3)


def test_only_what_the_model_did_not_learn_from_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Log] = []

    def remembered(log: Log, policy: ModelPolicy) -> object:
        asked.append(log)
        raise LookupError

    monkeypatch.setattr("training.learn.explored.evaluation", remembered)
    with pytest.raises(LookupError):
        explored_gain(market(lists=40), day_zero(), since=SINCE, seed=1)
    assert min(asked[0].impressions["at"].to_pylist()) >= SINCE
    assert asked[0].manifest.begins == SINCE
