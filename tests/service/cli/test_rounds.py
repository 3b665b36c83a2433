"""``samspil round``."""

import json

import pytest

from service.commands.exits import ExitCode
from service.settings import Settings
from service.store import TALENTS, connect, writing
from tests.factories import talent
from tests.service.api.house import NOW
from tests.service.cli.conftest import Cli

OFFERS = ("--offer", "off-1", "--offer", "off-2")
OPEN = ("round", "open", "Øvelokaler", *OFFERS, "--closes", "2026-09-05")
BEFORE, AFTER = ("--now", "2026-09-01"), ("--now", "2026-09-06")


def opened(cli: Cli) -> str:
    made = cli(*OPEN, *BEFORE, "--seed", 3, "--json")
    assert made.exit_code == ExitCode.OK, made.stderr
    found: str = json.loads(made.stdout)["id"]
    wished = cli("round", "wish", found, "tal-1", "--offer", "off-1", *BEFORE)
    assert wished.exit_code == ExitCode.OK, wished.stderr
    return found


def test_a_round_is_run_shown_and_published(filled: Cli) -> None:
    key = opened(filled)
    ran = json.loads(filled("round", "run", key, *AFTER, "--json").stdout)
    assert ran["outcome"]["placed"] == 1
    assert "off-1" in filled("round", "show", key).stdout
    published = json.loads(filled("round", "publish", key, *AFTER, "--json").stdout)
    assert published["asked"] == 1
    (listed,) = json.loads(filled("round", "list", "--json").stdout)["rounds"]
    assert (listed["id"], listed["state"]) == (key, "published")


def test_a_round_can_be_called_off(filled: Cli) -> None:
    key = opened(filled)
    assert filled("round", "cancel", key, *BEFORE).exit_code == ExitCode.OK
    refused = filled("round", "run", key, *AFTER, "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "round_settled"


def test_a_round_that_is_not_there_is_said_so(filled: Cli) -> None:
    assert filled("round", "show", "nothing").exit_code == ExitCode.UNKNOWN


def test_wishes_are_put_shown_and_taken_back(filled: Cli) -> None:
    key = opened(filled)
    wish = ("round", "wish", key, "tal-1", "--offer", "off-2", "--offer", "off-1")
    put = json.loads(filled(*wish, *BEFORE, "--json").stdout)
    assert [one["offer"] for one in put["wishes"]] == ["off-2", "off-1"]
    shown = json.loads(filled("round", "wishes", key, "tal-1", *BEFORE, "--json").stdout)
    assert shown == put
    assert filled("round", "withdraw", key, "tal-1", *BEFORE).exit_code == ExitCode.OK
    gone = json.loads(filled("round", "wishes", key, "tal-1", *BEFORE, "--json").stdout)
    assert gone["wishes"] == []


def test_companions_are_named_and_it_is_said_who_agrees(filled: Cli) -> None:
    engine = connect(Settings().url)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-2")], now=NOW)
    engine.dispose()
    key = opened(filled)
    wish = ("round", "wish", key, "tal-1", "--offer", "off-1", "--companion", "tal-2", *BEFORE)
    assert "With tal-2: together or not at all; not all of them say so." in filled(*wish).stdout
    put = json.loads(filled(*wish, "--or-alone", "--json").stdout)
    assert (put["together_only"], put["companions"]) == (False, ["tal-2"])


def test_the_answer_is_read_with_the_wishes_once_it_is_published(filled: Cli) -> None:
    key = opened(filled)
    filled("round", "run", key, *AFTER)
    filled("round", "publish", key, *AFTER)
    told = filled("round", "wishes", key, "tal-1", *AFTER, "--lang", "en").stdout
    assert "You have a seat: your wish number 1." in told


def test_an_offer_ranks_and_refuses_and_sees_who_wishes(filled: Cli) -> None:
    key = opened(filled)
    ranked = filled("round", "rank", key, "off-1", "--tier", "tal-1", *BEFORE, "--json")
    (one,) = json.loads(ranked.stdout)["applicants"]
    assert (one["talent"], one["rank"], one["card"]["name"]) == ("tal-1", 1, "Ali Prøve")
    assert filled("round", "rank", key, "off-1", "--refuse", "tal-1", *BEFORE).exit_code == 0
    assert "refused" in filled("round", "applicants", key, "off-1", *BEFORE).stdout
    ran = json.loads(filled("round", "run", key, *AFTER, "--json").stdout)
    assert ran["outcome"]["placed"] == 0


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        ("wish ROUND tal-1 --offer off-1 --offer off-1", ExitCode.USAGE, "--offer"),
        ("wish ROUND tal-1 --offer off-1 --companion tal-1", ExitCode.USAGE, "--companion 1"),
        ("wish ROUND tal-1 --offer nothing", ExitCode.FAILED, "nothing"),
        ("wish ROUND tal-9 --offer off-1", ExitCode.UNKNOWN, "no talent"),
        ("rank ROUND off-1 --tier tal-9", ExitCode.FAILED, "tal-9"),
        ("rank ROUND off-1 --tier tal-1 --refuse tal-1", ExitCode.FAILED, "tal-1"),
        ("rank ROUND off-1 --tier tal-1,", ExitCode.USAGE, "--tier 1 2"),
        ("open Late --offer off-1 --closes 2026-08-01", ExitCode.USAGE, "--closes"),
    ],
)
def test_what_is_wrong_names_the_option(
    filled: Cli, words: str, exit_code: ExitCode, said: str
) -> None:
    key = opened(filled)
    refused = filled("round", *words.replace("ROUND", key).split(), *BEFORE)
    assert (refused.exit_code, said in refused.stderr) == (exit_code, True), refused.stderr
