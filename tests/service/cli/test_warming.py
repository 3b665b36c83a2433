"""After an import, a demo or a first key, the next start finds its snapshot."""

from pathlib import Path

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")
KEY = ("key", "create", "--role", "coordinator")


@pytest.fixture
def snapshot(data: Path) -> Path:
    """Where the snapshot for the next start is kept."""
    return data / "snapshot.npz"


def test_an_import_into_a_store_with_a_key_keeps_a_snapshot(
    cli: Cli, town: Path, snapshot: Path
) -> None:
    cli(*KEY)
    snapshot.unlink(missing_ok=True)
    cli("import", town, *AS_OF)
    assert snapshot.is_file()


def test_the_first_key_keeps_the_snapshot_of_what_was_imported_before(
    filled: Cli, snapshot: Path
) -> None:
    assert not snapshot.exists()
    filled(*KEY)
    assert snapshot.is_file()


def test_the_town_comes_with_its_snapshot(cli: Cli, snapshot: Path) -> None:
    cli("demo", *AS_OF)
    assert snapshot.is_file()


@pytest.mark.parametrize("words", [("--dry-run",), ()])
def test_an_import_that_changes_nothing_makes_no_snapshot(
    filled: Cli, town: Path, snapshot: Path, words: tuple[str, ...]
) -> None:
    filled(*KEY)
    snapshot.unlink()
    filled("import", town, *AS_OF, *words)
    assert not snapshot.exists()


def test_a_preview_of_news_makes_no_snapshot(cli: Cli, town: Path, snapshot: Path) -> None:
    cli(*KEY)
    snapshot.unlink(missing_ok=True)
    cli("import", town, *AS_OF, "--dry-run")
    assert not snapshot.exists()


def test_a_model_that_the_server_would_refuse_does_not_spoil_an_import(
    cli: Cli, town: Path, snapshot: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cli(*KEY)
    snapshot.unlink(missing_ok=True)
    monkeypatch.setenv("SAMSPIL_MODEL", str(tmp_path / "no-model.json"))
    assert cli("import", town, *AS_OF).exit_code == ExitCode.OK
    assert snapshot.is_file()
