"""``samspil connection``."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.actions.peers import MOST_PEERS
from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")
ORGANISATIONS = (
    "id;name;type;municipality;contact_email\norg-1;Klubben;youth_club;Ishøj;klub@example.org\n"
)
HEADER = "id;name;birth_date;municipality;roles;genres;meets_peers;email"
PEOPLE = (
    "tal-1;Ali Prøve;{born};Ishøj;rapper;hiphop;yes;ali@example.org",
    "tal-2;Bo Prøvesen;{born};Ishøj;producer;hiphop;yes;bo@example.org",
)


def settle(cli: Cli, folder: Path, *, born: str) -> None:
    """Two of an age who both want to meet others, and a club."""
    folder.mkdir()
    lines = [HEADER, *(line.format(born=born) for line in PEOPLE)]
    (folder / "talents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "organisations.csv").write_text(ORGANISATIONS, encoding="utf-8")
    assert cli("import", folder, *AS_OF).exit_code == ExitCode.OK


@pytest.fixture
def grown(cli: Cli, tmp_path: Path) -> Cli:
    """Calls ``samspil`` on a store with two adults."""
    settle(cli, tmp_path / "people", born="2004-02-01")
    return cli


@pytest.fixture
def young(cli: Cli, tmp_path: Path) -> Cli:
    """Calls ``samspil`` on a store with two of sixteen."""
    settle(cli, tmp_path / "people", born="2010-02-01")
    return cli


def told(cli: Cli, *words: object) -> Any:
    """What a command answers as JSON."""
    found = cli("connection", *words, *AS_OF, "--json")
    assert found.exit_code == ExitCode.OK, found.stderr
    return json.loads(found.stdout)


def ask(cli: Cli, *also: object) -> str:
    """Let the first ask the second; the connection's id."""
    seen = cli("recommend", "peers", "tal-1", *AS_OF, "--json")
    made = told(cli, "ask", "tal-1", json.loads(seen.stdout)["recommendation_id"], 1, *also)
    key: str = made["id"]
    return key


def standings(cli: Cli, talent: str) -> list[str]:
    return [one["standing"] for one in told(cli, "list", talent)["items"]]


def test_two_adults_ask_accept_and_reach_one_another(grown: Cli) -> None:
    key = ask(grown)
    assert (standings(grown, "tal-1"), standings(grown, "tal-2")) == (["waiting"], ["asked"])
    assert told(grown, "accept", "tal-2", key) == {"id": key, "standing": "connected"}
    (mine,) = told(grown, "list", "tal-1")["items"]
    assert mine["contact"] == {"name": "Bo Prøvesen", "email": "bo@example.org"}
    said = grown("connection", "list", "tal-1", *AS_OF).stdout
    assert "Producer" in said
    assert "bo@example" in said
    first = [line.split("│")[1].strip() for line in said.splitlines() if "│" in line]
    assert first[0] == key, "an id that is cut short cannot be given to the other commands"


def test_connections_are_told_in_danish(grown: Cli) -> None:
    danish = (*AS_OF, "--lang", "da")
    assert "ingen forbindelser" in grown("connection", "list", "tal-1", *danish).stdout
    assert "Ingen har begge" in grown("connection", "connected", *danish).stdout
    key = ask(grown)
    mine = grown("connection", "list", "tal-1", *danish).stdout
    assert all(one in mine for one in ("hvad nu", "venter på svar", "sagt af en administrator"))
    told(grown, "accept", "tal-2", key)
    both = grown("connection", "connected", *danish).stdout
    assert all(one in both for one in (key, "en under 18", "nej"))
    waiting = grown("connection", "connected", "--waiting", *danish).stdout
    assert waiting == "Ingen venter på en arrangør.\n"


def test_the_person_is_told_that_somebody_else_spoke(grown: Cli) -> None:
    told(grown, "accept", "tal-2", ask(grown))
    assert [told(grown, "list", one)["items"][0]["said_by"] for one in ("tal-1", "tal-2")] == [
        "admin",
        "admin",
    ]


def test_a_declined_ask_goes_on_waiting_and_can_be_withdrawn(grown: Cli) -> None:
    key = ask(grown)
    assert told(grown, "decline", "tal-2", key)["standing"] == "closed"
    assert standings(grown, "tal-1") == ["waiting"]
    assert told(grown, "withdraw", "tal-1", key)["standing"] == "closed"


def test_rather_not_is_never_told(grown: Cli) -> None:
    ask(grown, "--rather-not")
    assert standings(grown, "tal-1") == ["closed"]
    assert standings(grown, "tal-2") == []


def test_who_leaves_leaves_for_good(grown: Cli) -> None:
    key = ask(grown)
    told(grown, "accept", "tal-2", key)
    told(grown, "withdraw", "tal-1", key)
    refused = grown("connection", "accept", "tal-1", key, *AS_OF, "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "connection_ended"


def test_what_makes_no_sense_as_things_stand_is_refused_and_changes_nothing(grown: Cli) -> None:
    key = ask(grown)
    for verb, talent, better in (
        ("decline", "tal-1", "withdraw"),
        ("withdraw", "tal-2", "decline"),
    ):
        refused = grown("connection", verb, talent, key, *AS_OF)
        assert refused.exit_code == ExitCode.FAILED
        assert f"connection {better}" in refused.stderr
    assert (standings(grown, "tal-1"), standings(grown, "tal-2")) == (["waiting"], ["asked"])


def test_two_young_people_reach_one_another_through_an_organiser(young: Cli) -> None:
    key = ask(young)
    told(young, "accept", "tal-2", key)
    (waits,) = told(young, "connected", "--waiting")["items"]
    assert (waits["id"], waits["under_age"]) == (key, True)
    assert told(young, "organiser", key, "org-1") == {"id": key, "organiser": "org-1"}
    assert told(young, "connected", "--waiting")["items"] == []
    (mine,) = told(young, "list", "tal-1")["items"]
    assert mine["contact"] == {"name": "Bo", "email": None}
    assert "klub@example" in young("connection", "list", "tal-1", *AS_OF).stdout
    said = young("connection", "connected", *AS_OF).stdout
    assert all(part in said for part in ("Ali Prøve", "tal-2", "Klubben"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list", "nobody"), "unknown_talent"),
        (("accept", "tal-1", "nothing"), "unknown_connection"),
        (("ask", "tal-1", "nothing", 1), "unknown_recommendation"),
        (("organiser", "nothing", "org-1"), "unknown_connection"),
    ],
)
def test_what_is_not_there_is_said_so(grown: Cli, words: tuple[object, ...], code: str) -> None:
    refused = grown("connection", *words, *AS_OF, "--json")
    assert refused.exit_code == ExitCode.UNKNOWN
    assert json.loads(refused.stdout)["error"]["code"] == code


def test_a_list_of_peers_is_as_long_as_over_http(grown: Cli) -> None:
    longest = grown("recommend", "peers", "tal-1", *AS_OF, "--limit", MOST_PEERS)
    longer = grown("recommend", "peers", "tal-1", *AS_OF, "--limit", MOST_PEERS + 1)
    assert (longest.exit_code, longer.exit_code) == (ExitCode.OK, ExitCode.USAGE)
