"""``samspil pathway`` and ``samspil gaps``."""

import json
from pathlib import Path

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


def test_a_pathway_shows_here_and_what_is_missing(filled: Cli) -> None:
    said = filled("pathway", "tal-1", *AS_OF, "--goal", "learn").stdout
    assert "You are here: ready for the first step (Local)" in said
    assert "Beats for begyndere" in said
    assert "None yet" in said


def test_json_is_what_the_api_answers(filled: Cli) -> None:
    answer = json.loads(filled("pathway", "tal-1", *AS_OF, "--json").stdout)
    assert [step["position"] for step in answer["steps"]] == [1, 2, 3]


def test_an_unknown_talent_has_no_pathway(filled: Cli) -> None:
    assert filled("pathway", "nobody", *AS_OF).exit_code == ExitCode.UNKNOWN


def test_an_unknown_goal_is_a_wrong_call(filled: Cli) -> None:
    refused = filled("pathway", "tal-1", *AS_OF, "--goal", "lern")
    assert refused.exit_code == ExitCode.USAGE
    assert "--goal" in refused.stderr


def test_gaps_are_a_table_and_a_spreadsheet(filled: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "gaps.csv"
    said = filled("gaps", *AS_OF, "--by", "role", "--csv", sheet).stdout
    assert "Producer" in said
    assert "hidden" in said
    assert sheet.read_text(encoding="utf-8-sig").startswith("Code;Term;")
