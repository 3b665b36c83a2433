"""Tests of telling files apart, and of files that cannot be read."""

import io
import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.intake import Encoding, IntakeCode, IntakeRefused, SheetKind
from matcher.vocabulary import Language
from service.exchange import NamedFile, Sheet, commit, file_name, find, sort_out
from service.exchange.sheets import OpenSheet
from tests.service.exchange.folders import (
    ORGANISATIONS,
    TALENTS,
    counts,
    ids,
    imported,
    options,
    previewed,
    write,
)


def kinds(folder: Path) -> list[tuple[str, str]]:
    return [(sheet.name, sheet.kind.value) for sheet in find(folder).sheets]


def refusal_of(folder: Path) -> str:
    with pytest.raises(IntakeRefused) as refused:
        find(folder)
    return refused.value.problem.code


def test_files_are_known_by_name_in_both_languages_and_read_in_order(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("UNGE.CSV", "tilbud.csv", "organisationer.csv"), "id\n"))
    assert kinds(tmp_path) == [
        ("organisationer.csv", "organisations"),
        ("tilbud.csv", "offers"),
        ("UNGE.CSV", "talents"),
    ]


def test_a_file_of_another_name_is_known_by_its_columns(tmp_path: Path) -> None:
    write(tmp_path, {"udtræk 2026.csv": TALENTS, "hold.csv": "id,titel,organisation,frist,slags\n"})
    assert [kind for _, kind in kinds(tmp_path)] == ["offers", "talents"]


def test_other_files_are_left_alone_and_named(tmp_path: Path) -> None:
    judgments = "talent_id;offer_id;grade\n"
    write(tmp_path, {"talents.csv": TALENTS, "judgments.csv": judgments, "README.md": "# Hej"})
    (tmp_path / "billeder.csv").mkdir()
    assert find(tmp_path).ignored == ("README.md", "billeder.csv", "judgments.csv")


def test_one_file_may_be_named_instead_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"talents.csv": TALENTS, "offers.csv": "id\n"})
    assert kinds(tmp_path / "talents.csv") == [("talents.csv", "talents")]


def test_uploads_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"0": TALENTS, "1": TALENTS})
    found = sort_out(NamedFile("unge.csv", tmp_path / name) for name in ("0", "1"))
    assert [sheet.name for sheet in found.sheets] == ["unge.csv", "unge.csv (2)"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "ingenting") == IntakeCode.FOLDER_MISSING


def test_a_folder_without_spreadsheets_says_so(tmp_path: Path) -> None:
    assert refusal_of(write(tmp_path, {"brev.txt": "Kære alle"})) == IntakeCode.NOTHING_TO_IMPORT


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("talents.csv", b"", IntakeCode.FILE_EMPTY),
        ("talents.csv", b"\n\n", IntakeCode.FILE_EMPTY),
        ("talents.csv", b"\x00\x01\x02", IntakeCode.FILE_IS_BINARY),
        ("talents.csv", TALENTS.encode("utf-16"), IntakeCode.FILE_IS_UTF16),
        ("talents.xlsx", b"PK\x03\x04rest", IntakeCode.FILE_IS_WORKBOOK),
        ("talents.csv", b"navn;alder\nAlma;19\n", IntakeCode.COLUMN_MISSING),
        ("talents.csv", b"id;name;navn\n", IntakeCode.COLUMN_TWICE),
        ("talents.csv", b"x" * 3_000_000, IntakeCode.FILE_TOO_LARGE),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_the_others_go_in(
    sqlite_engine: Engine, tmp_path: Path, name: str, content: bytes, code: IntakeCode
) -> None:
    write(tmp_path, {name: content, "organisations.csv": ORGANISATIONS.encode()})
    report = imported(sqlite_engine, tmp_path, most_bytes=2_000_000)
    wrong = [file.problem.code for file in report.files if file.problem]
    assert (wrong, ids(sqlite_engine), report.clean) == ([code], ["org-1", "org-2"], False)


def test_a_header_alone_is_fine_and_said(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = imported(sqlite_engine, write(tmp_path, {"talents.csv": "id;name\n"}))
    (file,) = report.files
    assert (file.rows, [note.code for note in file.notes]) == (0, [IntakeCode.HEADER_ONLY])
    assert report.clean


def test_a_file_that_has_vanished_says_so(sqlite_engine: Engine, tmp_path: Path) -> None:
    found = find(write(tmp_path, {"talents.csv": TALENTS}))
    (tmp_path / "talents.csv").unlink()
    report = commit(sqlite_engine, found, options=options())
    assert [file.problem.code for file in report.files if file.problem] == [IntakeCode.FILE_MISSING]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_is_not_waited_for(sqlite_engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "talents.csv")
    (file,) = previewed(sqlite_engine, tmp_path).files
    assert file.problem
    assert file.problem.code == IntakeCode.FILE_UNREADABLE


def test_a_file_that_changes_while_it_is_read_stops_everything(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    folder = write(tmp_path, {"organisations.csv": ORGANISATIONS, "talents.csv": TALENTS})
    other = "id;name\norg-3;En tredje\n"
    with pytest.raises(IntakeRefused) as refused:
        imported(
            sqlite_engine,
            folder,
            progress=lambda told: (
                write(folder, {"talents.csv": other}) if told.file == "talents.csv" else None
            ),
        )
    assert refused.value.problem.code == IntakeCode.FILE_CHANGED
    assert ids(sqlite_engine) == []


class FailingDisk(io.BytesIO):
    """A file of which only the first bytes can be read."""

    def read1(self, _size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(5, "Input/output error")
        return super().read1(40)


def test_a_disk_that_fails_while_a_file_is_read_is_a_problem_of_the_file() -> None:
    sheet = Sheet(SheetKind.TALENTS, "talents.csv", Path("talents.csv"))
    failing = OpenSheet(sheet, 99, Encoding.UTF_8, FailingDisk(TALENTS.encode()))
    with pytest.raises(IntakeRefused) as refused, failing.table() as (_, records):
        list(records)
    assert refused.value.problem.code == IntakeCode.FILE_UNREADABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_danish_letters_arrive_whatever_the_encoding_and_delimiter(
    sqlite_engine: Engine, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "id;navn;kommune\norg-1;Sørens Værksted på Åen;Rødovre\n".replace(";", delimiter)
    report = imported(sqlite_engine, write(tmp_path, {"organisationer.csv": text.encode(encoding)}))
    assert counts(report) == {"created": 1}
    assert (report.files[0].encoding, report.files[0].delimiter) == (encoding, delimiter)


def test_a_kind_has_a_name_in_each_language() -> None:
    names = [file_name(kind, language) for kind in SheetKind for language in Language]
    assert len(set(names)) == len(names)
