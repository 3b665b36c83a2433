"""``samspil embed``: vectors stored, the encoder changed, others dropped."""

import json
from pathlib import Path

import pytest

from service.actions.encoders import HOUSE
from service.commands.exits import ExitCode
from service.store import connect, embeddings, encoders, reading
from service.store.encoders import NamedEncoder
from tests.service.cli.conftest import Cli
from tests.service.foreign import TinyEncoder, announce, announce_only

AS_OF = ("--now", "2026-09-01")


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> TinyEncoder:
    """Announced as ``tiny-one``, beside ``tiny-two``."""
    made = TinyEncoder("one")
    announce(monkeypatch, made, TinyEncoder("two"))
    return made


def stored(data: Path) -> dict[str, int]:
    engine = connect(f"sqlite:///{data / 'samspil.db'}")
    with reading(engine) as session:
        found = embeddings.counts(session)
    engine.dispose()
    return found


def serving(data: Path) -> NamedEncoder | None:
    engine = connect(f"sqlite:///{data / 'samspil.db'}")
    with reading(engine) as session:
        found = encoders.serving(session)
    engine.dispose()
    return found


def test_it_stores_a_vector_of_every_talent_and_offer(filled: Cli, data: Path) -> None:
    said = filled("embed", "--encoder", "tiny-one", "--batch", 2)
    assert said.exit_code == ExitCode.OK
    assert "Encoder tiny-one, hash one." in said.stdout
    assert "3 profiles, 3 newly encoded" in said.stdout
    assert stored(data) == {"one": 3}
    assert serving(data) is None


def test_the_second_time_there_is_nothing_to_do(filled: Cli, tiny: TinyEncoder) -> None:
    filled("embed", "--encoder", "tiny-one")
    tiny.asked.clear()
    said = filled("embed", "--encoder", "tiny-one", "--json")
    answer = json.loads(said.stdout)
    assert (answer["profiles"], answer["encoded"], tiny.asked) == (3, 0, [])
    assert answer["encoder"] == {"name": "tiny-one", "hash": "one"}


def test_switching_lets_it_serve_whatever_the_setting_says(filled: Cli, data: Path) -> None:
    said = filled("embed", "--encoder", "tiny-one", "--switch", *AS_OF)
    assert "It serves now" in said.stdout
    assert serving(data) == NamedEncoder("tiny-one", "one")
    said = filled("embed", "--json")
    assert json.loads(said.stdout)["encoder"]["name"] == "tiny-one"


def test_without_a_name_the_setting_is_meant(
    filled: Cli, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMSPIL_ENCODER", " tiny-two ")
    filled("embed")
    assert stored(data) == {"two": 3}


def test_pruning_keeps_the_one_that_serves(filled: Cli, data: Path) -> None:
    filled("embed", "--encoder", "tiny-one")
    filled("embed", "--encoder", "tiny-two", "--switch", *AS_OF)
    said = filled("embed", "--prune")
    assert "Dropped 3 vectors" in said.stdout
    assert stored(data) == {"two": 3}


def test_ours_needs_nothing_stored_and_can_serve_again(filled: Cli, data: Path) -> None:
    filled("embed", "--encoder", "tiny-one", "--switch", *AS_OF)
    said = filled("embed", "--encoder", HOUSE, "--switch", "--prune", *AS_OF)
    assert "nothing needs to be stored" in said.stdout
    found = serving(data)
    assert (found and found.name, stored(data)) == (HOUSE, {})


def test_a_folder_is_kept_by_its_whole_path(
    filled: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny").mkdir()
    monkeypatch.chdir(tmp_path)
    said = filled("embed", "--encoder", "tiny", "--switch", *AS_OF)
    assert str(tmp_path / "tiny") in said.stderr.replace("\n", "")


@pytest.mark.parametrize(("name", "advice"), [("nowhere", "cannot be opened")])
def test_a_model_that_is_none_is_said_with_a_way_out(filled: Cli, name: str, advice: str) -> None:
    said = filled("embed", "--encoder", name)
    assert said.exit_code == ExitCode.FAILED
    assert advice in said.stderr


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_refused_and_switches_nothing(filled: Cli, data: Path, name: str) -> None:
    said = filled("embed", "--encoder", name, "--switch", "--json")
    assert said.exit_code == ExitCode.USAGE
    assert json.loads(said.stdout)["error"]["code"] == "encoder_unnamed"
    assert serving(data) is None


@pytest.mark.parametrize("name", ["./nofolder", "../x", "~/x", "/no/where", "a/b/c", "x\\y", "x/"])
def test_a_path_where_no_folder_is_says_so(filled: Cli, name: str) -> None:
    said = filled("embed", "--encoder", name, "--json")
    assert said.exit_code == ExitCode.USAGE
    assert json.loads(said.stdout)["error"]["detail"] == f"There is no folder {name}."


def test_one_slash_is_a_path_where_its_folder_is_here(
    filled: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = filled("embed", "--encoder", "town/my-model")
    assert said.exit_code == ExitCode.USAGE
    assert "There is no folder town/my-model." in said.stderr


def test_one_slash_may_be_a_models_owner(filled: Cli) -> None:
    said = filled("embed", "--encoder", "owner/model")
    assert said.exit_code == ExitCode.FAILED
    assert "cannot be opened" in said.stderr
    assert "There is no folder owner/model here either." in said.stderr


@pytest.mark.parametrize("name", ["HOUSE", "House", " house "])
def test_the_house_is_meant_however_it_is_written(filled: Cli, data: Path, name: str) -> None:
    assert filled("embed", "--encoder", name, "--switch", *AS_OF).exit_code == ExitCode.OK
    found = serving(data)
    assert found is not None
    assert found.name == HOUSE


@pytest.mark.parametrize("name", ["huose", "houses", "Hous"])
def test_a_name_nearly_the_houses_is_answered_with_it(filled: Cli, name: str) -> None:
    said = filled("embed", "--encoder", name)
    assert said.exit_code == ExitCode.FAILED
    assert "Did you mean house?" in said.stderr


def test_a_missing_extra_is_said_with_a_way_out(
    filled: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce_only(monkeypatch)
    said = filled("embed", "--encoder", "some-model", "--json")
    assert said.exit_code == ExitCode.FAILED
    assert json.loads(said.stdout)["error"]["code"] == "encoder_extra_missing"
    assert "samspil[encoder]" in said.stderr


def test_the_command_line_recommends_with_the_encoder_that_serves(filled: Cli) -> None:
    filled("embed", "--encoder", "tiny-one", "--switch", *AS_OF)
    said = filled("recommend", "offers", "tal-1", "--json", *AS_OF)
    assert json.loads(said.stdout)["model"]["encoder"] == "one"


def test_an_encoder_that_the_server_would_refuse_does_not_spoil_an_import(
    cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("key", "create", "--role", "coordinator")
    monkeypatch.setenv("SAMSPIL_ENCODER", "nowhere")
    assert cli("import", town, *AS_OF).exit_code == ExitCode.OK
