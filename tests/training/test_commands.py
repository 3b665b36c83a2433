"""The commands of models: what they print, what they change, and their exit status."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.training.learn.markets import market
from tests.training.registry.models import NO, candidate, model
from training.cli import commands
from training.data import save_log
from training.learn.examining import Examined
from training.learn.learning import Learner, examine_anew
from training.learn.reference import Reference
from training.registry import Candidate, Evaluation, Finding, Registry, Verdict

ONE, TWO = model(1).hash, model(2).hash
WHO = ["--by", "Alma", "--why", "better on held-out time", "--now", "2026-09-07"]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    Registry(folder).add(candidate(1))
    return folder


def call(folder: Path, *words: str, status: int = 0) -> str:
    answer = CliRunner().invoke(commands, [*words, "--models", str(folder)])
    assert answer.exit_code == status, answer.output
    return answer.stdout if status == 0 or "--json" in words else answer.stderr


def test_a_promoted_model_serves(models: Path) -> None:
    assert f"{ONE} serves from the next request on" in call(models, "promote", ONE[:6], *WHO)
    assert Registry(models).serving() == ONE


def test_json_is_the_pointer_that_the_service_reads(models: Path) -> None:
    told = json.loads(call(models, "promote", ONE, *WHO, "--json"))
    assert told == json.loads((models / "serving.json").read_text())
    assert told["at"] == "2026-09-07T00:00:00+00:00"


def test_the_gates_no_ends_with_3_and_forcing_does_not(models: Path) -> None:
    Registry(models).add(candidate(2, verdict=NO))
    assert "The gate holds" in call(models, "promote", TWO, *WHO, status=3)
    call(models, "promote", TWO, *WHO, "--force")
    assert Registry(models).history()[-1]["forced"] is True


def test_an_unknown_model_ends_with_4(models: Path) -> None:
    told = json.loads(call(models, "promote", "nobody", *WHO, "--json", status=4))
    assert told["error"]["code"] == "model_unknown"


def test_nothing_to_go_back_from_ends_with_1(models: Path) -> None:
    assert "nothing to go back from" in call(models, "rollback", *WHO, status=1)


def test_going_back_names_what_serves_now(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    said = call(models, "rollback", *WHO)
    assert "Day zero serves" in said
    assert "no model before it" in said


@pytest.mark.parametrize("words", [["promote", ONE], ["rollback"]])
def test_who_and_why_must_be_said(models: Path, words: list[str]) -> None:
    call(models, *words, status=2)


def test_the_list_shows_which_one_serves(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    assert "●" in call(models, "models")
    told = json.loads(call(models, "models", "--json"))
    assert told["serving"]["model"] == ONE
    assert [(one["model"], one["serves"]) for one in told["models"]] == [(ONE, True)]


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    told = json.loads(call(tmp_path, "models", "--json"))
    assert told == {"serving": None, "trouble": [], "models": []}


@pytest.mark.parametrize(
    "words",
    [
        ["models"],
        ["jump", "list"],
        ["jump", "clear", "7", *WHO],
        ["promote", ONE, *WHO],
        ["rollback", *WHO],
        ["rollback", "--to", "day-zero", *WHO],
        ["evaluate", ONE, "--log", "."],
    ],
)
def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(
    tmp_path: Path, words: list[str]
) -> None:
    told = json.loads(call(tmp_path / "typo", *words, "--json", status=2))
    assert told["error"]["code"] == "registry_absent"
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(("by", "why", "asks"), [("", "x", "Say who"), ("Alma", "", "Say why")])
def test_what_is_not_said_is_asked_for(models: Path, by: str, why: str, asks: str) -> None:
    assert asks in call(models, "promote", ONE, "--by", by, "--why", why, status=2)


@pytest.mark.parametrize("name", ["history.jsonl", "jumps.jsonl"])
def test_a_damaged_line_is_in_the_list(models: Path, name: str) -> None:
    with (models / name).open("a") as stream:
        stream.write("garbage\n")
    (trouble,) = json.loads(call(models, "models", "--json"))["trouble"]
    assert name in trouble


def test_where_pointer_and_history_are_damaged_neither_is_said_to_count(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    (models / "serving.json").write_text("[]")
    (models / "history.jsonl").write_text("garbage\n")
    back = ["rollback", "--to", "day-zero", *WHO, "--models", str(models)]
    answer = CliRunner().invoke(commands, back)
    assert answer.exit_code == 0, answer.output
    assert "counts instead" not in " ".join(answer.stderr.split())
    assert "nothing says what served" in " ".join(answer.stderr.split())


def test_a_model_that_was_rolled_back_is_not_called_passed(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    call(models, "rollback", *WHO)
    assert "judge anew" in call(models, "models")
    (told,) = json.loads(call(models, "models", "--json"))["models"]
    assert told["hindered"] == "verdict_before_rollback"


def test_what_a_command_asks_for_is_not_cut_at_80_columns(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = {"organisation": "sim-g0053-of-copenhagen", "week": "2026-03-01", "until": "2026-03-08"}
    shares = {"share": 0.4, "expected": 0.1, "devoted": 0.9}
    Registry(models).add(replace(candidate(2, against=ONE), jumps=[{**found, **shares}]))
    listed, jumps = call(models, "models"), call(models, "jump", "list")
    assert "…" not in listed + jumps
    assert TWO in listed
    assert all(date in jumps for date in ("2026-03-01", "2026-03-08"))


def test_a_damaged_pointer_is_said_aloud_and_made_anew(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    (models / "serving.json").write_text("[]")
    told = json.loads(call(models, "models", "--json"))
    assert told["serving"] is None
    assert "serving.json does not say" in told["trouble"][0]
    answer = CliRunner().invoke(commands, ["rollback", *WHO, "--models", str(models)])
    assert answer.exit_code == 0
    assert "history.jsonl" in answer.stderr
    assert json.loads((models / "serving.json").read_text())["model"] is None


def test_what_is_passed_over_on_the_way_back_is_said(models: Path) -> None:
    registry = Registry(models)
    call(models, "promote", ONE, *WHO)
    for number, before in ((2, ONE), (3, TWO)):
        registry.add(candidate(number, against=before))
        call(models, "promote", model(number).hash, *WHO)
    (models / TWO / "model.json").write_text("{")
    back = CliRunner().invoke(commands, ["rollback", *WHO, "--models", str(models)])
    assert back.exit_code == 0
    assert f"{TWO} cannot be served" in back.stderr
    assert registry.serving() == ONE


def test_day_zero_is_one_command_away(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    Registry(models).add(candidate(2, against=ONE))
    call(models, "promote", TWO, *WHO)
    assert "Day zero serves" in call(models, "rollback", "--to", "day-zero", *WHO)
    assert Registry(models).serving() is None


def test_a_jump_is_listed_until_somebody_clears_it(models: Path) -> None:
    found = {"organisation": "org-4", "week": "2026-03-01", "until": "2026-03-08", "share": 0.4}
    Registry(models).add(replace(candidate(2), jumps=[found]))
    (jump,) = json.loads(call(models, "jump", "list", "--json"))["jumps"]
    assert "org-4" in call(models, "jump", "list")
    assert "org-4 got from 2026-03-01 to" in call(models, "jump", "clear", jump["id"], *WHO)
    told = json.loads(call(models, "jump", "list", "--json"))
    assert (told["jumps"], told["cleared"][0]["by"]) == ([], "Alma")
    assert "No jump" in call(models, "jump", "clear", jump["id"], *WHO, status=4)


def test_a_pointer_to_nothing_is_in_the_list(models: Path) -> None:
    call(models, "promote", ONE, *WHO)
    (models / ONE).rename(models / "elsewhere")
    told = json.loads(call(models, "models", "--json"))
    assert f"names {ONE}, which is not there" in told["trouble"][0]


def test_a_broken_model_is_called_so(models: Path) -> None:
    (models / ONE / "model.json").write_text("{")
    assert "broken" in call(models, "models")


def test_a_place_that_is_no_folder_is_refused_before_the_log_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = call(tmp_path / "file", "train", "ranker", "--log", str(tmp_path), status=1)
    assert "Models cannot be kept in" in told


def test_a_folder_that_is_no_log_is_said(models: Path, tmp_path: Path) -> None:
    told = call(models, "train", "ranker", "--log", str(tmp_path), status=1)
    assert "log.json is not in" in " ".join(told.split())


def test_training_points_to_what_it_set_aside(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = Finding("concentration", passed=True, params={"set_aside": 1})
    verdict = Verdict(promote=False, findings=(aside, *NO.findings))
    evaluation = Evaluation(candidate=TWO, serving=ONE, since="", until="", trials={})
    reference = Reference(features={}, score=np.zeros(10, dtype=np.int64), done={}, shown=0)
    examined = Examined(evaluation=evaluation, verdict=verdict, reference=reference)
    learned = (candidate(2, verdict=verdict), examined)
    monkeypatch.setattr("training.commands.learning.learn", lambda *_, **__: learned)
    told = call(models, "train", "ranker", "--log", str(models), status=3)
    assert f"samspil jump list --models {models}" in told.replace("\n", "")


def test_learning_promoting_and_measuring_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = (Finding("name_swap", passed=True),)
    monkeypatch.setattr("training.commands.learning._swapped", lambda *_: swapped)
    log, folder = tmp_path / "log", tmp_path / "models"
    save_log(market(), log)
    told = json.loads(call(folder, "train", "ranker", "--log", str(log), "--json"))
    assert told["promote"]
    call(folder, "promote", told["model"], *WHO)
    audit = tmp_path / "log-audit.csv"
    audit.write_text("talent;gender\n" + "".join(f"tal-{n};pige\n" for n in range(20)))
    words = ["--log", str(log), "--models", str(folder), "--audit", str(audit)]
    measured: list[tuple[Candidate, Examined]] = []

    def remembered(model: str, source: Path, learner: Learner) -> tuple[Candidate, Examined]:
        measured.append(examine_anew(model, source, learner))
        return measured[0]

    monkeypatch.setattr("training.commands.learning.examine_anew", remembered)
    said = CliRunner().invoke(commands, ["evaluate", told["model"], *words])
    assert said.exit_code == 0
    assert "of the talents measured on have themselves told" in " ".join(said.stderr.split())
    assert "compared with what did before: day zero" in " ".join(said.stdout.split())
    call(folder, "rollback", *WHO)
    same, examined = measured[0]
    later = replace(examined, evaluation=replace(examined.evaluation, looking_back=False))
    monkeypatch.setattr("training.commands.learning.examine_anew", lambda *_: (same, later))
    again = CliRunner().invoke(commands, ["evaluate", told["model"], *words])
    assert again.exit_code == 3
    assert "samspil promote" not in again.stdout
    assert "There was a rollback" in again.stdout
