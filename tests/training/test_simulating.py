"""The command ``samspil simulate``: a log that can be learned from, and nothing overwritten."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from matcher.domain import LogTable
from training.cli import commands
from training.data import read_log
from training.simulate import AUDIT

SMALL = ("--people", "30", "--offers", "20", "--weeks", "1", "--seed", "7")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder and what stdout held."""
    out = tmp_path_factory.mktemp("simulated") / "log"
    answer = CliRunner().invoke(commands, ["simulate", "--out", str(out), *SMALL, "--json"])
    assert answer.exit_code == 0, answer.output
    return out, answer.stdout


def test_the_log_can_be_read(made: tuple[Path, str]) -> None:
    log = read_log(made[0])
    assert len(log.table(LogTable.IMPRESSIONS)) > 0
    assert len(log.table(LogTable.TALENTS)) == 30


def test_lists_were_explored_with_known_propensities(made: tuple[Path, str]) -> None:
    shown = read_log(made[0]).impressions
    assert 0.02 in shown["exploration"].to_pylist()
    assert min(p for p in shown["propensity"].to_pylist() if p is not None) < 1


def test_gender_is_in_the_audits_file_alone(made: tuple[Path, str]) -> None:
    assert pq.read_table(made[0] / AUDIT).column_names == ["talent", "gender"]
    assert "gender" not in read_log(made[0]).talents.column_names


def test_json_says_where_it_is_and_how_much(made: tuple[Path, str]) -> None:
    told = json.loads(made[1])
    assert told["folder"] == str(made[0])
    assert told["seed"] == 7
    assert told["rows"]["talents"] == 30
    assert told["lists"] > 0
    assert told["seconds"] > 0


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--seed", "-1"),
        ("--people", "100000000"),
        ("--people", "1" + 22 * "0"),
        ("--offers", "100000000"),
        ("--weeks", "1" + 22 * "0"),
        ("--seed", "1" + 22 * "0"),
    ],
)
def test_sizes_beyond_reason_are_refused_in_words(option: str, value: str, tmp_path: Path) -> None:
    asked = ["simulate", "--out", str(tmp_path / "log"), *SMALL, option, value]
    answer = CliRunner().invoke(commands, asked)
    assert answer.exit_code == 2
    assert option in answer.output
    assert "is not between" in answer.output
    assert not (tmp_path / "log").exists()


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    answer = CliRunner().invoke(commands, ["simulate", "--out", str(tmp_path), *SMALL])
    assert answer.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_where_nothing_can_be_kept_nobody_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lived(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("training.commands.simulating._lived", lived)
    (tmp_path / "file").write_text("", encoding="utf-8")
    asked = ["simulate", "--out", str(tmp_path / "file" / "log"), *SMALL]
    answer = CliRunner().invoke(commands, asked)
    assert answer.exit_code == 1
    assert "A log cannot be kept in" in answer.stderr
