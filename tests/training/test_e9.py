"""E9 measures what it says, on any folder of the format."""

import io
import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from rich.console import Console

from training.benchmarks import e9
from training.benchmarks.result import DataAbsent

LIGHT = {
    "load_ms": 1.0,
    "sentences_per_s": 1e6,
    "texts_per_s": 1e6,
    "profile_ms": 1.0,
    "memory_mb": 1.0,
    "disk_mib": 1.0,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pairs = {"da": ["Jeg spiller guitar", "Katten sover", "Det regner"]}
    pairs["en"] = ["I play the guitar", "The cat sleeps", "It is raining"]
    for name in e9.SETS.values():
        for lang, lines in pairs.items():
            (tmp_path / f"{name}.{lang}.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(e9, "footprints", lambda *_: {"samspil": LIGHT, "all-MiniLM-L6-v2": LIGHT})
    return tmp_path


def _figures(folder: Path) -> dict[str, Any]:
    result = e9.run(folder, Console(file=io.StringIO(), width=200))
    return cast("dict[str, Any]", json.loads(result.line()))


def test_three_plain_pairs_find_each_other(folder: Path) -> None:
    answer = _figures(folder)
    assert answer["ahead"] is True
    assert answer["figures"]["p@1"]["Tatoeba"]["samspil"]["da→en"][0] == 1
    assert set(answer["figures"]["p@1"]) == {"Tatoeba", "NTREX"}
    assert any("in capitals" in way for way in answer["figures"]["p@1"]["NTREX"])


def test_an_encoder_that_is_too_heavy_is_not_ahead(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = LIGHT | {"memory_mb": 151.0}
    monkeypatch.setattr(e9, "footprints", lambda *_: {"samspil": heavy})
    assert _figures(folder)["ahead"] is False


def test_the_right_one_counts_only_when_none_is_nearer() -> None:
    likeness = np.array([[0.9, 0.1], [0.8, 0.5]])
    found = e9._both_ways(likeness, np.random.default_rng(1))
    assert cast("list[float]", found["da→en"])[0] == 0.5
    assert cast("list[float]", found["en→da"])[0] == 1


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataAbsent):
        e9.run(tmp_path, Console(file=io.StringIO()))
