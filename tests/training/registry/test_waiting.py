"""Waiting models: none is ever lost, and none is in another's way."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.training.registry.models import NO, candidate, model
from training.registry import Candidate, Registry, waiting
from training.registry.files import as_bytes

ONE, TWO, THREE = (model(n).hash for n in (1, 2, 3))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry(tmp_path)
    made.add(candidate(1))
    return made


def keep(registry: Registry, made: Candidate, **others: bytes) -> Path:
    files = {**made.files, "verdict.json": as_bytes(made.told())}
    spoilt = {name.replace("_", "."): data for name, data in others.items()}
    return waiting.keep(registry.folder, made.hash, {**files, **spoilt})


def hidden(registry: Registry) -> list[str]:
    return sorted(path.name for path in registry.folder.glob(".*") if path.is_dir())


def test_two_judgements_of_one_model_wait_beside_each_other_and_the_last_holds(
    registry: Registry,
) -> None:
    places = [keep(registry, candidate(2, verdict=NO)), keep(registry, candidate(2))]
    assert len(set(places)) == 2
    assert registry.find(TWO) == TWO
    assert registry.judgements(TWO) == 2
    assert registry.kept(TWO).verdict == candidate(2).verdict
    assert hidden(registry) == []


def test_what_comes_to_wait_while_another_is_taken_in_is_not_lost(registry: Registry) -> None:
    keep(registry, candidate(2, verdict=NO))
    taking: Iterator[tuple[str, Mapping[str, bytes]]] = waiting.each(registry.folder)
    assert next(taking)[0] == TWO
    keep(registry, candidate(2))
    assert list(taking) == []
    assert registry.find(TWO) == TWO
    assert registry.kept(TWO).verdict == candidate(2).verdict


def test_what_somebody_took_in_hand_and_did_not_finish_is_taken_in(registry: Registry) -> None:
    keep(registry, candidate(2, verdict=NO))
    next(waiting.each(registry.folder))
    keep(registry, candidate(2))
    assert registry.find(TWO) == TWO
    assert registry.judgements(TWO) == 2
    assert registry.kept(TWO).verdict == candidate(2).verdict
    assert hidden(registry) == []


@pytest.mark.parametrize("name", ["verdict_json", "model_json", "datasheet_json"])
def test_what_cannot_be_read_is_moved_aside_and_the_others_are_taken_in(
    registry: Registry, name: str
) -> None:
    keep(registry, candidate(2), **{name: b"{"})
    keep(registry, candidate(3))
    assert {one.hash for one in registry.models()} == {ONE, THREE}
    (aside,) = registry.broken()
    assert aside.name.startswith(f".{TWO}.")
    assert (aside / name.replace("_", ".")).read_bytes() == b"{"
    registry.add(candidate(2))
    assert registry.find(TWO) == TWO


def test_what_was_mended_may_wait_again(registry: Registry) -> None:
    keep(registry, candidate(2), verdict_json=b"")
    assert {one.hash for one in registry.models()} == {ONE}
    (aside,) = registry.broken()
    (aside / "verdict.json").write_bytes(as_bytes(candidate(2).told()))
    aside.rename(aside.with_suffix(".waits"))
    assert {one.hash for one in registry.models()} == {ONE, TWO}


def test_what_waits_under_an_older_releases_name_is_taken_in(registry: Registry) -> None:
    place = keep(registry, candidate(2))
    place.rename(place.with_name(f".{TWO}.waits"))
    assert registry.find(TWO) == TWO
