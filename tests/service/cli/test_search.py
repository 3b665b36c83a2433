"""``samspil search``."""

import json

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


def test_offers_are_found_by_words_with_the_reasons(filled: Cli) -> None:
    said = filled("search", "offers", "beats", *AS_OF).stdout
    assert "Beats for begyndere" in said
    assert "The words: beats" in said


def test_talents_are_found_by_name_for_who_works_there(filled: Cli) -> None:
    answer = json.loads(filled("search", "talents", "rapper", *AS_OF, "--json").stdout)
    assert all(item["talent"]["name"] for item in answer["items"])
    assert answer["query"] == "rapper"


def test_a_place_that_is_none_says_which_are_near(filled: Cli) -> None:
    failed = filled("search", "talents", "sang", "--near", "Ishøjj", *AS_OF)
    assert failed.exit_code == ExitCode.USAGE
    assert "--near: We do not know this place. Did you mean Ishøj" in " ".join(
        failed.stderr.split()
    )


@pytest.mark.parametrize(
    ("words", "option", "code", "text"),
    [
        (("!!",), "WORDS", "no_word", "Must hold at least one word"),
        (("",), "WORDS", "no_word", "Must hold at least one word"),
        (("sang", "--near", "9999"), "--near", "unknown_place", "We do not know this place"),
        (("sang", "--max-km", 5), "--near", "near_missing", "Say from where to measure"),
    ],
)
@pytest.mark.parametrize("kind", ["offers", "talents"])
def test_what_cannot_be_searched_for_is_said_by_its_option(
    filled: Cli, kind: str, words: tuple[object, ...], option: str, code: str, text: str
) -> None:
    failed = filled("search", kind, *words, *AS_OF, "--json")
    (fault,) = json.loads(failed.stdout)["error"]["errors"]
    assert failed.exit_code == ExitCode.USAGE
    assert (fault["option"], fault["code"]) == (option, code)
    assert text in fault["detail"]
    assert f"{option}: {text}" in " ".join(failed.stderr.split())
    assert "See errors" not in failed.stderr


def test_without_json_what_is_wrong_is_said_on_stderr_alone(filled: Cli) -> None:
    assert filled("search", "offers", "!!", *AS_OF).stdout == ""


@pytest.mark.parametrize("far", ["-1", "nan", "inf"])
def test_a_radius_that_is_none_is_called_wrongly(filled: Cli, far: str) -> None:
    failed = filled("search", "offers", "pop", "--near", "4000", "--max-km", far)
    assert failed.exit_code == ExitCode.USAGE
