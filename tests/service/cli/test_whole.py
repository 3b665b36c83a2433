"""The command as a whole: what it offers, and how it answers when it is called wrongly."""

import json
import re

import pytest

from matcher.vocabulary import Language
from service.auth import KEY_ROLES
from service.cli import commands
from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli


def test_it_offers_the_commands_of_both_packages(cli: Cli) -> None:
    said = cli("--help").output
    assert all(name in said for name in ("serve", "import", "recommend", "demo", "bench"))


def test_it_says_its_version(cli: Cli) -> None:
    assert re.fullmatch(r"samspil \d+\.\d+\.\d+\n", cli("--version").output)


def test_a_misspelled_command_is_answered_with_the_nearest(cli: Cli) -> None:
    answer = cli("exprot")
    assert answer.exit_code == ExitCode.USAGE
    assert "Did you mean 'export'" in answer.stderr


def test_the_service_alone_knows_nothing_of_training() -> None:
    assert "bench" not in {command.name for command in commands.registered_commands}


def test_help_names_every_role_that_a_key_can_have(cli: Cli) -> None:
    said = cli("key", "create", "--help").output
    assert all(role.value in said for role in KEY_ROLES)


def test_an_unknown_language_is_answered_with_those_there_are(cli: Cli) -> None:
    answer = cli("recommend", "offers", "tal-1", "--lang", "sv")
    assert answer.exit_code == ExitCode.USAGE
    assert all(language in answer.stderr for language in Language)


def test_a_setting_that_cannot_be_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPIL_TIME_ZONE", "Europe/Atlantis")
    answer = cli("key", "list")
    assert answer.exit_code == ExitCode.USAGE
    assert "SAMSPIL_TIME_ZONE" in answer.stderr
    assert "docs/settings.md" in answer.stderr


@pytest.mark.parametrize("words", [("key", "list"), ("recommend", "offers", "x"), ("export", "x")])
def test_without_a_store_it_says_how_to_fill_one(cli: Cli, words: tuple[str, ...]) -> None:
    answer = cli(*words)
    assert answer.exit_code == ExitCode.FAILED
    assert "samspil demo" in answer.stderr
    assert answer.stdout == ""


def test_whatever_fails_is_one_json_value_where_json_was_asked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = cli("key", "list", "--json")
    assert json.loads(answer.stdout)["error"]["code"] == "failed"
    monkeypatch.setenv("SAMSPIL_TIME_ZONE", "Europe/Atlantis")
    monkeypatch.setenv("SAMSPIL_WORKERS", "none")
    answer = cli("key", "list", "--json")
    told = json.loads(answer.stdout)["error"]
    assert (answer.exit_code, told["code"]) == (ExitCode.USAGE, "usage")
    assert all(name in told["detail"] for name in ("SAMSPIL_TIME_ZONE", "SAMSPIL_WORKERS"))


def test_a_database_that_does_not_answer_is_said_in_a_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMSPIL_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    answer = cli("key", "list")
    assert answer.exit_code == ExitCode.FAILED
    assert "The database says" in answer.stderr
