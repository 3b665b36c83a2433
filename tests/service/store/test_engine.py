"""The engine: three kinds of transaction, alike on both databases."""

from threading import Event, Thread

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from matcher.domain import Side, TalentId
from service.store import (
    ORGANISATIONS,
    TALENTS,
    Block,
    StoreBusy,
    appending,
    blocks,
    changes,
    connect,
    reading,
    slates,
    writing,
)
from service.store.tables import TalentRow
from tests.factories import organisation, talent
from tests.service.store.samples import NOW, settle, slate


def names(session: Session) -> list[str]:
    return [found.name for found in TALENTS.stream(session)]


def test_a_reader_sees_one_moment_while_others_write(engine: Engine) -> None:
    settle(engine)
    with reading(engine) as session:
        before = names(session)
        with writing(engine) as writer:
            TALENTS.put_many(writer, [talent(name="Ny")], now=NOW)
        assert names(session) == before
    with reading(engine) as session:
        assert names(session) == ["Ny"]


def test_a_reader_cannot_write(engine: Engine) -> None:
    with pytest.raises(SQLAlchemyError), reading(engine) as session:
        session.execute(text("DELETE FROM talents"))


def test_a_connection_that_read_can_write_afterwards(engine: Engine) -> None:
    for _ in range(3):
        with reading(engine) as session:
            changes.head(session)
        settle(engine)


def test_what_raises_is_rolled_back(engine: Engine) -> None:
    def put_and_fail() -> None:
        with writing(engine) as session:
            ORGANISATIONS.put_many(session, [organisation()], now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    with reading(engine) as session:
        assert list(ORGANISATIONS.stream(session)) == []


def test_a_plain_session_is_a_writer(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
    with reading(engine) as session:
        assert len(list(ORGANISATIONS.stream(session))) == 1


def test_foreign_keys_are_enforced(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as session:
        blocks.put(session, Block(TalentId("nobody"), organisation().id, by=Side.TALENT), now=NOW)


def test_a_change_in_a_transaction_that_others_may_overtake_is_an_error(engine: Engine) -> None:
    with pytest.raises(RuntimeError), appending(engine) as session:
        TALENTS.put_many(session, [talent()], now=NOW)


def test_a_writer_sees_what_the_writer_before_it_wrote(engine: Engine) -> None:
    """Read, then write: nobody comes in between, so that no update is lost."""
    settle(engine)

    def lengthen() -> None:
        for _ in range(10):
            with writing(engine) as session:
                found = TALENTS.get(session, TalentId("tal-1"))
                assert found is not None
                longer = talent(bio=found.value.bio + "!")
                TALENTS.put_many(session, [longer], now=NOW)

    threads = [Thread(target=lengthen) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        found = TALENTS.get(session, TalentId("tal-1"))
    assert found is not None
    assert found.value.bio == talent().bio + "!" * 40
    assert found.version == 41


def test_a_writer_that_waits_too_long_is_told_so_and_can_try_again(url: str) -> None:
    engine = connect(url, busy_seconds=0.1)
    with writing(engine) as session:
        changes.append(session, changes.ChangeKind.TALENT, ["tal-1"])
        with pytest.raises(StoreBusy), writing(engine) as late:
            changes.append(late, changes.ChangeKind.TALENT, ["tal-2"])
    with writing(engine) as late:
        changes.append(late, changes.ChangeKind.TALENT, ["tal-3"])
        assert [change.id for change in changes.since(late, 0, limit=9)] == ["tal-1", "tal-3"]
    engine.dispose()


def test_slates_on_postgresql_wait_for_no_writer(postgresql_engine: Engine) -> None:
    done = Event()

    def append() -> None:
        with appending(postgresql_engine) as session:
            slates.add_many(session, [slate()])
        done.set()

    with writing(postgresql_engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        thread = Thread(target=append)
        thread.start()
        assert done.wait(5)
    thread.join()


@pytest.mark.parametrize("given", ["postgres://me@here/x", "postgresql://me@here/x"])
def test_every_spelling_of_postgresql_finds_the_driver(given: str) -> None:
    assert connect(given).url.drivername == "postgresql+psycopg"


def test_an_error_tells_nothing_of_what_people_wrote(engine: Engine) -> None:
    settle(engine)
    with pytest.raises(IntegrityError) as error, writing(engine) as session:
        session.execute(update(TalentRow.table()).values(name="Hemmelig", organisation="org-9"))
    assert "Hemmelig" not in str(error.value)


def test_options_of_the_url_are_kept(postgresql_engine: Engine) -> None:
    url = postgresql_engine.url.update_query_dict({"options": "-c application_name=samspil"})
    engine = connect(url.render_as_string(hide_password=False), busy_seconds=3)
    with reading(engine) as session:
        assert session.scalar(text("SHOW application_name")) == "samspil"
        assert session.scalar(text("SHOW lock_timeout")) == "3s"
    engine.dispose()
