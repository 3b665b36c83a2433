"""The recorder: many slates, few commits; answered only when durable."""

import asyncio
from collections.abc import Awaitable
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from matcher.domain import SlateId
from service.store import (
    Batch,
    Recorder,
    StoreBusy,
    StoreRefused,
    connect,
    reading,
    slates,
    writing,
)
from tests.service.store.samples import slate, slate_item


def stored(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return {found.id for found in slates.page(session, limit=10_000)}


async def outcomes(*recorded: Awaitable[None]) -> list[BaseException | None]:
    """What became of each: nothing, or what was raised."""
    return await asyncio.gather(*recorded, return_exceptions=True)


def test_a_recorded_slate_is_in_the_store(engine: Engine) -> None:
    with Recorder(engine) as recorder:
        asyncio.run(recorder.record(slate()))
        with reading(engine) as session:
            assert slates.get(session, SlateId("sla-1")) == slate()


def test_slates_that_wait_together_share_a_commit(engine: Engine) -> None:
    batches: list[Batch] = []
    put = [slate(f"sla-{number}") for number in range(200)]
    with Recorder(engine, observe=batches.append) as recorder:
        assert asyncio.run(outcomes(*map(recorder.record, put))) == [None] * 200
    assert stored(engine) == {one.id for one in put}
    assert sum(batch.size for batch in batches) == 200
    assert len(batches) < 20
    assert all(batch.commit_s > 0 and batch.waited_s >= 0 for batch in batches)


def test_one_bad_slate_fails_alone(engine: Engine) -> None:
    bad = slate("bad", items=(slate_item(score=float("nan")),))
    with Recorder(engine) as recorder:
        found = asyncio.run(outcomes(*map(recorder.record, [slate("a"), bad, slate("b")])))
    assert [type(outcome) for outcome in found] == [type(None), StoreRefused, type(None)]
    assert stored(engine) == {"a", "b"}


@pytest.mark.parametrize(
    ("second", "code"),
    [(slate("a"), "slate_exists"), (slate("b", seed=2**70), "slate_not_storable")],
)
def test_a_slate_that_the_database_refuses_fails_alone(
    engine: Engine, second: Any, code: str
) -> None:
    with Recorder(engine) as recorder:
        found = asyncio.run(outcomes(*map(recorder.record, [slate("a"), second, slate("c")])))
    assert [isinstance(outcome, StoreRefused) for outcome in found] == [False, True, False]
    assert isinstance(found[1], StoreRefused)
    assert found[1].problem.code == code
    assert stored(engine) == {"a", "c"}


def test_a_full_queue_is_told_at_once(engine: Engine) -> None:
    release = Event()

    async def fill(recorder: Recorder) -> list[BaseException | None]:
        await recorder.record(slate("first"))
        asyncio.get_running_loop().call_later(0.1, release.set)
        return await outcomes(*(recorder.record(slate(f"sla-{number}")) for number in range(5)))

    def hold(_: Batch) -> None:
        release.wait(10)

    with Recorder(engine, capacity=3, observe=hold) as recorder:
        found = asyncio.run(fill(recorder))
    assert [type(outcome) for outcome in found] == [type(None)] * 3 + [StoreBusy] * 2
    assert len(stored(engine)) == 4


def test_closing_writes_what_waits_and_refuses_what_comes_later(engine: Engine) -> None:
    async def leave(recorder: Recorder) -> list[BaseException | None]:
        put = [slate(f"sla-{number}") for number in range(50)]
        waiting = asyncio.create_task(outcomes(*map(recorder.record, put)))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(recorder.close)
        return await waiting + await outcomes(recorder.record(slate("late")))

    found = asyncio.run(leave(Recorder(engine)))
    assert [type(outcome) for outcome in found] == [type(None)] * 50 + [StoreBusy]
    assert len(stored(engine)) == 50


def test_a_request_that_went_away_does_not_disturb_the_others(engine: Engine) -> None:
    async def leave(recorder: Recorder) -> None:
        gone = asyncio.create_task(recorder.record(slate("gone")))
        stays = asyncio.create_task(recorder.record(slate("stays")))
        await asyncio.sleep(0)
        gone.cancel()
        await stays

    with Recorder(engine) as recorder:
        asyncio.run(leave(recorder))
        asyncio.run(recorder.record(slate("next")))
    assert {"stays", "next"} <= stored(engine)


def test_a_lost_table_fails_everybody_and_the_recorder_lives_on(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(text("ALTER TABLE slates RENAME TO elsewhere"))
    with Recorder(engine) as recorder:
        found = asyncio.run(outcomes(*map(recorder.record, [slate("a"), slate("b")])))
        with writing(engine) as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO slates"))
        asyncio.run(recorder.record(slate("c")))
    assert all(isinstance(outcome, SQLAlchemyError | StoreRefused) for outcome in found)
    assert stored(engine) == {"c"}


def test_an_observer_that_fails_does_not_stop_the_recording(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Batch) -> None:
        raise ZeroDivisionError

    with Recorder(engine, observe=fail) as recorder:
        asyncio.run(recorder.record(slate("a")))
        asyncio.run(recorder.record(slate("b")))
    assert stored(engine) == {"a", "b"}
    assert "observer" in caplog.text


def test_a_locked_store_says_so(sqlite_engine: Engine) -> None:
    impatient = connect(str(sqlite_engine.url), busy_seconds=0.1)
    with Recorder(impatient) as recorder, writing(sqlite_engine) as session:
        session.execute(text("DELETE FROM keys"))
        found = asyncio.run(outcomes(recorder.record(slate("a"))))
    assert [type(outcome) for outcome in found] == [StoreBusy]
    impatient.dispose()
