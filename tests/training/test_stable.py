"""Tests of the benchmark of stable matchings, on rounds that are too small to tell of speed."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from matcher.domain import Side
from training.benchmarks import stable

SMALL = stable.Plan(
    instances=10,
    sizes=(stable.Size(people=40, offers=8, wishes=4, seats=3),),
    demanded=(4,),
    banded=3,
)


@pytest.mark.parametrize("side", list(Side))
def test_ours_and_the_library_s_matchings_are_equal(side: Side) -> None:
    rng = np.random.default_rng(7)
    assert all(stable.agree(stable.drawn(rng), side) for _ in range(40))


def test_the_bench_tells_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable, "PLAN", SMALL)
    out = StringIO()
    result = stable.run(None, Console(file=out, width=200))
    assert result.figures["equal"] == 20
    assert "equal matchings: 20 of 20" in out.getvalue()
    assert result.line()


def test_an_aim_that_is_missed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable, "PLAN", replace(SMALL, instances=1, banded=1))
    monkeypatch.setattr(stable, "FASTER", 1e9)
    out = StringIO()
    assert not stable.run(None, Console(file=out, width=200)).ahead
    assert "aims missed: 1000000000 times as fast\n" in out.getvalue()
