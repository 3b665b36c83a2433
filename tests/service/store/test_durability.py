"""Durability: what was acknowledged is there, however the process ends, and whoever else writes."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine, text

from matcher.domain import EventId, SlateId
from service.store import events, reading, slates
from tests.service.store.samples import settle

ROOT = Path(__file__).parents[3]


def start(url: str, name: str, *, rounds: int) -> subprocess.Popen[str]:
    """A worker process of its own."""
    command = [sys.executable, "-m", "tests.service.store.worker", url, name, str(rounds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def missing(engine: Engine, acknowledged: Iterable[str]) -> list[str]:
    """What was acknowledged and is not in the store."""
    with reading(engine) as session:
        return [
            line
            for kind, key in map(str.split, acknowledged)
            for line in [f"{kind} {key}"]
            if (
                events.get(session, EventId(key)) is None
                if kind == "event"
                else slates.get(session, SlateId(key)) is None
            )
        ]


def test_two_processes_write_at_once_and_nobody_finds_the_store_locked(
    engine: Engine, url: str
) -> None:
    settle(engine)
    workers = [start(url, name, rounds=60) for name in ("one", "two")]
    said = [worker.communicate()[0].splitlines() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert [len(lines) for lines in said] == [300, 300]
    assert missing(engine, [line for lines in said for line in lines]) == []


def test_what_two_killed_processes_had_acknowledged_is_in_the_store(
    engine: Engine, url: str
) -> None:
    settle(engine)
    workers = [start(url, name, rounds=10**6) for name in ("one", "two")]
    said: list[str] = []
    for worker in workers:
        assert worker.stdout is not None
        said += [worker.stdout.readline() for _ in range(200)]
    for worker in workers:
        worker.kill()
    for worker in workers:
        said += worker.communicate()[0].splitlines()
    assert len(said) >= 400
    assert missing(engine, said) == []


def test_a_file_is_whole_after_its_writers_were_killed(sqlite_engine: Engine) -> None:
    settle(sqlite_engine)
    worker = start(str(sqlite_engine.url), "one", rounds=10**6)
    assert worker.stdout is not None
    for _ in range(50):
        worker.stdout.readline()
    worker.kill()
    worker.communicate()
    with reading(sqlite_engine) as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_commit_on_sqlite_waits_for_the_disk(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
