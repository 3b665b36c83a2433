"""``samspil export-log``."""

import json
from pathlib import Path

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli


def test_what_was_shown_is_written(filled: Cli, tmp_path: Path) -> None:
    filled("recommend", "offers", "tal-1", "--now", "2026-09-01")
    answer = filled("export-log", tmp_path / "log", "--now", "2026-09-02", "--json")
    assert answer.exit_code == ExitCode.OK
    told = json.loads(answer.stdout)
    assert told["rows"]["impressions"] >= 2
    assert told["left_out"] == {"erased_or_unknown": 0, "objected": 0}
    assert json.loads((tmp_path / "log" / "log.json").read_bytes())["rows"] == told["rows"]


def test_days_limit_what_is_written(filled: Cli, tmp_path: Path) -> None:
    filled("recommend", "offers", "tal-1", "--now", "2026-09-01")
    given = ("--from", "2026-09-02", "--to", "2026-09-03", "--now", "2026-09-05", "--json")
    told = json.loads(filled("export-log", tmp_path / "log", *given).stdout)
    assert told["rows"]["impressions"] == 0


def test_days_the_wrong_way_round_are_refused(filled: Cli, tmp_path: Path) -> None:
    answer = filled("export-log", tmp_path / "log", "--from", "2026-09-03", "--to", "2026-09-02")
    assert answer.exit_code == ExitCode.USAGE
    assert "--from: " in answer.stderr
    assert "2026-09-02" in answer.stderr
    assert not (tmp_path / "log").exists()


def test_people_are_told_what_was_written(filled: Cli, tmp_path: Path) -> None:
    answer = filled("export-log", tmp_path / "log")
    assert "0 impressions, 0 events" in answer.stdout
    assert "People left out: 0 erased or unknown, 0 objected." in answer.stdout


def test_a_folder_of_something_else_is_left_alone(filled: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "brev.txt").touch()
    answer = filled("export-log", folder)
    assert answer.exit_code == ExitCode.FAILED
    assert "something else than a log" in answer.stderr


def test_an_audit_is_written_beside_the_log(filled: Cli, tmp_path: Path) -> None:
    filled("recommend", "offers", "tal-1", "--now", "2026-09-01")
    answers = tmp_path / "svar.csv"
    answers.write_text("talent;gender\ntal-1;dreng\ntal-9;pige\n", encoding="utf-8")
    call = ("export-log", tmp_path / "log", "--now", "2026-09-02", "--audit", answers)
    told = json.loads(filled(*call, "--json").stdout)["audit"]
    assert told == {"file": str(tmp_path / "log-audit.csv"), "told": 1, "left_out": 1}
    assert "answers of 1 people" in filled(*call).stdout


def test_an_audit_that_is_none_is_refused_before_anything_is_written(
    filled: Cli, tmp_path: Path
) -> None:
    answers = tmp_path / "svar.csv"
    answers.write_text("talent,gender\ntal-1,dreng\n", encoding="utf-8")
    refused = filled("export-log", tmp_path / "log", "--audit", answers)
    assert refused.exit_code == ExitCode.USAGE
    assert "--audit: " in refused.stderr
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("linked", [False, True])
def test_answers_are_not_read_from_the_file_that_they_would_replace(
    filled: Cli, tmp_path: Path, linked: bool
) -> None:
    target, answers = tmp_path / "log-audit.csv", tmp_path / "svar.csv"
    kept = f"talent;gender\nt_{'0' * 32};pige\n"
    target.write_text(kept, encoding="utf-8")
    answers.symlink_to(target)
    refused = filled("export-log", tmp_path / "log", "--audit", answers if linked else target)
    assert refused.exit_code == ExitCode.USAGE
    assert "log-audit.csv" in refused.stderr
    assert target.read_text(encoding="utf-8") == kept
    assert not (tmp_path / "log").exists()
