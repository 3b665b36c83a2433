"""``samspil demo`` and what ``samspil serve --demo`` says: a town to try, and how."""

import json
import re
import shlex
from pathlib import Path

import pytest

from service.commands.demo import TALENT
from service.commands.exits import ExitCode
from service.settings import Settings
from tests.service.api.house import NOW, Clock, House
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


@pytest.fixture
def demo(cli: Cli) -> Cli:
    """Calls ``samspil`` on a store that holds the invented town."""
    assert cli("demo", *AS_OF).exit_code == ExitCode.OK
    return cli


def test_the_whole_town_is_loaded(cli: Cli) -> None:
    loaded = json.loads(cli("demo", *AS_OF, "--json").stdout)
    assert loaded["talents"] >= 600
    assert loaded["offers"] >= 180


def test_loading_again_makes_nothing_twice(demo: Cli) -> None:
    first, again = (json.loads(demo("demo", *AS_OF, "--json").stdout) for _ in range(2))
    assert first == again


def test_a_store_with_others_in_it_is_left_alone(filled: Cli) -> None:
    refused = filled("demo")
    assert refused.exit_code == ExitCode.FAILED
    assert "--data" in refused.stderr


def test_every_demo_key_opens_the_line_that_it_is_shown_with(demo: Cli, data: Path) -> None:
    lines = demo("demo", *AS_OF).stdout.splitlines()
    shown = [shlex.split(line) for line in lines if line.startswith("curl ")]
    with House(settings=Settings(data_folder=data), clock=Clock(NOW)) as house:
        answers = [house(f"GET {_path(words[-1])}", headers=_header(words[2])) for words in shown]
    assert len(answers) >= 10
    assert {answer.status_code for answer in answers} == {200}


def test_demo_keys_are_readable_for_the_owner_alone(demo: Cli, data: Path) -> None:
    assert (data / "demo-keys.json").stat().st_mode & 0o777 == 0o600


def test_the_demo_talent_gets_offers_with_reasons(demo: Cli) -> None:
    answer = json.loads(demo("recommend", "offers", TALENT, *AS_OF, "--json").stdout)
    assert len(answer["items"]) == 10
    assert all(len(item["reasons"]) >= 2 for item in answer["items"])


def test_the_year_is_lived_once_and_leaves_one_of_each(cli: Cli) -> None:
    first, again = (json.loads(cli("demo", "--events", *AS_OF, "--json").stdout) for _ in range(2))
    assert first == again
    assert first["events"] > 1000
    parts = ("give_backs", "market_runs", "cohorts", "rounds", "connections", "wishes")
    assert [name for name in parts if first[name] < 1] == []
    _assert_rounds(cli)
    due = json.loads(cli("giveback", "list", "--due", *AS_OF, "--json").stdout)
    assert {one["reminder"]["step"] for one in due} == {"suggest"}
    assert all(one["opened_at"] < one["reminder"]["due"] for one in due)


def _assert_rounds(cli: Cli) -> None:
    """One that is over, in which some have no seat and somebody waits for one, and one open."""
    listed = json.loads(cli("round", "list", *AS_OF, "--json").stdout)["rounds"]
    over, taking = listed
    assert (over["state"], taking["state"]) == ("published", "open")
    shown = json.loads(cli("round", "show", over["id"], *AS_OF, "--json").stdout)
    assert shown["unplaced"]
    assert all(one["asked"] for one in shown["placed"])
    assert [one["free"] for one in shown["waiting"]] == [1]
    told = json.loads(cli("round", "wishes", over["id"], TALENT, *AS_OF, "--json").stdout)
    assert told["answer"]


def _path(url: str) -> str:
    return re.sub(r"^http://[^/]+", "", url)


def _header(header: str) -> dict[str, str]:
    name, _, value = header.partition(": ")
    return {name: value}
