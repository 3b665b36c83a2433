"""``samspil round``."""

import json

import pytest

from service.commands.exits import ExitCode
from service.i18n import catalogue
from service.settings import Settings
from service.store import TALENTS, connect, writing
from service.store.rounds import RoundState
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
    said = "With Alma Testrup (tal-2): together or not at all; not all of them say so."
    assert said in filled(*wish).stdout
    put = json.loads(filled(*wish, "--or-alone", "--json").stdout)
    assert (put["together_only"], put["companions"]) == (False, ["tal-2"])


def test_the_answer_is_read_with_the_wishes_once_it_is_published(filled: Cli) -> None:
    key = opened(filled)
    filled("round", "run", key, *AFTER)
    filled("round", "publish", key, *AFTER)
    told = filled("round", "wishes", key, "tal-1", *AFTER, "--lang", "en").stdout
    assert "You are offered a seat: your wish number 1." in told


def test_an_offer_ranks_and_refuses_and_sees_who_wishes(filled: Cli) -> None:
    key = opened(filled)
    ranked = filled("round", "rank", key, "off-1", "--tier", "tal-1", *BEFORE, "--json")
    (one,) = json.loads(ranked.stdout)["applicants"]
    assert (one["talent"], one["rank"], one["card"]["name"]) == ("tal-1", 1, "Ali Prøve")
    assert filled("round", "rank", key, "off-1", "--refuse", "tal-1", *BEFORE).exit_code == 0
    assert "refused" in filled("round", "applicants", key, "off-1", *BEFORE).stdout
    ran = json.loads(filled("round", "run", key, *AFTER, "--json").stdout)
    assert ran["outcome"]["placed"] == 0


def test_a_round_is_danish_where_asked_to_with_names_and_titles(filled: Cli) -> None:
    key = opened(filled)
    danish = ("--lang", "da")
    assert "Lukket" in filled("round", "list", *AFTER, *danish).stdout
    filled("round", "run", key, *AFTER)
    shown = filled("round", "show", key, *AFTER, *danish).stdout
    assert all(one in shown for one in ("Heraf deres første ønske", "Pladser", "personerne"))
    assert all(one in shown for one in ("Ali Prøve", "tal-1", "Beats for begyndere", "off-1"))
    assert "_" not in shown, "a field's own name is no word"
    assert "Spurgt: 1." in filled("round", "publish", key, *AFTER, *danish).stdout
    wished = filled("round", "wishes", key, "tal-1", *AFTER, *danish).stdout
    assert "gik i opfyldelse" in wished


def test_that_nobody_wishes_is_said(filled: Cli) -> None:
    assert "Der er ingen runder endnu." in filled("round", "list", "--lang", "da").stdout
    key = opened(filled)
    gone = filled("round", "withdraw", key, "tal-1", *BEFORE, "--lang", "da").stdout
    assert gone == "Ali Prøve (tal-1) har ingen ønsker i runden.\n"
    nobody = filled("round", "applicants", key, "off-1", *BEFORE, "--lang", "da").stdout
    assert nobody == "Ingen har ønsket off-1.\n"


def test_every_figure_of_a_run_has_its_words(filled: Cli) -> None:
    key = opened(filled)
    ran = json.loads(filled("round", "run", key, *AFTER, "--json").stdout)
    assert {f"figure_{name}" for name in ran["outcome"]} <= catalogue()["rounds"].keys()
    assert {f"state_{one.value}" for one in RoundState} <= catalogue()["rounds"].keys()


def test_a_round_is_opened_for_a_municipality_by_its_name(filled: Cli) -> None:
    made = filled(*OPEN, *BEFORE, "--municipality", "Ishøj", "--json")
    assert json.loads(made.stdout)["municipality"] == "0183"


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
        ("open Twice --offer off-1 --offer off-1 --closes 2026-09-05", ExitCode.USAGE, "--offer"),
        ("open Here --offer off-1 --closes 2026-09-05 --municipality x", ExitCode.USAGE, "--munic"),
        (f"open {'L' * 301} --offer off-1 --closes 2026-09-05", ExitCode.USAGE, "TITLE"),
    ],
)
def test_what_is_wrong_names_the_option(
    filled: Cli, words: str, exit_code: ExitCode, said: str
) -> None:
    key = opened(filled)
    refused = filled("round", *words.replace("ROUND", key).split(), *BEFORE)
    assert (refused.exit_code, said in refused.stderr) == (exit_code, True), refused.stderr
