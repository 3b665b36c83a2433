"""An artefact comes back as it was, and one that does not fit is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.domain import Side
from matcher.ranking import day_zero
from matcher.ranking.artefact import ArtefactRefused, load, save
from matcher.ranking.monotony import broken_directions


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    model = day_zero()
    save(model, tmp_path / "model.json")
    back = load(tmp_path / "model.json")
    assert back.hash == model.hash
    for before, after in zip(model.terms, back.terms, strict=True):
        assert np.array_equal(before.tables[Side.TALENT], after.tables[Side.TALENT])


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    save(day_zero(), tmp_path / "model.json")
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]


def _set(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update({key: value})


def _shorten(document: dict[str, Any]) -> None:
    document["terms"][0]["tables"]["talent"].pop()


def _nudge(document: dict[str, Any]) -> None:
    document["terms"][0]["tables"]["talent"][3] += 0.001


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_set("format", "something-else"), "artefact_format"),
        (_set("version", 99), "artefact_version"),
        (_set("schema_hash", "0000"), "artefact_schema"),
        (_set("terms", [{}]), "artefact_format"),
        (_shorten, "artefact_tables"),
        (_nudge, "artefact_hash"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    path = tmp_path / "model.json"
    save(day_zero(), path)
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    with pytest.raises(ArtefactRefused) as refused:
        load(path)
    assert refused.value.problem.code == code
    assert refused.value.problem.params["path"] == str(path)


def test_a_model_that_turns_a_declared_direction_is_refused(tmp_path: Path) -> None:
    model = day_zero()
    term = next(t for t in model.terms if t.name == "role_fit")
    turned = replace(term, tables={side: -table for side, table in term.tables.items()})
    others = tuple(t for t in model.terms if t.name != "role_fit")
    save(replace(model, terms=(*others, turned)), tmp_path / "model.json")
    with pytest.raises(ArtefactRefused) as refused:
        load(tmp_path / "model.json")
    assert refused.value.problem.code == "artefact_not_monotone"


def test_the_day_zero_model_keeps_every_declared_direction() -> None:
    assert broken_directions(day_zero()) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1, 2]", b"not json"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    with pytest.raises(ArtefactRefused):
        load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtefactRefused) as refused:
        load(tmp_path / "none.json")
    assert refused.value.problem.code == "artefact_unreadable"
