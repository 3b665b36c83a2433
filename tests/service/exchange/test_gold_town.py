"""Tests on a real town: whatever its files say is in the store, as a code or as a free tag."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.intake import Column, Profile, SheetKind, schema_of
from matcher.intake.dates import read_date
from matcher.intake.lists import split
from matcher.intake.numbers import read_number
from matcher.intake.term_cells import OneTerm, Terms
from matcher.vocabulary import load
from tests.service.exchange.folders import CREATED, counts, imported, stored


@pytest.fixture
def town(shared: Path) -> Path:
    return shared / "gold" / "town_a"


def cells(folder: Path, kind: SheetKind) -> Iterator[tuple[str, Column, str]]:
    """Every cell that says anything: the id of its row, its column and its text."""
    with (folder / f"{kind.value}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for column in schema_of(kind).columns:
                if row.get(column.english):
                    yield row["id"], column, row[column.english].strip()


def kept(profile: Profile, column: Column, text: str) -> bool:
    """Whether the profile still says what the cell said."""
    value = getattr(profile, column.field)
    if isinstance(column.cell, Terms | OneTerm):
        known = set(value) if isinstance(value, tuple) else {value}
        tags = {tag.text for tag in profile.free_tags if tag.field == column.field}
        resolve = column.cell.among(load()).resolve_all
        return all(item in tags or known.issuperset(resolve(item) or "?") for item in split(text))
    code = load().geography.resolve_municipality(text)
    group = load().target_groups.resolve(text)
    return value in {text, read_date(text), read_number(text), text == "yes", code, group}


def test_nothing_of_the_town_is_refused(sqlite_engine: Engine, town: Path) -> None:
    report = imported(sqlite_engine, town)
    assert (counts(report), report.ignored) == ({CREATED: 120}, ("judgments.csv",))


@pytest.mark.parametrize("kind", list(SheetKind))
def test_every_cell_of_the_town_is_in_the_store(
    sqlite_engine: Engine, town: Path, kind: SheetKind
) -> None:
    imported(sqlite_engine, town)
    profiles = {str(profile.id): profile for profile in stored(sqlite_engine)[kind]}
    lost = [
        (key, column.field, text)
        for key, column, text in cells(town, kind)
        if not kept(profiles[key], column, text)
    ]
    assert lost == []
