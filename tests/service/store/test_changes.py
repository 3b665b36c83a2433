"""The change log: a reader in another process misses nothing, whoever writes."""

from threading import Barrier, Event, Thread

from sqlalchemy import Engine, text

from service.store import ChangeKind, Watcher, appending, changes, connect, reading, slates, writing
from tests.service.store.samples import slate

CUT_OFF_ALL_OTHERS = text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
""")


def log(engine: Engine, *ids: str) -> None:
    with writing(engine) as session:
        changes.append(session, ChangeKind.TALENT, ids)


def test_an_empty_log_has_no_head(engine: Engine) -> None:
    with reading(engine) as session:
        assert changes.head(session) == 0
        assert changes.since(session, 0, limit=10) == []


def test_changes_come_in_their_order_and_no_more_than_asked_for(engine: Engine) -> None:
    log(engine, "a", "b", "c")
    with reading(engine) as session:
        first = changes.since(session, 0, limit=2)
        rest = changes.since(session, first[-1].seq, limit=2)
    assert [change.id for change in first] == ["a", "b"]
    assert [change.id for change in rest] == ["c"]


def test_numbers_are_never_used_twice(engine: Engine) -> None:
    log(engine, "a")
    with reading(engine) as session:
        before = changes.head(session)
    with writing(engine) as session:
        session.execute(text("DELETE FROM changes"))
    log(engine, "b")
    with reading(engine) as session:
        assert changes.head(session) > before


def test_a_reader_that_follows_the_log_misses_nothing_of_many_writers(url: str) -> None:
    """Six writers with engines of their own, some of which roll back, and one reader."""
    writers, rounds = 6, 25
    start, finished = Barrier(writers + 1), Event()
    seen: list[str] = []

    def write(number: int) -> None:
        engine = connect(url)
        start.wait()
        for turn in range(rounds):
            log(engine, f"{number}-{turn}")
            with writing(engine) as session:
                changes.append(session, ChangeKind.TALENT, ["never"])
                session.rollback()
        engine.dispose()

    def follow() -> None:
        engine = connect(url)
        last = 0
        start.wait()
        while True:
            stop = finished.is_set()
            with reading(engine) as session:
                found = changes.since(session, last, limit=1000)
            seen.extend(change.id for change in found)
            last = found[-1].seq if found else last
            if stop and not found:
                break
        engine.dispose()

    reader = Thread(target=follow)
    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    finished.set()
    reader.join()
    assert sorted(seen) == sorted(f"{n}-{turn}" for n in range(writers) for turn in range(rounds))


def test_a_change_is_visible_before_a_later_number_can_be(engine: Engine) -> None:
    """The second writer gets its number only when the first has committed."""
    entered = Event()

    def second() -> None:
        entered.set()
        log(engine, "second")

    with writing(engine) as session:
        changes.append(session, ChangeKind.TALENT, ["first"])
        thread = Thread(target=second)
        thread.start()
        entered.wait()
        with reading(engine) as reader:
            assert changes.since(reader, 0, limit=10) == []
    thread.join()
    with reading(engine) as reader:
        assert [change.id for change in changes.since(reader, 0, limit=10)] == ["first", "second"]


def test_a_watcher_sees_every_commit_of_others(url: str) -> None:
    engine, other = connect(url), connect(url)
    with Watcher(engine) as watcher:
        assert watcher.head() == 0
        log(other, "a", "b")
        assert watcher.head() == 2
        log(engine, "c")
        assert watcher.head() == 3
    engine.dispose()
    other.dispose()


def test_a_watcher_is_not_misled_by_other_writes(engine: Engine) -> None:
    log(engine, "a")
    with Watcher(engine) as watcher:
        assert watcher.head() == 1
        with appending(engine) as session:
            slates.add_many(session, [slate()])
        assert watcher.head() == 1


def test_a_watcher_can_be_asked_again_after_it_was_closed(engine: Engine) -> None:
    watcher = Watcher(engine)
    log(engine, "a")
    assert watcher.head() == 1
    watcher.close()
    log(engine, "b")
    assert watcher.head() == 2
    watcher.close()


def test_a_watcher_survives_a_server_that_cut_it_off(postgresql_engine: Engine) -> None:
    log(postgresql_engine, "a")
    with Watcher(postgresql_engine) as watcher:
        assert watcher.head() == 1
        with writing(postgresql_engine) as session:
            session.execute(CUT_OFF_ALL_OTHERS)
        assert watcher.head() == 1
