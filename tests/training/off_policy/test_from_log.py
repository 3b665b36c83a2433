"""What an explored log tells of another policy."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from matcher.features import FeatureList
from matcher.ranking import DiversityConfig
from tests.training.data.logs import ENDS, day, log_of, shown
from tests.training.off_policy.explored import (
    OFFERS,
    PLACES,
    Even,
    Knowing,
    Town,
    certain,
    explored_log,
    town,
)
from training.data import Log
from training.off_policy import (
    BadLog,
    Caveat,
    Estimator,
    Evidence,
    EvidenceConfig,
    Limits,
    ModelPolicy,
    Policy,
    Refusal,
    evidence,
    gain,
    iips,
    value,
)
from training.off_policy.contributions import Values
from training.off_policy.rewards import rewards

CONFIG = EvidenceConfig(
    first=PLACES, diversity=DiversityConfig(head=PLACES, per_organisation=OFFERS)
)
LOOSE = Limits(effective=10.0, unsupported=0.2, heaviest_share=0.5)


@pytest.fixture(scope="module")
def place() -> Town:
    return town()


@pytest.fixture(scope="module")
def log(place: Town) -> Log:
    return explored_log(place, 600, seed=3)


@pytest.fixture(scope="module")
def even(log: Log) -> Evidence:
    return evidence(log, Even(), config=replace(CONFIG, by_place=True))


def _told(log: Log, policy: Policy) -> Evidence:
    return evidence(log, policy, config=CONFIG)


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_policy_that_logged_is_worth_what_it_brought(log: Log) -> None:
    same = replace(CONFIG, by_place=True)
    told = evidence(log, ModelPolicy(certain()), config=same)
    np.testing.assert_allclose(told.log.prefix_weight, 1.0)
    np.testing.assert_allclose(told.log.place_weight, 1.0, atol=1e-3)
    found = value(told, _rng(), estimator=Estimator.RIPS)
    assert found.estimate == pytest.approx(told.log.reward.sum(axis=1).mean())


@pytest.mark.parametrize(
    "estimator", [Estimator.CASCADE_DR, Estimator.RIPS, Estimator.SIPS, Estimator.IIPS]
)
def test_another_policys_interval_holds_the_truth(
    even: Evidence, place: Town, estimator: Estimator
) -> None:
    found = value(even, _rng(), estimator=estimator, limits=LOOSE)
    assert found.interval is not None
    assert found.interval.holds(place.worth(Even()))


def test_a_model_that_knows_what_people_want_is_told_to_be_better(log: Log, place: Town) -> None:
    policy = Knowing(place.wanted)
    over = _told(log, ModelPolicy(certain()))
    found = gain(_told(log, policy), over, rng=_rng(), limits=LOOSE)
    assert place.worth(policy) > place.worth(ModelPolicy(certain())) + 0.1
    assert found.refusal is None
    assert found.better


@pytest.mark.parametrize("estimator", [Estimator.CASCADE_DR, Estimator.RIPS, Estimator.SIPS])
def test_a_policy_that_serves_already_gains_nothing_though_better_than_what_was_logged(
    log: Log, place: Town, estimator: Estimator
) -> None:
    told, again = (_told(log, Knowing(place.wanted)) for _ in range(2))
    worth = value(told, _rng(), limits=LOOSE).estimate
    assert worth is not None
    assert worth > told.log.reward.sum(axis=1).mean() + 0.1
    found = gain(told, again, rng=_rng(), estimator=estimator, limits=LOOSE)
    assert found.interval is not None
    assert (found.estimate, found.interval.low, found.interval.high) == (0.0, 0.0, 0.0)
    assert not found.better


def test_the_lists_must_speak_of_the_policy_that_serves_too(log: Log, place: Town) -> None:
    logged, strange = _told(log, ModelPolicy(certain())), _told(log, Knowing(50 * place.wanted))
    assert gain(logged, logged, rng=_rng()).refusal is None
    assert gain(logged, strange, rng=_rng()).refusal == gain(strange, logged, rng=_rng()).refusal
    assert gain(logged, strange, rng=_rng()).refusal is not None


def test_a_gain_is_of_the_same_lists(log: Log, place: Town) -> None:
    with pytest.raises(BadLog, match="ope_lists_differ"):
        gain(_told(log, Even()), _told(explored_log(place, 20, seed=2), Even()), rng=_rng())


def test_who_believes_in_all_alike_expects_what_is_guessed(even: Evidence) -> None:
    np.testing.assert_allclose(even.guess.logged, even.guess.expected)


def test_cascade_dr_is_surer_than_rips(log: Log, place: Town) -> None:
    told = _told(log, Knowing(place.wanted))
    robust = value(told, _rng(), limits=LOOSE).interval
    plain = value(told, _rng(), estimator=Estimator.RIPS, limits=LOOSE).interval
    assert robust is not None
    assert plain is not None
    assert robust.high - robust.low < plain.high - plain.low


def test_every_answer_says_what_belongs_beside_it(even: Evidence) -> None:
    found = value(even, _rng())
    assert [caveat.code for caveat in found.caveats] == [
        Caveat.INTERFERENCE,
        Caveat.WITHIN_POOL,
        Caveat.EXPLORED_ONLY,
        Caveat.FIRST_PLACES,
    ]


def test_a_log_that_explored_nothing_answers_nothing() -> None:
    rows = [shown("tal-1", f"off-{n}", 1.0, position=n + 1) for n in range(3)]
    told = _told(log_of(rows), Even())
    found = value(told, _rng())
    assert found.refusal is not None
    assert found.refusal.code == Refusal.NO_LOG
    assert found.caveats[2].params == {"lists": 0, "without": 1}


def test_lists_too_young_to_have_been_answered_are_left_out(place: Town) -> None:
    grown = explored_log(place, 40, seed=9)
    ends = day(1.5) + timedelta(days=CONFIG.settled_days)
    young = Log(replace(grown.manifest, ends=ends), grown.tables)
    assert len(_told(young, Even()).people) == 20
    assert len(_told(grown, Even()).people) == 40
    assert ends < ENDS


def test_a_log_of_young_lists_only_answers_nothing(place: Town) -> None:
    grown = explored_log(place, 40, seed=9)
    young = Log(replace(grown.manifest, ends=day(0.5)), grown.tables)
    assert value(_told(young, Even()), _rng()).refusal is not None


def test_without_places_worked_out_only_iips_is_missing(place: Town) -> None:
    few = explored_log(place, 20, seed=2)
    told = evidence(few, Even(), config=CONFIG)
    assert told.log.evaluation.at_place is None
    assert value(told, _rng()).refusal is not None
    with pytest.raises(BadLog, match="ope_places_unknown"):
        iips(told.log)


def test_a_list_shorter_than_what_is_counted_repeats_its_last_prefix(place: Town) -> None:
    few = explored_log(place, 20, seed=2)
    told = evidence(few, Even(), config=replace(CONFIG, first=5))
    assert told.log.reward.shape == (20, 5)
    assert (told.log.prefix_weight[:, 3:] == told.log.prefix_weight[:, [2]]).all()
    assert (told.log.reward[:, 3:] == 0).all()
    assert (told.guess.logged[:, 3:] == 0).all()


def test_only_the_latest_lists_are_kept(place: Town) -> None:
    few = explored_log(place, 20, seed=2)
    told = evidence(few, Even(), config=replace(CONFIG, most_lists=5))
    assert told.people.tolist() == [f"tal-{n:05}" for n in range(15, 20)]


def test_only_the_latest_lists_are_parsed_and_valued(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(rows: pa.Table, log: Log, *, features: FeatureList) -> Values:
        asked.append(len(rows))
        return rewards(rows, log, features=features)

    monkeypatch.setattr("training.off_policy.logged_lists.rewards", counted)
    few = explored_log(place, 20, seed=2)
    evidence(few, Even(), config=replace(CONFIG, most_lists=5))
    assert asked == [5 * OFFERS]


def test_lists_before_the_latest_are_not_counted_as_silent(place: Town) -> None:
    few = explored_log(place, 20, seed=2)
    assert evidence(few, Even(), config=replace(CONFIG, most_lists=5)).without == 0


def test_a_list_whose_pool_was_made_by_other_rules_tells_nothing(place: Town) -> None:
    few = explored_log(place, 20, seed=2)
    told = evidence(few, Even(), config=replace(CONFIG, diversity=DiversityConfig()))
    assert (told.without, len(told.people)) == (20, 0)
