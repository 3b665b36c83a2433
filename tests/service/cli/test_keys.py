"""``samspil key``."""

import json
from pathlib import Path

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli


def test_a_new_key_is_shown_whole(cli: Cli) -> None:
    made = json.loads(cli("key", "create", "--role", "admin", "--json").stdout)
    assert made["key"].startswith(f"samspil_{made['id']}_")


def test_a_key_is_never_shown_again(cli: Cli, data: Path) -> None:
    made = json.loads(cli("key", "create", "--role", "admin", "--json").stdout)
    secret = made["key"].rpartition("_")[2]
    assert secret not in cli("key", "list", "--json").stdout
    assert secret.encode() not in (data / "samspil.db").read_bytes()


def test_a_key_can_speak_for_a_talent(filled: Cli) -> None:
    made = filled("key", "create", "--role", "talent", "--of", "tal-1", "--json")
    assert json.loads(made.stdout)["subject"] == "tal-1"


@pytest.mark.parametrize("role", ["talent", "organisation"])
def test_a_key_for_nobody_who_is_known_is_refused(filled: Cli, role: str) -> None:
    refused = filled("key", "create", "--role", role, "--of", "nobody", "--json")
    assert refused.exit_code == ExitCode.UNKNOWN
    assert json.loads(refused.stdout)["error"]["code"] == f"unknown_{role}"


def test_a_talents_key_needs_a_talent(filled: Cli) -> None:
    refused = filled("key", "create", "--role", "talent")
    assert refused.exit_code == ExitCode.FAILED


def test_an_unknown_role_is_answered_with_those_there_are(cli: Cli) -> None:
    refused = cli("key", "create", "--role", "boss")
    assert refused.exit_code == ExitCode.USAGE
    assert "coordinator" in refused.stderr


def test_keys_are_listed_with_what_they_are_for(cli: Cli) -> None:
    cli("key", "create", "--role", "reader", "--label", "Prometheus")
    assert "Prometheus" in cli("key", "list").stdout


def test_a_revoked_key_is_listed_as_such(cli: Cli) -> None:
    made = json.loads(cli("key", "create", "--role", "admin", "--json").stdout)
    assert cli("key", "revoke", made["id"]).exit_code == ExitCode.OK
    (listed,) = json.loads(cli("key", "list", "--json").stdout)["keys"]
    assert listed["revoked_at"] is not None


def test_revoking_a_key_that_is_not_there_says_what_an_id_is(filled: Cli) -> None:
    refused = filled("key", "revoke", "nothing")
    assert refused.exit_code == ExitCode.UNKNOWN
    assert "middle part" in refused.stderr


def test_a_municipality_is_named_by_name_or_code_and_told_again(cli: Cli) -> None:
    limits = ("--municipality", "Herlev", "--municipality", "217")
    made = cli("key", "create", "--role", "coordinator", *limits)
    assert "Limited to Herlev (0163), Helsingør (0217)." in made.stdout
    (listed,) = json.loads(cli("key", "list", "--json").stdout)["keys"]
    assert listed["municipalities"] == ["0163", "0217"]


@pytest.mark.parametrize(
    ("given", "said"), [("Herlv", "Did you mean Herlev"), ("9999", "9999 is no municipality.")]
)
def test_what_is_no_municipality_limits_nothing(cli: Cli, given: str, said: str) -> None:
    refused = cli("key", "create", "--role", "coordinator", "--municipality", given)
    assert (refused.exit_code, said in refused.stderr) == (ExitCode.USAGE, True), refused.stderr


def test_ids_are_whole_in_a_narrow_window(filled: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled("key", "create", "--role", "talent", "--of", "tal-1", "--label", "x" * 40)
    monkeypatch.setenv("COLUMNS", "60")
    said = filled("key", "list").stdout
    assert made.stdout.split("_")[1] in said
    assert "tal-1" in said
