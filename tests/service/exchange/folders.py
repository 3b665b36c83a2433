"""Folders: spreadsheets written for a test, and imports of them in one call."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from matcher.intake import Outcome, Profile, SheetKind
from matcher.vocabulary import load
from service.exchange import FileReport, ImportOptions, Report, commit, find, preview
from service.exchange.examination import STORES
from service.store import changes, reading

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)

ORGANISATIONS = """id;name;type;municipality;contact_email
org-1;Musikskolen Prøven;music_school;Helsingør;post@proeven.example
org-2;Klub Kælderen;youth_club;217;
"""
OFFERS = """id;organisation;kind;title;genres;start_date
off-1;org-1;course;Sangskrivning for alle;pop|viser;2026-10-01
off-2;org-2;jam;Torsdagsjam;Zwirbelquark;08-10-2026
"""
TALENTS = """id;navn;fødselsdato;kommune;genrer;tilknytning
tal-1;Alma Testrup;14-03-2007;Helsingør;pop;org-2
tal-2;Bo Prøvesen;;Køge;hiphop|jazz;
"""
TOWN: Mapping[str, str] = {
    "organisations.csv": ORGANISATIONS,
    "offers.csv": OFFERS,
    "talenter.csv": TALENTS,
}


def write(folder: Path, files: Mapping[str, str] | Mapping[str, str | bytes]) -> Path:
    """The folder, with these files in it."""
    folder.mkdir(exist_ok=True, parents=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


def options(**fields: Any) -> ImportOptions:
    """What an import on 1 September 2026 goes by."""
    return ImportOptions(words=load(), **{"now": NOW, **fields})


def imported(engine: Engine, folder: Path, **fields: Any) -> Report:
    """The folder, committed."""
    return commit(engine, find(folder), options=options(**fields))


def previewed(engine: Engine, folder: Path, **fields: Any) -> Report:
    """The folder, previewed."""
    return preview(engine, find(folder), options=options(**fields))


def stored(engine: Engine) -> dict[SheetKind, list[Profile]]:
    """Everything in the store, by id."""
    with reading(engine) as session:
        return {kind: list(store.stream(session)) for kind, store in STORES.items()}


def ids(engine: Engine) -> list[str]:
    """All ids in the store."""
    return [profile.id for profiles in stored(engine).values() for profile in profiles]


def head(engine: Engine) -> int:
    """How much has ever been changed."""
    with reading(engine) as session:
        return changes.head(session)


def counts(report: Report | FileReport) -> dict[str, int]:
    """Rows by outcome, those that there are."""
    return {outcome.value: count for outcome, count in report.counts.items() if count}


def refusals(report: FileReport) -> list[tuple[int, str | None, str]]:
    """Line, column and code of everything that was refused."""
    return [
        (verdict.line, finding.column, finding.problem.code)
        for verdict in report.refused
        for finding in verdict.refused
    ]


CREATED, UPDATED = Outcome.CREATED.value, Outcome.UPDATED.value
UNCHANGED, REFUSED = Outcome.UNCHANGED.value, Outcome.REFUSED.value
