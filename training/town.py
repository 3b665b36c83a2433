"""A town: the profiles of a folder of spreadsheets, with an expert's grades beside them."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.domain import Offer, OfferId, Organisation, Talent, TalentId
from matcher.features import SemanticEncoder, Snapshot
from matcher.intake import Profile, RowReader, SheetKind, Surroundings, judge, read_table, sniff
from matcher.vocabulary import Vocabularies

Grades = Mapping[tuple[TalentId, OfferId], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everybody in a folder; ``grades`` holds the pairs graded above 0."""

    organisations: tuple[Organisation, ...]
    offers: tuple[Offer, ...]
    talents: tuple[Talent, ...]
    grades: Grades
    refused: int

    def snapshot(self, words: Vocabularies, encoder: SemanticEncoder, *, today: date) -> Snapshot:
        """All of it as columns; every profile counts as touched today."""
        snapshot = Snapshot(words, encoder)
        snapshot.put_organisations(self.organisations)
        snapshot.put_offers(self.offers)
        snapshot.put_talents(self.talents, [today] * len(self.talents))
        return snapshot


def read_town(folder: Path, words: Vocabularies, *, today: date, graded: bool = True) -> Town:
    """Read ``organisations.csv``, ``offers.csv``, ``talents.csv`` and, if graded, the judgments.

    Raises ``FileNotFoundError`` when one is missing and ``IntakeRefused`` when one is no
    spreadsheet; rows that the importer would refuse are counted and left out.
    """
    organisations = _profiles(folder, SheetKind.ORGANISATIONS, words, today)
    offers = _profiles(folder, SheetKind.OFFERS, words, today)
    talents = _profiles(folder, SheetKind.TALENTS, words, today)
    return Town(
        organisations=tuple(p for p in organisations if isinstance(p, Organisation)),
        offers=tuple(p for p in offers if isinstance(p, Offer)),
        talents=tuple(p for p in talents if isinstance(p, Talent)),
        grades=_grades(folder / "judgments.csv") if graded else {},
        refused=[*organisations, *offers, *talents].count(None),
    )


def _profiles(
    folder: Path, kind: SheetKind, words: Vocabularies, today: date
) -> list[Profile | None]:
    """Each row's profile, ``None`` where the row is refused."""
    data = (folder / f"{kind.value}.csv").read_bytes()
    text = data.decode(sniff([data]).value, errors="surrogateescape")
    layout, records = read_table(io.StringIO(text, newline=""), kind)
    reader = RowReader(layout, words)
    around = Surroundings(today=today, unknown={})
    return [judge(reader.read(record), None, around=around)[1] for record in records]


def _grades(path: Path) -> dict[tuple[TalentId, OfferId], int]:
    return {
        (TalentId(row["talent_id"]), OfferId(row["offer_id"])): int(row["grade"])
        for row in _rows(path)
        if int(row["grade"]) > 0
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=";")
