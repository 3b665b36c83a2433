"""Properties of importing: order never matters, nothing is lost, and nothing breaks it."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from matcher.domain import Offer, Organisation, Talent
from matcher.intake import IntakeRefused, SheetKind, Style
from matcher.vocabulary import Language, load
from service.exchange import export_folder
from service.store import OFFERS, ORGANISATIONS, TALENTS, connect, writing
from tests.factories import organisation
from tests.matcher.intake.strategies import ORGANISATION_IDS, offers, talents
from tests.service.databases import SqliteFiles
from tests.service.exchange.folders import (
    NOW,
    UNCHANGED,
    counts,
    head,
    imported,
    stored,
    write,
)

FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_WORDS = [
    "",
    "a",
    "b",
    "org-1",
    "org-2",
    "pop",
    "Zwirbelquark",
    "1",
    "9",
    "x;y",
    'q"',
    "2026-10-01",
]
TABLES = st.lists(st.lists(st.sampled_from(_WORDS), min_size=4, max_size=4), max_size=12)


@contextmanager
def fresh(sqlite: SqliteFiles) -> Iterator[tuple[Engine, Path]]:
    """A store and a folder for one example."""
    url = sqlite.migrated()
    engine = connect(url)
    with TemporaryDirectory() as folder:
        yield engine, Path(folder)
    engine.dispose()
    sqlite.drop(url)


def sheet(header: str, rows: list[list[str]]) -> str:
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\n".join([header, *quoted, ""])


def town(tables: tuple[list[list[str]], ...]) -> dict[str, str | bytes]:
    headers = ("id;name;type;municipality", "id;organisation;title;genres", "id;name;level;genres")
    names = ("organisations.csv", "offers.csv", "talents.csv")
    return {
        name: sheet(header, rows) for name, header, rows in zip(names, headers, tables, strict=True)
    }


@FEW
@given(
    offers=st.lists(offers(), unique_by=lambda offer: offer.id, max_size=3),
    people=st.lists(talents(), unique_by=lambda person: person.id, max_size=3),
    language=st.sampled_from(list(Language)),
)
def test_what_is_exported_is_imported_as_it_was(
    sqlite: SqliteFiles, offers: list[Offer], people: list[Talent], language: Language
) -> None:
    organisations: list[Organisation] = [organisation(key) for key in ORGANISATION_IDS]
    with fresh(sqlite) as (engine, folder), fresh(sqlite) as (other, _):
        with writing(engine) as session:
            ORGANISATIONS.put_many(session, organisations, now=NOW)
            OFFERS.put_many(session, offers, now=NOW)
            TALENTS.put_many(session, people, now=NOW)
        export_folder(engine, folder, style=Style(language, load()))
        imported(other, folder)
        assert stored(other) == stored(engine)


@FEW
@given(st.tuples(TABLES, TABLES, TABLES), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_what_is_stored(
    sqlite: SqliteFiles, tables: tuple[list[list[str]], ...], shuffling: random.Random
) -> None:
    shuffled = tuple(shuffling.sample(rows, len(rows)) for rows in tables)
    with fresh(sqlite) as (engine, folder), fresh(sqlite) as (other, other_folder):
        first = imported(engine, write(folder, town(tables)))
        second = imported(other, write(other_folder, town(shuffled)))
        assert stored(engine) == stored(other)
        assert first.counts == second.counts


@FEW
@given(st.tuples(TABLES, TABLES, TABLES))
def test_what_was_taken_in_once_changes_nothing_again(
    sqlite: SqliteFiles, tables: tuple[list[list[str]], ...]
) -> None:
    with fresh(sqlite) as (engine, folder):
        first = imported(engine, write(folder, town(tables)))
        before = head(engine)
        second = imported(engine, folder)
        assert head(engine) == before
        assert counts(second).get(UNCHANGED, 0) == sum(
            count for outcome, count in counts(first).items() if outcome != "refused"
        )


@settings(FEW, max_examples=60)
@given(
    kind=st.sampled_from(list(SheetKind)),
    header=st.sampled_from(
        [b"", b"id;name;level\n", b"\xef\xbb\xbfid,organisation,title,kommune\n"]
    ),
    soup=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet=';,"\n\r\\|=æ1a\u2028', max_size=200).map(str.encode),
    ),
)
def test_no_bytes_whatever_break_an_import(
    sqlite: SqliteFiles, kind: SheetKind, header: bytes, soup: bytes
) -> None:
    with fresh(sqlite) as (engine, folder):
        try:
            report = imported(engine, write(folder, {f"{kind.value}.csv": header + soup}))
        except IntakeRefused:
            return
        assert report.to_json()
