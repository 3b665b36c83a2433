"""Troubles of the registry: what is damaged is said, restored where it can be, never followed."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.training.registry.models import NO, candidate, model
from training.registry import Registry, RegistryRefused

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)
ONE, TWO = (model(n).hash for n in (1, 2))
GARBAGE = [
    "",
    "{",
    "[]",
    "5",
    '{"model": 5}',
    "{}",
    '{"model": "../../etc", "previous": null, "at": "", "by": "", "why": ""}',
    '{"model": null, "previous": ".hidden", "at": "", "by": "", "why": ""}',
    '{"model": "abc", "previous": null, "at": "", "by": ""}',
]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Two models, the second promoted upon the first; nobody is waited for."""
    made = Registry(tmp_path / "models", patience=0.0)
    for number in (1, 2):
        one = candidate(number, against=made.serving())
        made.add(one)
        made.promote(one.hash, by="Alma", why="better", at=AT)
    return made


@contextmanager
def somebody_else(registry: Registry) -> Iterator[None]:
    """Another process changes the folder and does not come to an end."""
    with (registry.folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def code(refusal: pytest.ExceptionInfo[RegistryRefused]) -> str:
    assert str(refusal.value)
    return refusal.value.problem.code


@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_damaged_pointer_is_refused_with_a_way_out(registry: Registry, garbage: str) -> None:
    (registry.folder / "serving.json").write_text(garbage)
    with pytest.raises(RegistryRefused) as refusal:
        registry.serving()
    assert code(refusal) == "pointer_damaged"
    assert "samspil rollback" in str(refusal.value)


def test_going_back_goes_on_from_the_history_where_the_pointer_is_damaged(
    registry: Registry,
) -> None:
    (registry.folder / "serving.json").write_text("[]")
    assert registry.rollback(by="Bo", why="complaints", at=AT).model == ONE
    assert registry.serving() == ONE
    assert [entry["what"] for entry in registry.history()[-2:]] == [
        "pointer_damaged",
        "rolled_back",
    ]


def test_the_model_that_served_is_promoted_to_make_the_pointer_anew(registry: Registry) -> None:
    before = json.loads((registry.folder / "serving.json").read_text())
    (registry.folder / "serving.json").write_text("[]")
    registry.promote(TWO, by="Bo", why="the file was damaged", at=AT)
    anew = json.loads((registry.folder / "serving.json").read_text())
    assert (anew["model"], anew["previous"]) == (before["model"], before["previous"])
    assert registry.history()[-1]["what"] == "restored"
    assert registry.rollback(by="Bo", why="complaints", at=AT).model == ONE


def test_another_model_is_judged_against_what_the_history_says_served(registry: Registry) -> None:
    (registry.folder / "serving.json").write_text("[]")
    registry.add(candidate(3))
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(model(3).hash, by="Bo", why="new", at=AT)
    assert code(refusal) == "verdict_of_another_time"


def test_day_zero_is_restored_by_going_back(registry: Registry) -> None:
    for _ in range(2):
        registry.rollback(by="Bo", why="complaints", at=AT)
    (registry.folder / "serving.json").write_text("[]")
    assert registry.rollback(by="Bo", why="the file was damaged", at=AT).model is None
    assert registry.serving() is None


@pytest.mark.parametrize("line", [b'{"what": "added"}\n', b"{\n", b'{"what": "x"\n\n'])
def test_a_line_of_the_history_that_is_none_is_named(registry: Registry, line: bytes) -> None:
    _append(registry, line)
    with pytest.raises(RegistryRefused) as refusal:
        registry.history()
    assert code(refusal) == "line_damaged"
    assert refusal.value.problem.params["line"] == 5


@pytest.mark.parametrize("half", [b'{"what": "prom', '{"why": "æ'.encode()[:-1]])
def test_half_a_line_at_the_end_is_ignored_and_the_next_one_is_whole(
    registry: Registry, half: bytes
) -> None:
    before = registry.history()
    _append(registry, half)
    assert registry.history() == before
    registry.rollback(by="Bo", why="complaints", at=AT)
    assert registry.history()[:-1] == before
    assert registry.history()[-1]["what"] == "rolled_back"


def test_a_last_line_that_lacks_nothing_but_its_end_counts(registry: Registry) -> None:
    path, before = registry.folder / "history.jsonl", registry.history()
    path.write_bytes(path.read_bytes()[:-1])
    assert registry.history() == before
    registry.rollback(by="Bo", why="complaints", at=AT)
    assert registry.history()[:-1] == before


def test_a_reason_may_hold_any_sign_of_a_new_line(registry: Registry) -> None:
    registry.rollback(by="Bo", why="one\u2028two\x85three\nfour", at=AT)
    assert registry.history()[-1]["why"] == "one\u2028two\x85three\nfour"


def _append(registry: Registry, line: bytes) -> None:
    with (registry.folder / "history.jsonl").open("ab") as lines:
        lines.write(line)


def test_a_trained_model_waits_when_the_folder_never_comes_free(registry: Registry) -> None:
    with somebody_else(registry), pytest.raises(RegistryRefused) as refusal:
        registry.add(candidate(3))
    assert code(refusal) == "model_waits"
    place = Path(str(refusal.value.problem.params["place"]))
    assert (place / "model.json").exists()
    assert registry.find(model(3).hash) == model(3).hash
    assert registry.history()[-1]["what"] == "added"
    assert not place.exists()


def test_what_waits_is_left_alone_while_the_folder_is_held(registry: Registry) -> None:
    with somebody_else(registry):
        with pytest.raises(RegistryRefused):
            registry.add(candidate(3))
        assert {one.hash for one in registry.models()} == {ONE, TWO}
    assert len(registry.models()) == 3


def test_what_was_said_of_a_model_before_it_was_judged_anew_is_kept(registry: Registry) -> None:
    first = (registry.folder / ONE / "verdict.json").read_bytes()
    registry.add(candidate(1, against=TWO, verdict=NO))
    second = (registry.folder / ONE / "verdict.json").read_bytes()
    registry.add(candidate(1, against=TWO))
    earlier = registry.folder / ONE / "earlier"
    assert (earlier / "1" / "verdict.json").read_bytes() == first
    assert (earlier / "2" / "verdict.json").read_bytes() == second
    assert not (earlier / "1" / "model.json").exists()


def test_what_serves_is_compared_with_what_served_before(registry: Registry) -> None:
    assert registry.opponent(TWO) == ONE
    assert registry.opponent(ONE) == TWO
    assert registry.opponent() == TWO


def test_a_place_that_is_no_folder_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RegistryRefused) as refusal:
        Registry(tmp_path / "file").require_writable()
    assert code(refusal) == "registry_unusable"
    with pytest.raises(RegistryRefused) as refusal:
        Registry(tmp_path / "file").models()
    assert code(refusal) == "registry_unusable"


def test_a_model_without_its_file_is_listed_with_what_is_wrong(registry: Registry) -> None:
    (registry.folder / TWO / "model.json").unlink()
    told = {one.hash: one.trouble for one in registry.models()}
    assert told[ONE] == ()
    assert "model.json" in told[TWO][0]


@pytest.mark.parametrize("name", ["model.json", "datasheet.json", "verdict.json"])
def test_a_truncated_file_is_told_in_the_list(registry: Registry, name: str) -> None:
    path = registry.folder / TWO / name
    path.write_bytes(path.read_bytes()[:-20])
    told = {one.hash: one.trouble for one in registry.models()}
    assert len(told[TWO]) == 1


def test_a_verdict_that_is_none_is_said(registry: Registry) -> None:
    (registry.folder / ONE / "verdict.json").write_text('{"promote": true}')
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="better", at=AT)
    assert code(refusal) == "registry_damaged"


def test_a_beginning_of_two_names_lists_them(registry: Registry) -> None:
    shorter = ONE[:1] + "0" * (len(ONE) - 1)
    (registry.folder / ONE).rename(registry.folder / shorter)
    (registry.folder / TWO).rename(registry.folder / f"{ONE[:1]}1")
    with pytest.raises(RegistryRefused) as refusal:
        registry.find(ONE[:1])
    assert code(refusal) == "model_ambiguous"
    assert shorter in str(refusal.value)
    assert registry.find(f"{ONE[:1]}1") == f"{ONE[:1]}1"
