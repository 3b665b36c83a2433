"""Gold terms: what a town that others wrote puts into its spreadsheets resolves."""

import csv
from pathlib import Path

import pytest

from matcher.vocabulary import Vocabularies

COLUMNS = {
    "offers.csv": {
        "roles": "roles", "genres": "genres", "goals": "goals", "formats": "conditions",
        "kind": "kinds", "setting": "settings", "reach": "reaches", "languages": "languages",
        "times": "times", "open_to": "open_to", "target_group": "target_groups",
    },
    "talents.csv": {
        "roles": "roles", "genres": "genres", "goals": "goals", "formats": "conditions",
        "languages": "languages", "times": "times",
    },
    "organisations.csv": {"type": "organisation_types"},
}  # fmt: skip
CELLS = [(file, column) for file, columns in COLUMNS.items() for column in columns]


@pytest.mark.parametrize(("file", "column"), CELLS)
def test_every_term_of_the_gold_town_resolves(
    known: Vocabularies, shared: Path, file: str, column: str
) -> None:
    among = getattr(known, COLUMNS[file][column])
    terms = {term for row in _rows(shared, file) for term in row[column].split("|") if term}
    assert sorted(term for term in terms if not among.resolve_all(term)) == []


@pytest.mark.parametrize("file", COLUMNS)
def test_every_municipality_of_the_gold_town_resolves(
    known: Vocabularies, shared: Path, file: str
) -> None:
    names = {row["municipality"] for row in _rows(shared, file)} - {""}
    assert [name for name in names if not known.geography.resolve_municipality(name)] == []


def test_every_bio_and_every_offer_of_the_gold_town_tells_of_themes(
    known: Vocabularies, shared: Path
) -> None:
    bios = [row["bio"] for row in _rows(shared, "talents.csv")]
    offers = [f"{row['title']}. {row['description']}" for row in _rows(shared, "offers.csv")]
    assert [text for text in bios + offers if len(known.themes.heard(text)) < 2] == []


def _rows(shared: Path, file: str) -> list[dict[str, str]]:
    with (shared / "gold" / "town_a" / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))
