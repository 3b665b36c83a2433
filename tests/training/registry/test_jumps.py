"""Jumps: kept wherever they were found, until a person says that one is in order."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.training.registry.models import candidate
from training.registry import Registry, RegistryRefused
from training.registry.files import as_bytes
from training.registry.jumps import Jumps

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)
SPRING = {"organisation": "org-4", "week": "2026-03-01", "until": "2026-03-08", "share": 0.4}
MAY = {"organisation": "org-4", "week": "2026-05-01", "until": "2026-05-04", "share": 0.3}


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Two models; when they were judged, a jump in spring and two were known."""
    made = Registry(tmp_path)
    made.add(replace(candidate(1), jumps=[SPRING]))
    made.add(replace(candidate(2), jumps=[SPRING, MAY]))
    return made


def days(jumps: tuple[Mapping[str, Any], ...]) -> list[tuple[str, str]]:
    return [(jump["week"], jump["until"]) for jump in jumps]


def test_what_was_found_is_kept_once(registry: Registry) -> None:
    assert days(registry.jumps()) == [("2026-03-01", "2026-03-08"), ("2026-05-01", "2026-05-04")]
    assert len((registry.folder / "jumps.jsonl").read_text().splitlines()) == 2


def test_a_longer_one_stands_for_those_within_it(registry: Registry) -> None:
    registry.add(replace(candidate(1), jumps=[{**MAY, "until": "2026-05-09"}]))
    assert days(registry.jumps())[1:] == [("2026-05-01", "2026-05-09")]


def test_what_older_sheets_set_aside_is_known_by_its_week(tmp_path: Path) -> None:
    made, sheet = candidate(1), {"set_aside": [{"organisation": "org-4", "week": "2026-03-01"}]}
    registry = Registry(tmp_path)
    registry.add(replace(made, files={**made.files, "datasheet.json": as_bytes(sheet)}))
    assert days(registry.jumps()) == [("2026-03-01", "2026-03-08")]


def test_a_person_clears_one_and_says_why(registry: Registry) -> None:
    first = registry.jumps()[0]
    registry.clear_jump(first["id"], by="Alma", why="it was their open day", at=AT)
    assert days(registry.jumps()) == [("2026-05-01", "2026-05-04")]
    (cleared,) = registry.cleared_jumps()
    assert (cleared["by"], cleared["why"], cleared["at"]) == (
        "Alma",
        "it was their open day",
        AT.isoformat(),
    )
    assert {**SPRING, "id": first["id"]}.items() <= cleared.items()


def test_what_was_cleared_stays_so_though_a_sheet_tells_of_it(registry: Registry) -> None:
    registry.clear_jump(registry.jumps()[0]["id"], by="Alma", why="open day", at=AT)
    made = candidate(3)
    sheet = {"set_aside": [{**SPRING, "week": "2026-03-02"}]}
    files = {**made.files, "datasheet.json": as_bytes(sheet)}
    registry.add(replace(made, files=files, jumps=[SPRING]))
    assert days(registry.jumps()) == [("2026-05-01", "2026-05-04")]


@pytest.mark.parametrize(
    ("jump", "why", "code"),
    [
        ("nobody", "x", "jump_unknown"),
        ("", "x", "jump_unknown"),
        (None, " ", "reason_missing"),
    ],
)
def test_nothing_is_cleared_without_a_jump_and_a_reason(
    registry: Registry, jump: str | None, why: str, code: str
) -> None:
    with pytest.raises(RegistryRefused) as refusal:
        registry.clear_jump(
            registry.jumps()[0]["id"] if jump is None else jump, by="Alma", why=why, at=AT
        )
    assert refusal.value.problem.code == code
    assert str(refusal.value)
    assert registry.cleared_jumps() == ()


def test_the_beginning_of_an_id_is_enough(registry: Registry) -> None:
    first = registry.jumps()[0]
    registry.clear_jump(first["id"][:4], by="Alma", why="open day", at=AT)
    assert [one["id"] for one in registry.cleared_jumps()] == [first["id"]]


def test_what_several_ids_begin_with_clears_none(tmp_path: Path) -> None:
    jumps = Jumps(tmp_path / "jumps.jsonl")
    with pytest.raises(RegistryRefused) as refusal:
        jumps.clear("ab", [{"id": "ab1"}, {"id": "ab2"}], {"by": "Alma"})
    assert refusal.value.problem.code == "jump_ambiguous"
    assert "ab1, ab2" in str(refusal.value)
