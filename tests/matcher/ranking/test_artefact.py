"""An artefact comes back as it was, and one that does not fit is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.domain import Side
from matcher.features.behaviour import save_behaviour
from matcher.ranking import day_zero
from matcher.ranking.artefact import Artefact, ArtefactRefused, load, load_folder, save, save_folder
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.monotony import broken_directions
from tests.matcher.features.behaviours import behaviour


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    model = day_zero()
    save(model, tmp_path / "model.json")
    back = load(tmp_path / "model.json")
    assert back.hash == model.hash
    for before, after in zip(model.terms, back.terms, strict=True):
        assert np.array_equal(before.tables[Side.TALENT], after.tables[Side.TALENT])


def test_draws_come_back_to_four_decimals(tmp_path: Path) -> None:
    model = day_zero()
    save(model, tmp_path / "model.json")
    back = load(tmp_path / "model.json")
    for side in Side:
        assert np.abs(back.draws[side] - model.draws[side]).max() <= 0.5001e-4
        assert np.array_equal(back.whole_draws(side), model.whole_draws(side))


def test_a_model_of_the_first_format_loads_and_is_certain(tmp_path: Path) -> None:
    certain = _certain()
    path = tmp_path / "model.json"
    save(certain, path)
    document = json.loads(path.read_text())
    del document["draws"], document["behaviour"]
    path.write_text(json.dumps(document | {"version": 1}))
    back = load(path)
    assert back.hash == certain.hash
    assert not back.draws
    places = np.zeros((len(back.terms), 3), dtype=np.int32)
    assert back.deviations(places, Side.TALENT, most=8).shape == (0, 3)


def _certain() -> GlassBox:
    return replace(day_zero(), draws={})


def test_a_draw_moves_the_log_odds_by_the_entries_that_are_read() -> None:
    model = day_zero()
    cells = np.full((len(model.features.features), 2), 1, dtype=np.int32)
    places = model.places(cells)
    moved = model.deviations(places, Side.TALENT, most=3)
    drawn = model.draws[Side.TALENT][:3].astype(np.float64)
    expected = drawn[:, places].sum(axis=1) + drawn[:, -1:]
    assert moved == pytest.approx(expected, abs=1e-4 * (len(model.terms) + 1) / 2)


def test_a_folder_is_named_by_its_model(tmp_path: Path) -> None:
    folder = save_folder(Artefact(day_zero()), tmp_path)
    assert folder == tmp_path / day_zero().hash
    assert load_folder(folder).model.hash == day_zero().hash


def test_a_folder_with_another_name_is_refused(tmp_path: Path) -> None:
    folder = save_folder(Artefact(day_zero()), tmp_path).rename(tmp_path / "other")
    with pytest.raises(ArtefactRefused) as refused:
        load_folder(folder)
    assert refused.value.problem.code == "artefact_folder"


def test_a_model_without_its_behaviour_is_refused(tmp_path: Path) -> None:
    fitted = replace(day_zero(), behaviour_hash="0123456789abcdef")
    assert fitted.hash != day_zero().hash
    folder = tmp_path / fitted.hash
    folder.mkdir()
    save(fitted, folder / "model.json")
    with pytest.raises(ArtefactRefused) as refused:
        load_folder(folder)
    assert refused.value.problem.code == "artefact_behaviour"
    with pytest.raises(ArtefactRefused):
        save_folder(Artefact(fitted), tmp_path)


def _fitted() -> Artefact:
    learned = behaviour({"organisation:org-1": (1.0, 0.0), "organisation:org-2": (0.0, 1.0)})
    return Artefact(replace(day_zero(), behaviour_hash=learned.hash), learned)


def test_a_folder_holds_the_behaviour_as_well(tmp_path: Path) -> None:
    back = load_folder(save_folder(_fitted(), tmp_path))
    assert back.behaviour is not None
    assert back.behaviour.hash == back.model.behaviour_hash


def test_a_folder_with_another_behaviour_is_refused(tmp_path: Path) -> None:
    folder = save_folder(_fitted(), tmp_path)
    save_behaviour(behaviour({"organisation:org-3": (1.0, 0.0)}), folder / "behaviour.safetensors")
    with pytest.raises(ArtefactRefused) as refused:
        load_folder(folder)
    assert refused.value.problem.code == "artefact_behaviour"


def test_draws_that_read_what_a_side_does_not_use_are_refused(tmp_path: Path) -> None:
    model = day_zero()
    place = next(n for n, term in enumerate(model.terms) if term.name == "conditions_met")
    drawn = model.draws[Side.PROVIDER].copy()
    drawn[0, model.entries_of(place)] = 0.1
    path = tmp_path / "model.json"
    save(replace(model, draws={**model.draws, Side.PROVIDER: drawn}), path)
    with pytest.raises(ArtefactRefused) as refused:
        load(path)
    assert refused.value.problem.code == "artefact_not_monotone"


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    save(day_zero(), tmp_path / "model.json")
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]


def _set(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update({key: value})


def _shorten(document: dict[str, Any]) -> None:
    document["terms"][0]["tables"]["talent"].pop()


def _nudge(document: dict[str, Any]) -> None:
    document["terms"][0]["tables"]["talent"][3] += 0.001


def _drop_a_draw(document: dict[str, Any]) -> None:
    document["draws"]["talent"].pop()


def _shorten_a_draw(document: dict[str, Any]) -> None:
    document["draws"]["talent"] = [line[: line.rindex(" ")] for line in document["draws"]["talent"]]


def _widen_a_draw(document: dict[str, Any]) -> None:
    line = document["draws"]["talent"][0]
    document["draws"]["talent"][0] = "99999999" + line[line.index(" ") :]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_set("format", "something-else"), "artefact_format"),
        (_set("version", 99), "artefact_version"),
        (_set("schema_hash", "0000"), "artefact_schema"),
        (_set("terms", [{}]), "artefact_format"),
        (_shorten, "artefact_tables"),
        (_nudge, "artefact_hash"),
        (_set("draws", {"talent": []}), "artefact_draws"),
        (_set("draws", {"nobody": ["1 2"]}), "artefact_format"),
        (_set("draws", {"talent": [3]}), "artefact_format"),
        (_set("draws", {}), "artefact_hash"),
        (_set("behaviour", "0123"), "artefact_hash"),
        (_drop_a_draw, "artefact_draws"),
        (_shorten_a_draw, "artefact_draws"),
        (_widen_a_draw, "artefact_draws"),
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
