"""``samspil cohort``."""

import json

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


def test_a_group_is_proposed_changed_and_published(filled: Cli) -> None:
    wish = '[{"aim": "role", "code": "rapper", "min": 1}]'
    first = filled("cohort", "propose", "off-1", "--aims", wish, *AS_OF, "--json")
    group = json.loads(first.stdout)
    assert [one["talent"]["id"] for one in group["members"]] == ["tal-1"]

    decided = ("--leave-out", "tal-1", "--reason", "Er allerede på et andet hold")
    changed = filled("cohort", "change", "off-1", group["id"], *decided, *AS_OF).stdout
    assert "this aim alone" in changed
    assert "was in" in changed
    shown = filled("cohort", "show", "off-1", group["id"], *AS_OF, "--lang", "da").stdout
    assert "dette ønske alene" in shown
    assert "holdt ude tal-1 (var på holdet)" in shown
    released = ("--release", "tal-1", "--reason", "Vil gerne")
    filled("cohort", "change", "off-1", group["id"], *released, *AS_OF)
    done = filled("cohort", "publish", "off-1", group["id"], "--proposal", 3, *AS_OF).stdout
    assert "tal-1 is invited." in done
    assert "Invited" in done
    assert group["id"] in filled("cohort", "list", "off-1", *AS_OF).stdout


def test_a_wish_that_cannot_be_used_says_where(filled: Cli) -> None:
    answer = filled("cohort", "propose", "off-1", "--seats", 99, *AS_OF)
    assert (answer.exit_code, "8 places" in answer.stderr) == (ExitCode.USAGE, True)
    assert filled("cohort", "propose", "off-1", "--aims", "[nonsense", *AS_OF).exit_code == 2
    answer = filled("cohort", "propose", "off-1", "--aims", "no-such.json", *AS_OF)
    assert (answer.exit_code, "no-such.json" in answer.stderr) == (ExitCode.USAGE, True)
    wrong = '[{"aim": "newcomer"}, {"aim": "newcomer", "min": -1, "at": 1}]'
    answer = filled("cohort", "propose", "off-1", "--aims", wrong, *AS_OF)
    assert answer.exit_code == ExitCode.USAGE
    assert all(f"--aims 2 {name}: " in answer.stderr for name in ("min", "at"))


def test_a_reason_that_cannot_be_kept_is_a_wrong_call(filled: Cli) -> None:
    group = json.loads(filled("cohort", "propose", "off-1", *AS_OF, "--json").stdout)
    decided = ("--leave-out", "tal-1", "--reason", "x" * 2001)
    answer = filled("cohort", "change", "off-1", group["id"], *decided, *AS_OF)
    assert (answer.exit_code, "reason" in answer.stderr) == (ExitCode.USAGE, True)


def test_an_unknown_group_is_unknown(filled: Cli) -> None:
    assert filled("cohort", "show", "off-1", "none", *AS_OF).exit_code == ExitCode.UNKNOWN


def test_what_goes_wrong_is_said_in_the_language_that_was_asked_for(filled: Cli) -> None:
    aims = '[{"aim": "role", "code": "rapperr", "min": 1}]'
    refused = filled("cohort", "propose", "off-1", "--aims", aims, *AS_OF, "--lang", "da")
    assert (refused.exit_code, "Mente du" in refused.stderr) == (ExitCode.USAGE, True)
    unknown = filled("cohort", "list", "nothing", *AS_OF, "--lang", "da")
    assert "Vi kender intet tilbud" in unknown.stderr


def test_that_there_is_no_group_yet_is_said(filled: Cli) -> None:
    said = filled("cohort", "list", "off-1", *AS_OF, "--lang", "da").stdout
    assert said == "Tilbuddet off-1 har intet hold endnu.\n"


def test_ids_of_groups_and_people_are_whole_in_a_narrow_window(
    filled: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    made = filled("cohort", "propose", "off-1", *AS_OF, "--json")
    group = json.loads(made.stdout)["id"]
    listed = filled("cohort", "list", "off-1", *AS_OF, "--lang", "da").stdout
    assert group in listed
    assert "Sat 1. september 2026" in listed
    shown = filled("cohort", "show", "off-1", group, *AS_OF, "--lang", "da").stdout
    assert all(one in shown for one in ("tal-1", "100 %"))
    assert "…" not in shown
