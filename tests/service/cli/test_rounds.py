"""``samspil round``."""

import json

from matcher.domain import OfferId, TalentId
from service.commands.exits import ExitCode
from service.settings import Settings
from service.store import connect, rounds, writing
from tests.service.cli.conftest import Cli

OPEN = ("round", "open", "Øvelokaler", "--offer", "off-1", "--closes", "2026-09-05")
BEFORE, AFTER = ("--now", "2026-09-01"), ("--now", "2026-09-06")


def opened(cli: Cli) -> str:
    made = cli(*OPEN, *BEFORE, "--seed", 3, "--json")
    assert made.exit_code == ExitCode.OK, made.stderr
    found: str = json.loads(made.stdout)["id"]
    engine = connect(Settings().url)
    with writing(engine) as session:
        rounds.put_wishes(session, found, TalentId("tal-1"), offers=[OfferId("off-1")])
    engine.dispose()
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
