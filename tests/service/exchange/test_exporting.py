"""Tests of exporting: everything as it is, and nothing that a spreadsheet program would run."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from matcher.intake import SheetKind, Style
from matcher.vocabulary import Language, load
from service.exchange import export_csv, export_folder
from service.store import TALENTS, reading, writing
from tests.factories import talent
from tests.service.exchange.folders import (
    NOW,
    TOWN,
    UNCHANGED,
    counts,
    imported,
    stored,
    write,
)

LANGUAGES = pytest.mark.parametrize("language", list(Language))


def style(language: Language) -> Style:
    return Style(language, load())


def exported(engine: Engine, language: Language = Language.EN) -> list[dict[str, str]]:
    with reading(engine) as session:
        pieces = b"".join(export_csv(session, SheetKind.TALENTS, style=style(language)))
    text = io.StringIO(pieces.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";", strict=True))


@LANGUAGES
def test_an_export_changes_nothing_where_it_came_from(
    sqlite_engine: Engine, tmp_path: Path, language: Language
) -> None:
    imported(sqlite_engine, write(tmp_path / "in", TOWN))
    export_folder(sqlite_engine, tmp_path / "out", style=style(language))
    assert counts(imported(sqlite_engine, tmp_path / "out")) == {UNCHANGED: 6}


def test_an_export_makes_the_same_store_elsewhere(
    sqlite_engine: Engine, postgresql_engine: Engine, tmp_path: Path
) -> None:
    imported(sqlite_engine, write(tmp_path / "in", TOWN))
    export_folder(sqlite_engine, tmp_path / "out", style=style(Language.DA))
    imported(postgresql_engine, tmp_path / "out")
    assert stored(postgresql_engine) == stored(sqlite_engine)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (Language.EN, ["organisations.csv", "offers.csv", "talents.csv"]),
        (Language.DA, ["organisationer.csv", "tilbud.csv", "talenter.csv"]),
    ],
)
def test_the_files_bear_names_of_their_language(
    sqlite_engine: Engine, tmp_path: Path, language: Language, names: list[str]
) -> None:
    written = export_folder(sqlite_engine, tmp_path / "new", style=style(language))
    assert [path.name for path in written] == names
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(names)


def test_spreadsheet_programs_are_told_that_it_is_utf_8(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as session:
        first = next(export_csv(session, SheetKind.OFFERS, style=style(Language.DA)))
    assert first.startswith(b"\xef\xbb\xbfid;organisation;slags;")
    assert first.endswith(b"\r\n")


def test_in_danish_terms_places_and_numbers_are_danish(sqlite_engine: Engine) -> None:
    put(sqlite_engine, roles=("singer",), municipality="0217", max_travel_km=12.5)
    (row,) = exported(sqlite_engine, Language.DA)
    assert (row["roller"], row["kommune"], row["max_km"]) == ("Sanger", "Helsingør", "12,5")
    assert row["må_findes"] == "ja"


def test_in_english_terms_are_codes(sqlite_engine: Engine) -> None:
    put(sqlite_engine, roles=("singer",), municipality="0217", max_travel_km=12.5)
    (row,) = exported(sqlite_engine)
    assert (row["roles"], row["municipality"], row["max_travel_km"]) == ("singer", "0217", "12.5")


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+45 12 34", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(sqlite_engine: Engine, text: str) -> None:
    put(sqlite_engine, bio=text)
    assert exported(sqlite_engine)[0]["bio"] == f"'{text}"


def test_more_rows_than_fit_into_one_piece_all_come(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as session:
        TALENTS.put_many(session, [talent(f"tal-{n:04}") for n in range(1_100)], now=NOW)
    assert len({row["id"] for row in exported(sqlite_engine)}) == 1_100


def put(engine: Engine, **fields: Any) -> None:
    """One talent with these fields."""
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(**fields)], now=NOW)
