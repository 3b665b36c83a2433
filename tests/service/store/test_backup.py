"""Backup: restored, the store is the same, on either database and from one to the other."""

import stat
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from matcher.domain import EventId, EventKind, FreeTag, OrganisationId, Side, SlateId, TalentId
from service.store import (
    OFFERS,
    ORGANISATIONS,
    TALENTS,
    Block,
    ChangeKind,
    StoreRefused,
    backup,
    blocks,
    changes,
    cohorts,
    companions,
    connect,
    connections,
    embeddings,
    encoders,
    events,
    give_backs,
    imports,
    keys,
    pairs,
    reading,
    receipts,
    restore,
    slates,
    wishes,
    writing,
)
from service.store.companions import Companion
from service.store.embeddings import Embedding, text_hash
from service.store.encoders import NamedEncoder
from service.store.schema import newest
from service.store.tables import METADATA
from tests.factories import talent
from tests.service.databases import PostgresServer, SqliteFiles
from tests.service.store.samples import NOW, connection, event, settle, slate
from tests.service.store.test_cohorts import COHORT
from tests.service.store.test_give_backs import GIVE_BACK
from tests.service.store.test_imports import STAGED
from tests.service.store.test_keys import key
from tests.service.store.test_market import keep_run
from tests.service.store.test_receipts import RECEIPT
from tests.service.store.test_rounds import fill_round
from tests.service.store.test_wishes import WISH


def fill(engine: Engine) -> None:
    """Something in every table."""
    settle(engine, talents=3, capacities=[2, None])
    odd = talent(
        "tal-ø",
        name="Æøå \U0001f3b7",
        bio='"citat"\n\\',
        max_travel_km=-0.0,
        organisation=OrganisationId("org-1"),
        free_tags=(FreeTag("genres", "høstpop"),),
    )
    with writing(engine) as session:
        TALENTS.put_many(session, [odd], now=NOW)
        slates.add_many(session, [slate(f"sla-{number}") for number in range(450)])
        sent = [event(), event("eve-2", EventKind.VIEW, recommendation=SlateId("sla-1"))]
        for one in sent:
            events.record(session, one, recorded_by="key-1", now=NOW)
        blocks.put(session, Block(TalentId("tal-2"), OrganisationId("org-1"), Side.TALENT), now=NOW)
        keys.add(session, key())
        receipts.add(session, RECEIPT)
        encoders.switch(session, NamedEncoder("models/én", "1111"), now=NOW)
        vectors = [Embedding("tal-ø", text_hash("æøå"), bytes(range(256)))]
        embeddings.put_many(session, "1111", ChangeKind.TALENT, made=vectors)
        imports.add(session, STAGED)
        give_backs.open_many(session, [GIVE_BACK], key="key-1")
        along = Companion(give_back=GIVE_BACK.id, talent=TalentId("tal-2"), asked_at=NOW)
        companions.put(session, along)
        wishes.add(session, WISH)
        cohorts.add(session, COHORT)
        fill_round(session)
        connections.put(session, connection())
        keep_run(session)


def test_a_restored_store_is_the_same(engine: Engine, empty_engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    made = backup(engine, first)
    assert all(made[table].rows > 0 for table in METADATA.tables)
    assert restore(empty_engine, first) == made
    assert backup(empty_engine, second) == made


def test_a_store_can_move_from_one_database_to_the_other_and_back(
    sqlite: SqliteFiles, postgresql: PostgresServer, tmp_path: Path
) -> None:
    origin, abroad, home = map(connect, (sqlite.migrated(), postgresql.empty(), sqlite.empty()))
    fill(origin)
    made = backup(origin, tmp_path / "out.zip")
    restore(abroad, tmp_path / "out.zip")
    assert backup(abroad, tmp_path / "back.zip") == made
    assert restore(home, tmp_path / "back.zip") == made
    for engine in (origin, abroad, home):
        engine.dispose()


def test_a_restored_store_reads_and_counts_on(
    engine: Engine, empty_engine: Engine, tmp_path: Path
) -> None:
    fill(engine)
    backup(engine, tmp_path / "store.zip")
    restore(empty_engine, tmp_path / "store.zip")
    with writing(empty_engine) as session, reading(engine) as original:
        assert list(TALENTS.stream(session)) == list(TALENTS.stream(original))
        assert list(OFFERS.stream(session)) == list(OFFERS.stream(original))
        assert list(ORGANISATIONS.stream(session)) == list(ORGANISATIONS.stream(original))
        assert list(pairs.stream(session)) == list(pairs.stream(original))
        assert slates.get(session, SlateId("sla-7")) == slate("sla-7")
        head = changes.head(session)
        events.record(session, event("eve-3", EventKind.SAVE), recorded_by="key-1", now=NOW)
        found = events.get(session, EventId("eve-3"))
        assert found is not None
        assert (found.seq, changes.head(session)) == (3, head + 1)


def test_a_backup_is_of_one_moment_while_others_write(
    engine: Engine, empty_engine: Engine, tmp_path: Path
) -> None:
    """Every event of the writer moves its pair, and so has one line in the change log."""
    settle(engine)
    stop = Event()

    def write() -> None:
        kinds = cycle([EventKind.HIDE, EventKind.SAVE])
        for number, kind in enumerate(kinds):
            if stop.is_set():
                break
            with writing(engine) as session:
                sent = event(f"eve-{number}", kind)
                events.record(session, sent, recorded_by="key-1", now=NOW)

    with reading(engine) as session:
        before = changes.head(session)
    writer = Thread(target=write)
    writer.start()
    made = [backup(engine, tmp_path / f"{number}.zip") for number in range(5)]
    stop.set()
    writer.join()
    assert all(one["changes"].rows == one["events"].rows + before for one in made)
    assert restore(empty_engine, tmp_path / "4.zip") == made[4]


def test_an_empty_store_can_be_backed_up_and_restored(
    engine: Engine, empty_engine: Engine, tmp_path: Path
) -> None:
    backup(engine, tmp_path / "store.zip")
    restore(empty_engine, tmp_path / "store.zip")
    settle(empty_engine)
    with reading(empty_engine) as session:
        assert changes.head(session) == 3


def test_a_backup_is_for_its_owner_alone_and_leaves_no_half_file(
    engine: Engine, tmp_path: Path
) -> None:
    target = tmp_path / "store.zip"
    backup(engine, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_backup_that_fails_leaves_the_one_before_it(empty_engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "store.zip"
    target.write_text("the one before")
    with pytest.raises(SQLAlchemyError):
        backup(empty_engine, target)
    assert target.read_text() == "the one before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_store_with_anything_in_it_is_not_restored_into(engine: Engine, tmp_path: Path) -> None:
    settle(engine)
    backup(engine, tmp_path / "store.zip")
    assert refusal(engine, tmp_path / "store.zip") == "store_not_empty"


def refusal(engine: Engine, source: Path) -> str:
    """The code with which a restore is refused."""
    with pytest.raises(StoreRefused) as refused:
        restore(engine, source)
    return refused.value.problem.code


def rewritten(source: Path, member: str, edit: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a backup in which one member is edited, or left out."""
    target = source.with_name("edited.zip")
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            content = edit(old.read(name)) if name == member else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("member", "edit", "code"),
    [
        ("manifest.json", lambda _: None, "backup_unreadable"),
        ("manifest.json", lambda _: b"{}", "backup_unreadable"),
        (
            "manifest.json",
            lambda c: c.replace(newest().encode(), b"0000"),
            "backup_of_other_schema",
        ),
        (
            "manifest.json",
            lambda c: c.replace(b'"format": 1', b'"format": 2'),
            "backup_of_other_schema",
        ),
        ("talents.jsonl", lambda _: None, "backup_unreadable"),
        ("talents.jsonl", lambda c: c[:-20], "backup_unreadable"),
        ("talents.jsonl", lambda c: c.replace(b'"bio"', b'"oib"'), "backup_unreadable"),
        ("talents.jsonl", lambda c: c.replace(b"Alma", b"Anna"), "backup_damaged"),
        ("changes.jsonl", lambda c: c.partition(b"\n")[2], "backup_damaged"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_the_store_empty(
    engine: Engine,
    empty_engine: Engine,
    tmp_path: Path,
    member: str,
    edit: Callable[[bytes], bytes | None],
    code: str,
) -> None:
    settle(engine)
    backup(engine, tmp_path / "store.zip")
    assert refusal(empty_engine, rewritten(tmp_path / "store.zip", member, edit)) == code
    restore(empty_engine, tmp_path / "store.zip")


@pytest.mark.parametrize("keep", [0, 10, -10])
def test_a_file_that_was_cut_off_is_refused(
    engine: Engine, empty_engine: Engine, tmp_path: Path, keep: int
) -> None:
    settle(engine)
    backup(engine, tmp_path / "store.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes((tmp_path / "store.zip").read_bytes()[:keep])
    assert refusal(empty_engine, cut) == "backup_unreadable"


def test_a_flipped_bit_is_found(engine: Engine, empty_engine: Engine, tmp_path: Path) -> None:
    settle(engine, talents=50)
    backup(engine, tmp_path / "store.zip")
    content = bytearray((tmp_path / "store.zip").read_bytes())
    content[content.index(b"talents.jsonl") + 200] ^= 1
    (tmp_path / "store.zip").write_bytes(content)
    assert refusal(empty_engine, tmp_path / "store.zip") == "backup_unreadable"
