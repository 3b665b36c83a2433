"""Ways back: no damage keeps anybody from going back, and no crash lets the history lie."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.training.registry.models import candidate, model
from training.registry import Registry, RegistryRefused, waiting

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)
ONE, TWO = (model(n).hash for n in (1, 2))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Two models, the second promoted upon the first."""
    made = Registry(tmp_path / "models")
    for number in (1, 2):
        one = candidate(number, against=made.serving())
        made.add(one)
        made.promote(one.hash, by="Alma", why="better", at=AT)
    return made


def test_going_back_needs_no_history_where_the_pointer_is_sound(registry: Registry) -> None:
    _append(registry, b"garbage\n")
    waiting.keep(registry.folder, model(3).hash, candidate(3).files)
    steps = [registry.rollback(by="Bo", why="complaints", at=AT).model for _ in range(2)]
    assert steps == [ONE, None]


def test_day_zero_needs_neither_pointer_nor_history(registry: Registry) -> None:
    (registry.folder / "serving.json").write_text("[]")
    _append(registry, b"garbage\n")
    with pytest.raises(RegistryRefused):
        registry.rollback(by="Bo", why="complaints", at=AT)
    assert registry.rollback(by="Bo", why="all", at=AT, to_day_zero=True).model is None
    assert registry.serving() is None


def test_a_broken_model_is_passed_over_on_the_way_back(registry: Registry) -> None:
    one = candidate(3, against=TWO)
    registry.add(one)
    registry.promote(one.hash, by="Alma", why="better", at=AT)
    (registry.folder / TWO / "model.json").write_text("{")
    assert registry.rollback(by="Bo", why="complaints", at=AT).model == ONE
    assert registry.history()[-1]["gone"] == [TWO, one.hash]


def test_where_all_are_broken_the_way_back_leads_to_day_zero(registry: Registry) -> None:
    (registry.folder / ONE / "model.json").unlink()
    assert registry.rollback(by="Bo", why="complaints", at=AT).model is None


def test_a_pointer_that_cannot_be_written_leaves_no_word_of_a_change(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = registry.pointer(), registry.history()
    with monkeypatch.context() as full:
        full.setattr("training.registry.registry.replace", _full)
        for change in (registry.rollback, _third(registry)):
            with pytest.raises(OSError, match="full"):
                change(by="Bo", why="complaints", at=AT)
    assert (registry.pointer(), registry.history()[: len(before[1])]) == before
    assert {entry["what"] for entry in registry.history()[len(before[1]) :]} == {"added"}


def test_a_change_whose_line_was_never_written_is_written_down_by_the_next(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    promote = _third(registry)
    with monkeypatch.context() as full:
        full.setattr("training.registry.history.append", _full)
        with pytest.raises(OSError, match="full"):
            promote(by="Alma", why="better", at=AT)
    assert registry.serving() == model(3).hash
    assert registry.rollback(by="Bo", why="complaints", at=AT).model == TWO
    found, back = registry.history()[-2:]
    assert (found["what"], found["by"], found["why"]) == ("found", "Alma", "better")
    assert (back["what"], back["gone"]) == ("rolled_back", [model(3).hash])
    (registry.folder / "serving.json").write_text("[]")
    assert registry.rollback(by="Bo", why="complaints", at=AT).model == ONE


def test_a_rollback_whose_line_was_never_written_still_asks_for_a_new_verdict(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr("training.registry.history.append", _full)
        with pytest.raises(OSError, match="full"):
            registry.rollback(by="Bo", why="complaints", at=AT)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(TWO, by="Alma", why="better", at=AT)
    assert refusal.value.problem.code == "verdict_before_rollback"


def test_a_new_name_is_on_the_disk_before_anything_points_to_it(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("training.registry.files.sync", synced.append)
    registry.add(candidate(3, against=TWO))
    place = registry.folder / f".{model(3).hash}.part"
    assert synced[-2:] == [place, registry.folder]
    registry.promote(model(3).hash, by="Alma", why="better", at=AT)
    assert synced[-1] == registry.folder


def _append(registry: Registry, line: bytes) -> None:
    with (registry.folder / "history.jsonl").open("ab") as lines:
        lines.write(line)


def _full(*_: object) -> None:
    raise OSError("the disk is full")


def _third(registry: Registry) -> Callable[..., object]:
    """A promotion of a third model."""
    registry.add(candidate(3, against=TWO))
    return partial(registry.promote, model(3).hash)
