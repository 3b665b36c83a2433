"""``samspil backup`` and ``samspil restore``."""

import json
from pathlib import Path

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli


def test_what_was_backed_up_is_restored_elsewhere(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "copy.zip")
    restored = filled("restore", tmp_path / "copy.zip", "--data", tmp_path / "other")
    assert restored.exit_code == ExitCode.OK
    filled("export", tmp_path / "one")
    filled("export", tmp_path / "two", "--data", tmp_path / "other")
    assert _texts(tmp_path / "one") == _texts(tmp_path / "two")


def test_a_backup_never_overwrites(filled: Cli, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_text("precious")
    refused = filled("backup", tmp_path / "copy.zip")
    assert refused.exit_code == ExitCode.FAILED
    assert (tmp_path / "copy.zip").read_text() == "precious"


def test_a_store_that_is_not_empty_is_not_restored_into(filled: Cli, tmp_path: Path) -> None:
    filled("backup", tmp_path / "copy.zip")
    refused = filled("restore", tmp_path / "copy.zip", "--json")
    assert refused.exit_code == ExitCode.FAILED
    assert json.loads(refused.stdout)["error"]["code"] == "store_not_empty"


def test_a_file_that_is_no_backup_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Kære alle")
    refused = cli("restore", tmp_path / "letter.txt", "--json")
    assert refused.exit_code == ExitCode.FAILED
    assert refused.stderr


def _texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
