"""What explored lists say: an estimate where there is one, silence where the log cannot tell."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from matcher.ranking import DiversityConfig
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import day_zero
from tests.training.learn.markets import market
from tests.training.off_policy.explored import (
    OFFERS,
    PLACES,
    Knowing,
    certain,
    explored_log,
    town,
)
from training.data import Log
from training.evaluate.config import EvaluationConfig
from training.learn.explored import Reading, explored_gain
from training.off_policy import (
    Answer,
    Estimator,
    EvidenceConfig,
    Interval,
    ModelPolicy,
    Policy,
    evidence,
)
from training.off_policy.intervals import Method
from training.registry import Figure

CONFIG = EvaluationConfig()
LOGGED, KNOWING = certain(), certain()
SINCE = datetime(2026, 5, 1, tzinfo=UTC)


def unexplored() -> Reading:
    return Reading(day_zero(), market(lists=40))


def test_lists_that_were_not_explored_say_nothing() -> None:
    assert explored_gain(unexplored(), unexplored(), since=SINCE, config=CONFIG) is None


def test_an_estimate_comes_with_its_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Answer(
        estimator=Estimator.CASCADE_DR,
        estimate=0.2,
        interval=Interval(0.1, 0.3, 0.95, next(iter(Method))),
        refusal=None,
        overlap=None,
        caveats=(),
    )
    monkeypatch.setattr("training.learn.explored.gain", lambda *_, **__: said)
    found = explored_gain(unexplored(), unexplored(), since=SINCE, config=CONFIG)
    assert found == Figure(0.2, 0.1, 0.3)


def test_only_what_the_model_did_not_learn_from_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Log] = []

    def remembered(log: Log, policy: ModelPolicy) -> object:
        asked.append(log)
        raise LookupError

    monkeypatch.setattr("training.learn.explored.evidence", remembered)
    with pytest.raises(LookupError):
        explored_gain(unexplored(), unexplored(), since=SINCE, config=CONFIG)
    assert min(asked[0].impressions["at"].to_pylist()) >= SINCE
    assert asked[0].manifest.begins == SINCE


@pytest.fixture
def explored(monkeypatch: pytest.MonkeyPatch) -> Log:
    """Lists that day zero explored; any other model knows what people want."""
    place = town()
    rules = DiversityConfig(head=PLACES, per_organisation=OFFERS)
    whole = EvidenceConfig(first=PLACES, diversity=rules)

    def serves(model: GlassBox) -> Policy:
        return ModelPolicy(model) if model is LOGGED else Knowing(place.wanted)

    monkeypatch.setattr("training.learn.explored.ModelPolicy", serves)
    monkeypatch.setattr("training.learn.explored.evidence", partial(evidence, config=whole))
    return explored_log(place, 400, seed=3)


def test_what_is_better_than_the_model_that_logged_gains(explored: Log) -> None:
    begins = explored.manifest.begins
    told = explored_gain(
        Reading(KNOWING, explored), Reading(LOGGED, explored), since=begins, config=CONFIG
    )
    assert told is not None
    assert told.low > 0


def test_what_is_as_good_as_the_model_that_serves_gains_nothing(explored: Log) -> None:
    begins = explored.manifest.begins
    same = (Reading(model, explored) for model in (KNOWING, replace(KNOWING)))
    assert explored_gain(*same, since=begins, config=CONFIG) == Figure(0.0, 0.0, 0.0, 400)
