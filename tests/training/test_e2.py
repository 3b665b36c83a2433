"""Tests of the benchmark of lists for both sides, on markets that are too small to tell much."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from training.benchmarks import e2
from training.benchmarks.e2_reference import turn_by_programs

SMALL = e2.Size(people=15, offers=10, seeds=(0, 1), fresh=(2,), timings=1, powers=(0.0, 0.5, 1.0))


@pytest.mark.parametrize("gate", e2.GATES)
def test_the_published_gates_are_met(gate: e2.Gate) -> None:
    assert e2.gate_met(gate)


def test_a_sort_is_as_good_as_a_linear_programme() -> None:
    assert turn_by_programs(e2.sides(SMALL, 0), lists=3).gap < 1e-9


def test_the_bench_tells_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e2, "SIZE", SMALL)
    monkeypatch.setattr(e2, "CHARTS", tmp_path)
    out = StringIO()
    result = e2.run(None, Console(file=out, width=200))
    assert result.bench == "e2"
    assert result.figures["gates_met"]
    assert not result.ahead
    assert f"Nash welfare, ours ≥ {e2.NASH_AIM}" in out.getvalue()
    assert {one.name for one in tmp_path.iterdir()} == {"front.svg", "envy.svg"}
    assert result.line()
