"""Learning: a better model passes, nothing that serves is touched by what breaks off."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.domain import Side
from matcher.ranking.artefact import Artefact, load_folder
from matcher.ranking.priors import Prior, day_zero, packaged_priors
from matcher.vocabulary import load
from tests.training.learn.markets import DECIDES, market
from training.behaviour.learning import BehaviourConfig
from training.data import Log, TrainingSet, training_set
from training.evaluate.config import EvaluationConfig
from training.fit import FitConfig, FittedSide, fit_side
from training.fit.newton import NotSettled
from training.learn.config import LearnConfig
from training.learn.examining import Examined, Opened
from training.learn.learning import Learner, Progress, Stage, examine_anew, learn
from training.learn.refusal import LearningRefused
from training.registry import Candidate, Figure, Finding, Registry, RegistryRefused, Trial

PROVIDERS, AS_IT_SERVES = f"shapes/provider-{DECIDES}.da.svg", b"<svg>as it serves</svg>"
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
CONFIG = LearnConfig(behaviour=None, evaluation=EvaluationConfig(draws=200))
SWAPPED = (Finding("name_swap", passed=True), Finding("postcode_swap", passed=True))


def quiet(stage: Stage) -> None:
    """Nobody listens."""


@cache
def _priors(side: Side) -> FittedSide:
    rows = training_set(market(lists=20), side)
    return fit_side(rows.keep(np.zeros(len(rows), dtype=bool)), packaged_priors(), CONFIG.fit)


def _unfitted(rows: TrainingSet, priors: Sequence[Prior], config: FitConfig) -> FittedSide:
    """No fit but the priors, which is quicker."""
    return _priors(rows.side)


def learner(folder: Path, progress: Progress = quiet) -> Learner:
    return Learner(
        registry=Registry(folder),
        words=load(),
        swaps=lambda _: SWAPPED,
        config=CONFIG,
        progress=progress,
    )


@pytest.fixture(scope="module")
def log() -> Log:
    return market()


@pytest.fixture(scope="module")
def learned(
    log: Log, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Registry, Candidate, Examined]:
    """A candidate from the market, in a registry of its own."""
    asked = learner(tmp_path_factory.mktemp("models"))
    return asked.registry, *learn(log, asked, at=AT)


Learned = tuple[Registry, Candidate, Examined]


def test_what_decides_is_learned_and_passes_the_gate(learned: Learned) -> None:
    _, candidate, examined = learned
    assert candidate.verdict.promote, candidate.verdict.failed
    assert examined.evaluation.trials[Side.TALENT].differences["dcg_corrected"].low > 0.05


def test_it_was_compared_with_day_zero(learned: Learned) -> None:
    _, candidate, examined = learned
    assert candidate.against is None
    assert examined.evaluation.serving == day_zero().hash


def test_the_folder_holds_all_that_is_owed(learned: Learned) -> None:
    registry, candidate, _ = learned
    place = registry.folder / candidate.hash
    names = {path.name for path in place.iterdir()}
    assert names >= {
        "model.json",
        "reference.json",
        "datasheet.json",
        "figures.json",
        "card.md",
        "card.da.md",
        "report.html",
        "report.json",
        "verdict.json",
        "shapes",
    }
    assert (place / "shapes" / f"talent-{DECIDES}.da.svg").exists()
    assert load_folder(place).model.hash == candidate.hash


def test_the_data_sheet_tells_what_it_is_made_from(learned: Learned) -> None:
    registry, candidate, _ = learned
    sheet = json.loads((registry.folder / candidate.hash / "datasheet.json").read_text())
    assert sheet["split"].startswith("2026-05-18")
    assert 0 < sheet["learned"]["talent"]["ess"] <= sheet["learned"]["talent"]["rows"]
    assert sheet["set_aside"] == []


def test_a_side_that_nothing_was_learned_of_is_said_to_be_kept(learned: Learned) -> None:
    registry, candidate, _ = learned
    place = registry.folder / candidate.hash
    sheet = json.loads((place / "datasheet.json").read_text())
    assert (sheet["kept"], list(sheet["learned"])) == (["provider"], ["talent"])
    assert "Nothing new is learned of the providers' side" in (place / "card.md").read_text()


def test_the_same_log_makes_the_same_model(log: Log, learned: Learned, tmp_path: Path) -> None:
    again, _ = learn(log, learner(tmp_path), at=AT)
    assert again.hash == learned[1].hash
    assert again.files == learned[1].files


@pytest.mark.parametrize("stage", list(Stage))
def test_a_crash_at_any_stage_leaves_what_serves_alone(
    stage: Stage,
    log: Log,
    learned: Learned,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.learn.learning.fit_side", _unfitted)

    def crashes(begun: Stage) -> None:
        if begun is stage:
            raise OSError("the machine was switched off")

    registry = Registry(tmp_path)
    registry.add(learned[1])
    registry.promote(learned[1].hash, by="Alma", why="better", at=AT)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(OSError, match="switched off"):
        learn(log, learner(tmp_path, crashes), at=AT)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Registry, Candidate]:
    """A candidate from the market in its week of poison, in a registry of its own."""
    asked = learner(tmp_path_factory.mktemp("models"))
    return asked.registry, learn(market(poisoned=True), asked, at=AT)[0]


def test_a_week_of_poison_is_held_back_and_not_learned(
    poisoned: tuple[Registry, Candidate],
) -> None:
    registry, candidate = poisoned
    assert [finding.code for finding in candidate.verdict.failed] == ["concentration"]
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(candidate.hash, by="Alma", why="new", at=AT)
    assert refusal.value.problem.code == "gate_said_no"


def test_the_registry_keeps_what_was_found_and_what_it_was_measured_on(
    poisoned: tuple[Registry, Candidate],
) -> None:
    registry, candidate = poisoned
    assert [jump["organisation"] for jump in registry.jumps()] == ["org-5"]
    told = next(entry for entry in registry.history() if entry["what"] == "added")
    assert (told["since"][:10], told["until"][:10]) == ("2026-05-18", "2026-06-01")
    assert told["log"] == json.loads(candidate.files["datasheet.json"])["log"]


def test_a_poisoned_week_is_found_though_no_older_one_is_remembered(
    poisoned: tuple[Registry, Candidate], tmp_path: Path
) -> None:
    asked = learner(tmp_path)
    short = replace(asked.config, remembered_days=14.0, held_out_days=3.5)
    candidate, _ = learn(market(poisoned=True), replace(asked, config=short), at=AT)
    assert "concentration" in {finding.code for finding in candidate.verdict.failed}
    assert _rows(candidate) < _rows(poisoned[1])


def _rows(candidate: Candidate) -> int:
    rows: int = json.loads(candidate.files["datasheet.json"])["learned"]["talent"]["rows"]
    return rows


def test_a_log_that_begins_after_an_earlier_one_is_noticed(
    log: Log, learned: Learned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bool] = []

    def overheard(*_: Artefact | Opened, whole_past: bool, **__: object) -> Examined:
        heard.append(whole_past)
        return learned[2]

    monkeypatch.setattr("training.learn.learning.fit_side", _unfitted)
    monkeypatch.setattr("training.learn.learning.examine", overheard)
    asked = learner(tmp_path)
    asked.registry.add(learned[1])
    for part in (log, log.since(datetime(2026, 4, 1, tzinfo=UTC))):
        learn(part, asked, at=AT)
    assert heard == [True, False]


def test_what_serves_is_compared_with_what_served_before(log: Log, learned: Learned) -> None:
    registry, candidate, first = learned
    place = registry.folder / candidate.hash
    said = (place / "report.json").read_bytes()
    registry.promote(candidate.hash, by="Alma", why="better", at=AT)
    again, anew = examine_anew(candidate.hash, log, learner(registry.folder))
    earlier = place / "earlier" / str(registry.judgements(candidate.hash) - 1)
    registry.rollback(by="Alma", why="the test is over", at=AT)
    assert again.against is None
    assert anew.evaluation.looking_back
    assert anew.evaluation.serving == first.evaluation.serving == day_zero().hash
    assert (earlier / "report.json").read_bytes() == said


def test_a_fit_that_does_not_settle_is_a_refusal(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object) -> FittedSide:
        raise NotSettled("A step still promises 1.")

    monkeypatch.setattr("training.learn.learning.fit_side", endless)
    with pytest.raises(LearningRefused) as refusal:
        learn(log, learner(tmp_path), at=AT)
    assert refusal.value.problem.code == "fit_not_settled"
    assert "what serves goes on" in str(refusal.value)


@pytest.fixture(scope="module")
def repeated(
    log: Log, learned: Learned, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Candidate, Mapping[str, Any]]:
    """The same learned again while it serves, and what its examination was asked."""
    asked: dict[str, Any] = {}

    def examined(candidate: Artefact, serving: Artefact, _: Opened, **told: Any) -> Examined:
        asked.update(told, serving=serving.model.hash)
        return learned[2]

    registry = Registry(tmp_path_factory.mktemp("models"))
    registry.add(replace(learned[1], files={**learned[1].files, PROVIDERS: AS_IT_SERVES}))
    registry.promote(learned[1].hash, by="Alma", why="better", at=AT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("training.learn.learning.examine", examined)
        return learn(log, learner(registry.folder), at=AT)[0], asked


def test_learning_what_serves_again_is_no_comparison_with_itself(
    learned: Learned, repeated: tuple[Candidate, Mapping[str, Any]]
) -> None:
    again, asked = repeated
    assert (again.hash, again.against) == (learned[1].hash, None)
    assert (asked["serving"], asked["looking_back"]) == (day_zero().hash, True)


def test_a_side_that_too_few_decided_on_is_drawn_as_it_serves(
    learned: Learned, repeated: tuple[Candidate, Mapping[str, Any]]
) -> None:
    assert "0 rækker" in learned[1].files[PROVIDERS].decode()
    assert repeated[0].files[PROVIDERS] == AS_IT_SERVES


def test_a_model_is_measured_anew_on_what_it_has_not_seen(learned: Learned) -> None:
    registry, candidate, _ = learned
    before = (registry.folder / candidate.hash / "model.json").stat().st_ino
    anew, examined = examine_anew(candidate.hash, market(seed=9), learner(registry.folder))
    assert examined.evaluation.since.startswith("2026-05-18")
    assert anew.verdict.promote
    assert (registry.folder / candidate.hash / "model.json").stat().st_ino == before


@pytest.fixture
def serves(learned: Learned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A registry in which the candidate serves, where nothing is examined."""
    monkeypatch.setattr("training.learn.learning.examine", lambda *_, **__: learned[2])
    registry = Registry(tmp_path)
    registry.add(learned[1])
    registry.promote(learned[1].hash, by="Alma", why="better", at=AT)
    return registry


@pytest.mark.parametrize("text", ["{}", None])
def test_where_what_serves_cannot_be_loaded_nothing_is_judged_against_day_zero(
    text: str | None, log: Log, learned: Learned, serves: Registry
) -> None:
    own = learned[1].hash
    path = serves.folder / own / "model.json"
    path.unlink() if text is None else path.write_text(text)
    asked, before = learner(serves.folder), serves.history()
    for work in (partial(learn, log, asked, at=AT), partial(examine_anew, own, log, asked)):
        with pytest.raises(RegistryRefused) as refusal:
            work()
        assert refusal.value.problem.code == "model_broken"
        assert "samspil rollback" in str(refusal.value)
    assert serves.history() == before


def test_a_data_sheet_that_is_lost_is_not_made_up(
    log: Log, learned: Learned, serves: Registry
) -> None:
    place = serves.folder / learned[1].hash
    (place / "datasheet.json").unlink()
    anew, _ = examine_anew(learned[1].hash, log, learner(serves.folder))
    assert "datasheet.json" not in anew.files
    assert not (place / "datasheet.json").exists()
    assert "data sheet is lost" in (place / "card.md").read_text()


def test_where_nobody_is_measured_what_was_said_before_holds(
    log: Log, learned: Learned, serves: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, candidate, examined = learned
    trials = {side: _of_nobody(one) for side, one in examined.evaluation.trials.items()}
    nobody = replace(examined, evaluation=replace(examined.evaluation, trials=trials))
    monkeypatch.setattr("training.learn.learning.examine", lambda *_, **__: nobody)
    before = serves.history()
    with pytest.raises(LearningRefused, match="Nobody can be measured") as refusal:
        examine_anew(candidate.hash, log, learner(serves.folder))
    assert refusal.value.problem.code == "nobody_measured"
    assert serves.history() == before


def _of_nobody(trial: Trial) -> Trial:
    return replace(trial, differences={name: Figure(np.nan) for name in trial.differences})


@pytest.mark.parametrize("lacks", ["set_aside", "log"])
def test_what_is_no_data_sheet_is_refused(
    lacks: str, log: Log, learned: Learned, serves: Registry
) -> None:
    path = serves.folder / learned[1].hash / "datasheet.json"
    told = json.loads(path.read_text())
    del told[lacks]
    path.write_text(json.dumps(told))
    with pytest.raises(RegistryRefused) as refusal:
        examine_anew(learned[1].hash, log, learner(serves.folder))
    assert refusal.value.problem.code == "registry_damaged"


def test_what_people_did_together_is_learned_and_named_by_the_model(
    log: Log, tmp_path: Path
) -> None:
    plain = learner(tmp_path)
    asked = replace(plain, config=replace(CONFIG, behaviour=BehaviourConfig()))
    candidate, _ = learn(log, asked, at=AT)
    artefact = load_folder(tmp_path / candidate.hash)
    assert artefact.behaviour is not None
    assert artefact.model.behaviour_hash == artefact.behaviour.hash


def test_without_counterfactuals_nothing_passes(log: Log, tmp_path: Path) -> None:
    candidate, _ = learn(log, replace(learner(tmp_path), swaps=lambda _: ()), at=AT)
    assert "counterfactuals_missing" in {f.code for f in candidate.verdict.failed}
