"""Keeping the market: one process does what is due, and what goes wrong leaves it standing."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, select

from matcher.domain import TalentId
from service.actions import market_keeping
from service.actions.bell import Bell
from service.actions.market import LOST_AFTER, Outcome, Tell, as_of
from service.actions.market_keeping import LEAST_PAUSE, keep_market
from service.actions.resources import Resources
from service.app import composed
from service.settings import Settings
from service.store import OFFERS, TALENTS, market, reading, writing
from service.store.market import MarketRun, RunState
from service.store.tables import MarketRunRow
from tests.factories import offer, talent
from tests.service.actions.snapshots import fill
from tests.service.api.house import NOW, Clock

Processes = Callable[[], Resources]
_PATIENCE_SECONDS = 20.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(engine: Engine, tmp_path: Path, clock: Clock) -> Iterator[Processes]:
    """Makes processes on one store with a crowded offer."""
    with writing(engine) as session:
        fill(session)
        OFFERS.put_many(session, [offer("off-1", capacity=1), offer("off-2")], now=NOW)
        TALENTS.put_many(session, [talent(f"tal-{n}") for n in range(9)], now=NOW)
    url = engine.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            composed(Settings(data_folder=tmp_path / "data", database_url=url), clock=clock)
        )


def kept(resources: Resources, *, until: Callable[[], bool]) -> None:
    """Keep the market until something is so; a bell hangs in one loop only."""
    resources = replace(resources, bell=Bell())

    async def keep() -> None:
        end = asyncio.Event()
        task = asyncio.create_task(keep_market(resources, end=end))
        await asyncio.sleep(0)
        resources.bell.ring()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not until():
                await asyncio.sleep(0.01)
        end.set()
        resources.bell.ring()
        await task

    asyncio.run(keep())


def after(seconds: float) -> Callable[[], bool]:
    """So, when they have passed."""
    then = monotonic() + seconds
    return lambda: monotonic() > then


def runs(engine: Engine) -> list[MarketRun]:
    """All that there are, in the order in which they were asked for."""
    table = MarketRunRow.table()
    with reading(engine) as session:
        keys = session.scalars(select(table.c.id).order_by(table.c.asked_at)).all()
        found = [market.get(session, key) for key in keys]
    return [run for run in found if run is not None]


def states(engine: Engine) -> list[RunState]:
    return [run.state for run in runs(engine)]


def test_what_one_process_ran_the_other_goes_by(engine: Engine, process: Processes) -> None:
    one, other = process(), process()
    kept(one, until=lambda: states(engine) == [RunState.DONE])
    kept(other, until=lambda: other.live.market is not None)
    (run,) = runs(engine)
    assert (run.asked_by, run.model_hash) == ("upkeep", one.recommender.model.hash)
    assert other.live.snapshot.market_run == run.id
    row = other.live.snapshot.offers.row_of["off-1"]
    assert other.live.snapshot.offers["still_free"][row] < 1


def test_after_a_run_that_failed_there_is_a_pause(
    engine: Engine, process: Processes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise MemoryError

    resources = process()
    with monkeypatch.context() as broken:
        broken.setattr(market_keeping, "work_out", fails)
        kept(resources, until=lambda: states(engine) == [RunState.FAILED])
        kept(resources, until=after(0.3))
    assert states(engine) == [RunState.FAILED]
    clock.now = NOW + LEAST_PAUSE + timedelta(seconds=1)
    kept(resources, until=lambda: states(engine) == [RunState.FAILED, RunState.DONE])


def test_a_run_that_the_end_of_a_process_cuts_off_is_taken_up_by_another(
    engine: Engine, process: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_long(*_: object, tell: Tell, **__: object) -> None:
        while True:
            tell(0, 1)
            sleep(0.01)

    with monkeypatch.context() as slow:
        slow.setattr(market_keeping, "work_out", takes_long)
        kept(process(), until=lambda: states(engine) == [RunState.RUNNING])
    assert states(engine) == [RunState.ASKED]
    kept(process(), until=lambda: states(engine) == [RunState.DONE])


def test_a_run_whose_process_died_is_told_as_interrupted_and_another_is_done(
    engine: Engine, process: Processes, clock: Clock
) -> None:
    with writing(engine) as session:
        market.ask(session, MarketRun(id="mkt-0", asked_at=NOW, asked_by="key-1"))
        begun = market.claim(session, now=NOW)
    assert begun is not None
    assert as_of(begun, NOW + LOST_AFTER).state is RunState.RUNNING
    clock.now = NOW + LOST_AFTER + timedelta(seconds=1)
    assert as_of(begun, clock.now).state is RunState.INTERRUPTED
    resources = process()
    kept(resources, until=lambda: states(engine) == [RunState.INTERRUPTED])
    clock.now += LEAST_PAUSE
    kept(resources, until=lambda: states(engine) == [RunState.INTERRUPTED, RunState.DONE])


def test_a_run_at_work_says_so_and_one_that_comes_too_late_does_not_count(
    engine: Engine, process: Processes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources = process()

    def takes_long(*_: object, **__: object) -> Outcome:
        clock.now = NOW + LOST_AFTER
        while runs(engine)[0].alive_at == NOW:
            sleep(0.01)
        with writing(engine) as session:
            market.interrupt(session, lost_before=NOW + 2 * LOST_AFTER)
        return Outcome(prices=(), tempers={}, figures={})

    with monkeypatch.context() as slow:
        slow.setattr(market_keeping, "work_out", takes_long)
        slow.setattr(market_keeping, "BEAT_SECONDS", 0.05)
        kept(resources, until=lambda: states(engine) == [RunState.INTERRUPTED])
    assert states(engine) == [RunState.INTERRUPTED]
    assert runs(engine)[0].ended_at == NOW + LOST_AFTER


def test_who_was_erased_during_a_run_is_in_none(engine: Engine, process: Processes) -> None:
    resources = process()
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-3"), now=NOW)
    kept(resources, until=lambda: states(engine) == [RunState.DONE])
    with reading(engine) as session:
        assert "tal-3" not in market.tempers(session, runs(engine)[0].id)
