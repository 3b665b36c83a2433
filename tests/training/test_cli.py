"""The command ``samspil bench``: which benchmark runs, and what it leaves on stdout."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console
from typer.testing import CliRunner

from training.benchmarks.result import DataAbsent, Result
from training.cli import Entry, commands

RESULT = Result(bench="e0", ahead=True, figures={"ndcg": 0.8}, caveats=("Only one town.",))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A runner that knows three benchmarks: one that measures, two that cannot."""
    monkeypatch.setattr(
        "training.cli.BENCHMARKS",
        {
            "e0": Entry(module="measured", measures="nothing much"),
            "e1": Entry(module="absent_data", measures="what is not there"),
            "e2": Entry(module="training.benchmarks.needs_a_peer", measures="a peer"),
        },
    )
    monkeypatch.setitem(sys.modules, "measured", _module(measured))
    monkeypatch.setitem(sys.modules, "absent_data", _module(absent))
    return CliRunner()


def measured(data: Path | None, console: Console) -> Result:
    console.print("a table", data)
    return RESULT


def absent(data: Path | None, console: Console) -> Result:
    raise DataAbsent(Path("nowhere"))


def _module(run: object) -> ModuleType:
    module = ModuleType("benchmark")
    module.__dict__["run"] = run
    return module


def test_the_last_line_is_the_result_as_one_json_object(bench: CliRunner) -> None:
    answer = bench.invoke(commands, ["bench", "e0"])
    assert json.loads(answer.stdout.splitlines()[-1]) == {
        "bench": "e0",
        "ahead": True,
        "figures": {"ndcg": 0.8},
        "caveats": ["Only one town."],
    }


def test_the_table_comes_before_the_result(bench: CliRunner) -> None:
    assert "a table" in bench.invoke(commands, ["bench", "e0"]).stdout.splitlines()[0]


def test_the_caveats_stand_beside_the_result(bench: CliRunner) -> None:
    assert "· Only one town." in bench.invoke(commands, ["bench", "e0"]).stdout.splitlines()


def test_json_leaves_nothing_but_the_result_on_stdout(bench: CliRunner) -> None:
    answer = bench.invoke(commands, ["bench", "e0", "--json"])
    assert json.loads(answer.stdout)["bench"] == "e0"
    assert "a table" in answer.stderr


def test_the_named_folder_reaches_the_benchmark(bench: CliRunner, tmp_path: Path) -> None:
    assert tmp_path.name in bench.invoke(
        commands, ["bench", "e0", "--data", str(tmp_path)]
    ).stdout.replace("\n", "")


def test_a_named_folder_that_is_absent_is_a_usage_error(bench: CliRunner) -> None:
    answer = bench.invoke(commands, ["bench", "e0", "--data", "nowhere"])
    assert answer.exit_code == 2
    assert "nothing at nowhere" in answer.stderr


def test_absent_data_skips_the_benchmark_and_says_so(bench: CliRunner) -> None:
    answer = bench.invoke(commands, ["bench", "e1"])
    skipped = json.loads(answer.stdout.splitlines()[-1])
    assert answer.exit_code == 0
    assert (skipped["ahead"], skipped["caveats"]) == (False, ["skipped: no data at nowhere"])


def test_an_unknown_name_is_answered_with_the_nearest(bench: CliRunner) -> None:
    answer = bench.invoke(commands, ["bench", "e00"])
    assert answer.exit_code == 2
    assert "Did you mean e0?" in answer.stderr


def test_without_a_name_all_benchmarks_are_listed(bench: CliRunner) -> None:
    assert "nothing much" in bench.invoke(commands, ["bench"]).stdout


def test_a_missing_peer_says_how_to_get_it(
    bench: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_peer(name: str) -> ModuleType:
        raise ModuleNotFoundError(name="lightgbm")

    monkeypatch.setattr("importlib.import_module", without_peer)
    answer = bench.invoke(commands, ["bench", "e2"])
    assert answer.exit_code == 1
    assert "samspil[bench]" in answer.stderr
