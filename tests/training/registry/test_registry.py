"""The registry: a folder that is never half anything, and remembers who did what and why."""

import fcntl
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.training.registry.models import NO, candidate, model
from training.registry import Measured, Registry, RegistryRefused

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)
ONE, TWO, THREE = (model(n).hash for n in (1, 2, 3))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def measured(days: float) -> Measured:
    """Two weeks that end so many days after ``AT``."""
    until = AT + timedelta(days=days)
    return Measured(log=f"log {days}", since=until - timedelta(days=14), until=until)


def promoted(registry: Registry, number: int, *, why: str = "better", days: float = 0) -> str:
    """Judged on two weeks that end so many days after ``AT``."""
    made = replace(candidate(number, against=registry.serving()), measured=measured(days))
    registry.add(made)
    registry.promote(made.hash, by="Alma", why=why, at=AT)
    return made.hash


def code(refusal: pytest.ExceptionInfo[RegistryRefused]) -> str:
    assert str(refusal.value)
    return refusal.value.problem.code


def test_an_added_model_is_there_and_does_not_serve(registry: Registry) -> None:
    registry.add(candidate(1))
    assert [kept.hash for kept in registry.models()] == [ONE]
    assert registry.serving() is None


def test_a_promoted_model_serves_and_says_who_and_why(registry: Registry) -> None:
    promoted(registry, 1, why="nDCG +0.03")
    pointer = json.loads((registry.folder / "serving.json").read_text())
    assert pointer == {
        "model": ONE,
        "previous": None,
        "at": AT.isoformat(),
        "by": "Alma",
        "why": "nDCG +0.03",
        "earlier": [],
    }


def test_rolling_back_goes_down_the_promotions_to_day_zero(registry: Registry) -> None:
    for number in (1, 2, 3):
        promoted(registry, number)
    served = []
    for _ in range(3):
        registry.rollback(by="Bo", why="complaints", at=AT)
        pointer = registry.pointer()
        assert pointer
        served.append((pointer.model, pointer.previous))
    assert served == [(TWO, ONE), (ONE, None), (None, None)]
    with pytest.raises(RegistryRefused) as refusal:
        registry.rollback(by="Bo", why="complaints", at=AT)
    assert code(refusal) == "nothing_to_roll_back"


def test_what_is_promoted_after_a_rollback_stands_on_what_served_then(registry: Registry) -> None:
    promoted(registry, 1)
    promoted(registry, 2)
    registry.rollback(by="Bo", why="complaints", at=AT)
    promoted(registry, 3, days=7)
    assert registry.rollback(by="Bo", why="again", at=AT).model == ONE
    assert registry.rollback(by="Bo", why="again", at=AT).model is None


def test_a_model_that_serves_again_later_is_rolled_back_step_by_step(registry: Registry) -> None:
    promoted(registry, 1)
    promoted(registry, 2)
    promoted(registry, 1)
    steps = [registry.rollback(by="Bo", why="no", at=AT).model for _ in range(3)]
    assert steps == [TWO, ONE, None]


def test_the_gates_no_is_kept_and_changes_nothing(registry: Registry) -> None:
    registry.add(candidate(1, verdict=NO))
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="I like it", at=AT)
    assert code(refusal) == "gate_said_no"
    assert registry.serving() is None
    assert registry.history()[-1] == {
        "what": "refused",
        "model": ONE,
        "by": "Alma",
        "why": "I like it",
        "at": AT.isoformat(),
        "because": "gate_said_no",
    }


def test_forcing_is_recorded_as_such(registry: Registry) -> None:
    registry.add(candidate(1, verdict=NO))
    registry.promote(ONE, by="Alma", why="the test week was a holiday", at=AT, force=True)
    assert registry.serving() == ONE
    assert registry.history()[-1]["forced"] is True


def test_forcing_what_the_gate_allows_is_no_force(registry: Registry) -> None:
    registry.add(candidate(1))
    registry.promote(ONE, by="Alma", why="better", at=AT, force=True)
    assert registry.history()[-1]["forced"] is False


@pytest.mark.parametrize(
    ("by", "why", "force", "lacking"),
    [
        ("Alma", "  ", False, "reason_missing"),
        ("Alma", "  ", True, "reason_missing"),
        ("", "better", True, "name_missing"),
    ],
)
def test_without_a_name_and_a_reason_nothing_is_promoted(
    registry: Registry, by: str, why: str, force: bool, lacking: str
) -> None:
    registry.add(candidate(1))
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by=by, why=why, at=AT, force=force)
    assert code(refusal) == lacking


def test_a_verdict_against_another_model_than_serves_now_is_none(registry: Registry) -> None:
    registry.add(candidate(2))
    promoted(registry, 1)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(TWO, by="Alma", why="better", at=AT)
    assert code(refusal) == "verdict_of_another_time"


def test_what_serves_is_not_promoted_twice(registry: Registry) -> None:
    promoted(registry, 1)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="more", at=AT)
    assert code(refusal) == "model_serves_already"


def test_a_damaged_model_is_never_pointed_at(registry: Registry) -> None:
    made = candidate(1)
    place = registry.add(made)
    text = (place / "model.json").read_text()
    (place / "model.json").write_text(text.replace('"intercepts": {', '"intercepts": {"x": 1,', 1))
    (place / "model.json").write_text(text[: len(text) // 2])
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="better", at=AT, force=True)
    assert code(refusal) == "model_broken"
    assert not (registry.folder / "serving.json").exists()


def test_a_model_is_found_by_the_beginning_of_its_name(registry: Registry) -> None:
    registry.add(candidate(1))
    assert registry.find(ONE[:6]) == ONE
    with pytest.raises(RegistryRefused) as refusal:
        registry.find("zz")
    assert code(refusal) == "model_unknown"


def test_no_beginning_at_all_is_refused_though_there_is_but_one(registry: Registry) -> None:
    registry.add(candidate(1))
    with pytest.raises(RegistryRefused) as refusal:
        registry.find("")
    assert code(refusal) == "model_unnamed"
    assert ONE in str(refusal.value)


def test_two_at_once_do_not_change_it_together(registry: Registry) -> None:
    Registry(registry.folder).add(candidate(1))
    registry = Registry(registry.folder, patience=0.0)
    with (registry.folder / ".lock").open("w") as somebody:
        fcntl.flock(somebody, fcntl.LOCK_EX)
        with pytest.raises(RegistryRefused) as refusal:
            registry.promote(ONE, by="Alma", why="better", at=AT)
    assert code(refusal) == "registry_busy"
    assert registry.serving() is None


def test_adding_again_leaves_the_model_and_renews_the_rest(registry: Registry) -> None:
    first = registry.add(candidate(1, verdict=NO))
    before = (first / "model.json").stat().st_ino
    registry.add(candidate(1))
    assert (first / "model.json").stat().st_ino == before
    assert registry.kept(ONE).verdict == candidate(1).verdict


def test_half_a_model_is_not_listed_and_is_cleared(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Path, target: Path) -> Path:
        raise OSError("the disk is full")

    promoted(registry, 1)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", fails)
        with pytest.raises(OSError, match="disk"):
            registry.add(candidate(2))
    assert [kept.hash for kept in registry.models()] == [ONE]
    assert registry.serving() == ONE
    registry.add(candidate(3))
    assert list(registry.folder.glob(".*.part")) == []


def test_the_newest_model_comes_first(registry: Registry) -> None:
    for number in (2, 3, 1):
        registry.add(candidate(number))
    assert [kept.hash for kept in registry.models()] == [THREE, TWO, ONE]


def test_a_folder_that_is_not_there_yet_holds_nothing(registry: Registry) -> None:
    assert registry.models() == ()
    assert registry.history() == ()


def test_a_model_that_nobody_judged_is_not_promoted(registry: Registry) -> None:
    place = registry.add(candidate(1))
    (place / "verdict.json").unlink()
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="better", at=AT)
    assert code(refusal) == "model_not_judged"


def test_what_a_model_is_expected_to_show_is_not_written_anew(registry: Registry) -> None:
    made = candidate(1)
    fitted = replace(made, files={**made.files, "reference.json": b"{}"})
    place = registry.add(fitted)
    registry.add(replace(fitted, files={**fitted.files, "reference.json": b"[]", "new": b"1"}))
    assert (place / "reference.json").read_bytes() == b"{}"
    assert (place / "new").exists()


def test_what_was_rolled_back_is_not_promoted_on_its_old_verdict(registry: Registry) -> None:
    promoted(registry, 1)
    registry.rollback(by="Bo", why="complaints", at=AT)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="better", at=AT)
    assert code(refusal) == "verdict_before_rollback"


@pytest.mark.parametrize("days", [None, -1, 0, 1 / 1440, 7 - 1 / 1440])
def test_judging_on_what_was_shown_before_the_rollback_is_not_enough(
    registry: Registry, days: float | None
) -> None:
    promoted(registry, 1)
    registry.rollback(by="Bo", why="complaints", at=AT)
    registry.add(replace(candidate(1), measured=None if days is None else measured(days)))
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="better", at=AT)
    assert code(refusal) == "verdict_before_rollback"
    assert f"a rollback at {AT.isoformat()}" in str(refusal.value)
    assert "less than half of the time" in str(refusal.value)


@pytest.mark.parametrize("days", [0, 1 / 1440])
def test_another_name_is_no_way_round_a_rollback(registry: Registry, days: float) -> None:
    promoted(registry, 1)
    promoted(registry, 2)
    registry.rollback(by="Bo", why="complaints", at=AT)
    with pytest.raises(RegistryRefused) as refusal:
        promoted(registry, 3, days=days)
    assert code(refusal) == "verdict_before_rollback"
    assert registry.serving() == ONE
    assert promoted(registry, 3, days=7) == registry.serving()


def test_what_was_judged_before_the_rollback_and_never_served_is_held_back_too(
    registry: Registry,
) -> None:
    registry.add(replace(candidate(2), measured=measured(7)))
    promoted(registry, 1)
    registry.rollback(by="Bo", why="complaints", at=AT)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(TWO, by="Alma", why="better", at=AT)
    assert code(refusal) == "verdict_before_rollback"


def test_a_rollback_to_another_model_says_nothing_of_what_is_compared_with_this(
    registry: Registry,
) -> None:
    promoted(registry, 1)
    registry.rollback(by="Bo", why="complaints", at=AT)
    promoted(registry, 2, days=7)
    assert promoted(registry, 3, days=0) == registry.serving()


def test_judged_on_what_was_shown_since_the_rollback_it_may_serve_again(
    registry: Registry,
) -> None:
    promoted(registry, 1)
    registry.rollback(by="Bo", why="complaints", at=AT)
    registry.add(replace(candidate(1), measured=measured(7)))
    registry.promote(ONE, by="Alma", why="better", at=AT)
    assert registry.serving() == ONE


def test_what_was_taken_back_on_the_way_to_day_zero_needs_a_new_verdict_too(
    registry: Registry,
) -> None:
    for number in (1, 2):
        promoted(registry, number)
    registry.rollback(by="Bo", why="complaints", at=AT, to_day_zero=True)
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="it passed once", at=AT)
    assert code(refusal) == "verdict_before_rollback"


def test_day_zero_is_one_step_away(registry: Registry) -> None:
    for number in (1, 2, 3):
        promoted(registry, number)
    pointer = registry.rollback(by="Bo", why="complaints", at=AT, to_day_zero=True)
    assert (pointer.model, pointer.stack) == (None, ())
    assert registry.history()[-1]["gone"] == [ONE, TWO, THREE]
