"""Tests of starting from the snapshot on disk."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from matcher.domain import TalentId
from matcher.features import sentence_encoder
from matcher.vocabulary import load
from service.actions.frozen_start import FILE, freeze_live, frozen_start
from service.store import TALENTS, connect, writing
from tests.factories import talent
from tests.service.actions.snapshots import Snapshots, fill, known
from tests.service.api.house import NOW
from tests.service.databases import SqliteFiles


def seen_at_start(engine: Engine, folder: Path) -> int:
    return frozen_start(engine, folder, words=load(), encoder=sentence_encoder())[1]


@pytest.fixture
def frozen(engine: Engine, snapshots: Snapshots, tmp_path: Path) -> Path:
    """A folder with a frozen snapshot of a filled store."""
    with writing(engine) as session:
        fill(session)
    freeze_live(snapshots.loaded(), tmp_path)
    return tmp_path


def test_a_frozen_start_knows_what_a_full_one_knows(
    engine: Engine, snapshots: Snapshots, frozen: Path
) -> None:
    assert seen_at_start(engine, frozen) > 0
    assert known(snapshots.thawed(frozen)) == known(snapshots.loaded())


def test_a_frozen_start_catches_up_with_what_came_since(
    engine: Engine, snapshots: Snapshots, frozen: Path
) -> None:
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", level=5), talent("new")], now=NOW)
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)

    live = snapshots.thawed(frozen)

    assert seen_at_start(engine, frozen) > 0
    assert known(live) == known(snapshots.loaded())


def test_without_a_file_everything_is_read(engine: Engine, tmp_path: Path) -> None:
    assert seen_at_start(engine, tmp_path) == 0


def test_a_damaged_file_is_passed_over(engine: Engine, frozen: Path) -> None:
    content = (frozen / FILE).read_bytes()
    (frozen / FILE).write_bytes(content[: len(content) // 2])
    assert seen_at_start(engine, frozen) == 0


def test_the_file_of_a_store_that_was_filled_anew_is_passed_over(
    engine: Engine, sqlite: SqliteFiles, frozen: Path
) -> None:
    anew = connect(sqlite.migrated())
    with writing(anew) as session:
        fill(session)
    assert seen_at_start(engine, frozen) > 0
    assert seen_at_start(anew, frozen) == 0
    anew.dispose()


def test_the_file_of_a_store_that_went_another_way_is_passed_over(
    engine: Engine, frozen: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE talents SET version = 7 WHERE id = 'tal-1'"))
    assert seen_at_start(engine, frozen) == 0


def test_the_file_of_a_store_that_was_emptied_is_passed_over(
    sqlite: SqliteFiles, frozen: Path
) -> None:
    empty = connect(sqlite.migrated())
    assert seen_at_start(empty, frozen) == 0
    empty.dispose()


def test_a_store_without_a_key_is_not_frozen(
    engine: Engine, snapshots: Snapshots, tmp_path: Path
) -> None:
    freeze_live(snapshots.loaded(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_unfinished_file_stays_behind(frozen: Path) -> None:
    assert [path.name for path in frozen.iterdir()] == [FILE]
