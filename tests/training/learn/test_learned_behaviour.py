"""A candidate is judged with the behaviour that it would be served with, and with no other."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.domain import Side
from matcher.features import Behaviour
from matcher.ranking.artefact import Artefact, load_folder
from matcher.ranking.priors import day_zero
from matcher.vocabulary import Vocabularies, load
from tests.training.learn.markets import market
from training.behaviour.learning import BehaviourConfig, learn_behaviour
from training.behaviour.past import past_of
from training.data import Log, training_set
from training.evaluate.config import EvaluationConfig
from training.learn.config import LearnConfig
from training.learn.examining import Opened, examine
from training.learn.explored import Reading
from training.learn.feedback import SetAside
from training.learn.learning import Learner, Stage, held_out_since, learn
from training.registry import Candidate, Figure, Finding, Registry, SliceConfig

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
SURENESS = EvaluationConfig(draws=200, level=0.951, slices=SliceConfig(sure=0.901))
CONFIG = LearnConfig(evaluation=SURENESS)
WORDS = load()
SWAPPED = (Finding("name_swap", passed=True), Finding("postcode_swap", passed=True))
DECIDES = "dcg_corrected"


def quiet(stage: Stage) -> None:
    """Nobody listens."""


def learner(folder: Path, behaviour: BehaviourConfig | None) -> Learner:
    return Learner(
        registry=Registry(folder),
        words=WORDS,
        swaps=lambda _: SWAPPED,
        config=replace(CONFIG, behaviour=behaviour),
        progress=quiet,
    )


def junk_of(log: Log, words: Vocabularies, *, config: BehaviourConfig | None = None) -> Behaviour:
    """Random vectors for the tokens that are there to be learned."""
    found = learn_behaviour(log, words, config=config)
    assert found is not None
    random = np.random.default_rng(len(log.talents))
    says, draws = random.normal(size=(2, *found.says.shape)).astype(np.float32)
    return replace(found, says=says, draws=draws, scale=2.0)


@pytest.fixture(scope="module")
def log() -> Log:
    """People of two tastes, about which only what they chose before tells anything."""
    return market(lists=400, tastes=True)


@pytest.fixture(scope="module")
def learned(log: Log, tmp_path_factory: pytest.TempPathFactory) -> tuple[Candidate, Artefact]:
    folder = tmp_path_factory.mktemp("with")
    candidate, _ = learn(log, learner(folder, BehaviourConfig()), at=AT)
    return candidate, load_folder(folder / candidate.hash)


@pytest.fixture(scope="module")
def opened(log: Log) -> Opened:
    since = held_out_since(log, CONFIG)
    rows = {side: training_set(log.until(since), side) for side in Side}
    return Opened(
        log=log, kept=SetAside(log, ()), since=since, learned=rows, past=past_of(log, WORDS)
    )


def _figures(candidate: Candidate) -> Mapping[str, Any]:
    figures: Mapping[str, Any] = json.loads(candidate.files["figures.json"])["sides"]["talent"]
    return figures


def _measured(artefact: Artefact, serving: Artefact, opened: Opened) -> tuple[float, float]:
    found = examine(artefact, serving, opened, config=CONFIG, swaps=lambda _: SWAPPED)
    trial = found.evaluation.trials[Side.TALENT]
    mine, theirs = (one.measures[DECIDES].value for one in (trial.candidate, trial.serving))
    return mine, theirs


def test_tastes_are_learned_and_are_better(learned: tuple[Candidate, Artefact]) -> None:
    candidate, artefact = learned
    assert artefact.behaviour is not None
    assert "better" not in {finding.code for finding in candidate.verdict.failed}
    assert _figures(candidate)["differences"][DECIDES]["low"] > 0


def test_without_behaviour_other_figures_are_measured(
    log: Log, learned: tuple[Candidate, Artefact], tmp_path: Path
) -> None:
    plain, _ = learn(log, learner(tmp_path, None), at=AT)
    mine, other = (_figures(one)["candidate"][DECIDES] for one in (learned[0], plain))
    assert mine["value"] > other["value"] + 0.05


def test_a_log_that_begins_after_an_earlier_one_is_said_to(
    learned: tuple[Candidate, Artefact], opened: Opened
) -> None:
    zero = Artefact(day_zero())
    for artefact, said in ((learned[1], True), (zero, False)):
        found = examine(artefact, zero, opened, config=CONFIG, swaps=lambda _: (), whole_past=False)
        assert found.evaluation.cut_short is said


def test_junk_is_not_better_and_held_back(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.learn.learning.learn_behaviour", junk_of)
    monkeypatch.setattr("training.learn.recollection.learn_behaviour", junk_of)
    candidate, _ = learn(log, learner(tmp_path, BehaviourConfig()), at=AT)
    assert "better" in {finding.code for finding in candidate.verdict.failed}


def test_a_model_served_with_junk_is_measured_with_junk(
    log: Log, learned: tuple[Candidate, Artefact], opened: Opened
) -> None:
    good = learned[1]
    junk = Artefact(good.model, junk_of(log.until(opened.since), WORDS))
    assert _measured(junk, good, opened)[0] < _measured(good, good, opened)[0] - 0.02


def test_the_gate_is_told_how_sure_the_figures_are(opened: Opened) -> None:
    plain = Artefact(day_zero())
    found = examine(plain, plain, opened, config=CONFIG, swaps=lambda _: SWAPPED).evaluation
    assert (found.level, found.sure) == (0.951, 0.901)


def test_explored_lists_are_asked_about_both_models_as_each_would_have_read_them(
    learned: tuple[Candidate, Artefact], opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Reading] = []

    def told(*readings: Reading, since: datetime, config: EvaluationConfig) -> Figure:
        asked.extend(readings)
        return Figure(0.3, 0.2, 0.4, 90)

    monkeypatch.setattr("training.learn.examining.explored_gain", told)
    good, plain = learned[1], Artefact(day_zero())
    found = examine(plain, good, opened, config=CONFIG, swaps=lambda _: SWAPPED)
    assert [one.model.hash for one in asked] == [plain.model.hash, good.model.hash]
    first, second = (one.log.impressions["cells"] for one in asked)
    assert first != second
    better = next(one for one in found.verdict.findings if one.code == "better")
    assert better.params["off_policy_value"] == 0.3


def test_what_serves_is_measured_with_its_own_behaviour(
    learned: tuple[Candidate, Artefact], opened: Opened
) -> None:
    good, plain = learned[1], Artefact(day_zero())
    assert _measured(plain, good, opened) == pytest.approx(_measured(good, plain, opened)[::-1])
