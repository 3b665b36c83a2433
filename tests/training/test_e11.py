"""E11 measures a small crowd as it measures a large one."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from training.benchmarks import e11

SMALL = e11.Config(
    people=30,
    offers=40,
    rounds=1,
    requests=8,
    connections=2,
    ranked=10,
    growth_offers=(50,),
    growth_people=(60,),
)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a small run measures, as the last line says it."""
    folder: Path = tmp_path_factory.mktemp("e11")
    result = e11.measure(SMALL, folder, Console(file=io.StringIO()))
    assert not list(folder.iterdir())
    measured: dict[str, Any] = json.loads(result.line())["figures"]
    return measured


def test_every_request_is_answered(figures: dict[str, Any]) -> None:
    assert figures["failed"] == 0


def test_every_aim_has_its_figure(figures: dict[str, Any]) -> None:
    assert all(figures[name] > 0 for name in e11.AIMS)


def test_both_clocks_and_the_eligible_stand_beside_each_other(figures: dict[str, Any]) -> None:
    assert figures["rank_ms"] > 0
    assert figures["rank_wall_ms"] > 0
    assert 0 < figures["candidates_median"] <= SMALL.offers


def test_growth_is_told_for_every_size(figures: dict[str, Any]) -> None:
    assert figures["growth"].keys() == {"offers_50_ms", "people_60_ms", "people_60_mb"}
