"""``samspil search``."""

import json

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
    assert failed.exit_code == ExitCode.FAILED
    assert "--near: We do not know this place. Did you mean Ishøj" in " ".join(
        failed.stderr.split()
    )


def test_words_that_are_none_are_refused(filled: Cli) -> None:
    failed = filled("search", "offers", "!!", *AS_OF)
    assert failed.exit_code == ExitCode.FAILED
    assert "Must hold at least one word" in failed.stderr
