"""Tests of the benchmark E3, on a small market."""

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from training.benchmarks import e3
from training.benchmarks.e3 import Found, Method, aims_missed, scales_missed
from training.benchmarks.e3_scale import MINUTE, grown
from training.benchmarks.result import Result


@pytest.fixture(scope="module")
def result() -> Result:
    """Two markets of thirty jobs."""
    setting = replace(e3.SETTING, jobs=30)
    config = e3.Config(setting=setting, seeds=(1, 2), times=2, steps=10, scales=((300, 70),))
    return e3.measure(config, Console(file=io.StringIO()))


def test_every_method_has_matches_time_and_gini(result: Result) -> None:
    for method in Method:
        figures = result.figures[method.value]
        assert isinstance(figures, dict)
        assert {"matches", "error", "ms", "gini"} == figures.keys()


def test_looking_ahead_gains_matches_and_evens_out_attention(result: Result) -> None:
    matches, ginis = (
        [_number(result, method, name) for method in (Method.NAIVE, Method.SETTLED, Method.WELFARE)]
        for name in ("matches", "gini")
    )
    assert matches == sorted(matches)
    assert ginis == sorted(ginis, reverse=True)


def _number(result: Result, method: Method, name: str) -> float:
    figures = result.figures[method.value]
    assert isinstance(figures, dict)
    found = figures[name]
    assert isinstance(found, float)
    return found


def _found(matches: float, ms: float = 1.0) -> Found:
    return Found(matches + np.array([-0.1, 0.1]), np.full(2, ms), np.zeros(2))


def _all() -> dict[Method, Found]:
    found = {method: _found(printed) for method, printed in e3.PUBLISHED.items()}
    return found | {Method.SETTLED: _found(336.5, 0.9), Method.WELFARE: _found(338.0, 99.0)}


def test_an_aim_that_is_missed_is_named() -> None:
    assert aims_missed(_all()) == []
    slow, low, other = (
        _all() | changed
        for changed in (
            {Method.SETTLED: _found(336.5, 1.1)},
            {Method.SETTLED: _found(335.5, 0.9), Method.WELFARE: _found(335.9)},
            {Method.NAIVE: _found(222.0)},
        )
    )
    assert aims_missed(slow) == ["settled not in less time than TU"]
    assert aims_missed(low) == ["settled below 336", "Frank–Wolfe below 336"]
    assert aims_missed(other) == ["naive not reproduced"]


def test_a_stopped_and_a_cooler_peer_stand_beside(result: Result) -> None:
    peers = [_number(result, one, "matches") for one in (Method.STOPPED, Method.COOLER)]
    assert max(peers) < _number(result, Method.WELFARE, "matches")


def test_how_it_grows_is_told(result: Result) -> None:
    scale = result.figures["scale"]
    assert isinstance(scale, dict)
    told = scale["300 × 70"]
    assert isinstance(told, dict)
    assert told["converged"]
    assert isinstance(told["beside_mb"], float)


def test_a_size_that_takes_too_long_or_never_ends_is_named() -> None:
    size = grown(40, 8)
    assert scales_missed([size]) == []
    late, endless = replace(size, seconds=MINUTE + 1), replace(size, converged=False)
    assert scales_missed([late, endless]) == ["40 × 8 not in a minute", "40 × 8 not converged"]
    assert scales_missed([size, late]) == []
