"""Keeping the market: when a run is due, and one at a time beside the work."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DBAPIError

from matcher.domain import Audience, OfferId
from matcher.features import open_offers
from service.actions.live import Live
from service.actions.market import LOST_AFTER, Outcome, Tell, ask, complete, work_out
from service.actions.resources import Resources, Rules
from service.errors import ServiceError
from service.store import market
from service.store.engine import writing
from service.store.market import MarketRun, RunState
from service.store.refusal import StoreBusy

UPKEEP = "upkeep"
"""By whom a run is asked for that nobody asked for."""
MOST_DRIFT = 0.1
"""A run is due when so large a share of the seats and queues of the last one has changed."""
LEAST_PAUSE = timedelta(minutes=15)
NIGHT_HOUR = 3
LOOK_SECONDS = 60.0
BEAT_SECONDS = 15.0

_LOG = logging.getLogger("samspil.market")


async def keep_market(resources: Resources, *, end: asyncio.Event) -> None:
    """Until ``end``: every minute, and when the bell rings, do the run that is asked for or due.

    What goes wrong is logged; the last run goes on counting.
    """
    bell = resources.bell
    bell.hang(asyncio.get_running_loop())
    while not end.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.rung(), LOOK_SECONDS)
        if end.is_set():
            return
        try:
            await _turn(resources, end=end)
        except (StoreBusy, DBAPIError, ServiceError):
            _LOG.exception("the market was not looked after; it is tried again in a minute")


def is_due(live: Live, rules: Rules, *, now: datetime) -> bool:
    """Once a night, and when seats and queues have moved much; never without offers or people.

    Whoever puts up a market for the first time need not wait for the night.
    """
    sizes = live.sizes()
    if not (sizes["offers"] and sizes["talents"]):
        return False
    last = live.market
    if last is None or last.ended_at is None:
        return True
    if now - last.ended_at < LEAST_PAUSE:
        return False
    local = now.astimezone(rules.zone)
    new_day = rules.today(last.ended_at) < local.date() and local.hour >= NIGHT_HOUR
    return new_day or drift(live, rules, now=now) > MOST_DRIFT


def drift(live: Live, rules: Rules, *, now: datetime) -> float:
    """By how much seats and queues differ from those of the last run, as a share of its own.

    Offers without a limit count with their queues; those that were opened or closed since, whole.
    """
    then = {price.offer: (price.seats or 0, price.queue) for price in live.prices}
    today = _seats_and_queues(live, rules, now=now)
    moved = sum(
        abs(one - other)
        for offer in then.keys() | today.keys()
        for one, other in zip(then.get(offer, (0, 0)), today.get(offer, (0, 0)), strict=True)
    )
    return moved / max(sum(map(sum, then.values())), 1)


def _seats_and_queues(live: Live, rules: Rules, *, now: datetime) -> dict[OfferId, tuple[int, int]]:
    """Of every open offer."""
    offers = live.snapshot.offers
    rows = open_offers(live.snapshot, rules.context(now, audience=Audience.TALENT)).eligible()
    capacity, taken = offers["capacity"][rows].tolist(), offers["taken"][rows].tolist()
    queues = offers["queue"][rows].tolist()
    return {
        OfferId(offers.ids[row]): (max(seats - used, 0) if seats >= 0 else 0, queue)
        for row, seats, used, queue in zip(rows.tolist(), capacity, taken, queues, strict=True)
    }


async def _turn(resources: Resources, *, end: asyncio.Event) -> None:
    await resources.models.refresh()
    await resources.live.refresh()
    due = is_due(resources.live, resources.rules, now=resources.clock())
    run = await run_in_threadpool(_claimed, resources, due=due)
    if run is None:
        return
    run = replace(run, model_hash=resources.recommender.model.hash)

    def tell(_done: int, _total: int) -> None:
        if end.is_set():
            raise _Ended

    try:
        outcome = await _worked_out(resources, run, tell=tell)
    except _Ended:
        await run_in_threadpool(_give_back, resources, run)
        return
    except Exception:
        await run_in_threadpool(_fail, resources, run)
        _LOG.exception("the market run %s failed; the one before goes on counting", run.id)
        return
    await run_in_threadpool(_keep, resources, run, outcome)


async def _worked_out(resources: Resources, run: MarketRun, *, tell: Tell) -> Outcome:
    """Beside the work, and ever again with a word that somebody is still at it."""
    # Without awaiting anything in between: model and snapshot are of one moment.
    work = asyncio.create_task(
        asyncio.to_thread(
            work_out,
            resources.recommender,
            resources.live.snapshot.still(),
            context=resources.rules.context(resources.clock(), audience=Audience.TALENT),
            tell=tell,
        )
    )
    while not (await asyncio.wait({work}, timeout=BEAT_SECONDS))[0]:
        with suppress(StoreBusy, DBAPIError):
            await run_in_threadpool(_stay, resources, run)
    return work.result()


def _claimed(resources: Resources, *, due: bool) -> MarketRun | None:
    """The next run to do; where one is due it is asked for, unless somebody was faster.

    After one that failed there is a pause: what made it fail is likely to be there still.
    """
    now = resources.clock()
    lost_before = now - LOST_AFTER
    with writing(resources.engine) as session:
        lost = market.interrupt(session, lost_before=lost_before)
        due = due and _nobody_was_faster(resources, market.last(session))
        due = due and market.under_way(session, lost_before=lost_before) is None
        if due and not market.failed_since(session, now - LEAST_PAUSE):
            ask(session, MarketRun(id=resources.new_id("mkt"), asked_at=now, asked_by=UPKEEP))
        run = market.claim(session, now=now)
    if lost:
        _LOG.warning("market runs whose process died in the middle: %s", lost)
    return run


def _nobody_was_faster(resources: Resources, last: MarketRun | None) -> bool:
    known = resources.live.market
    return (last and last.id) == (known and known.id)


def _stay(resources: Resources, run: MarketRun) -> None:
    with writing(resources.engine) as session:
        market.stay(session, run, now=resources.clock())


def _keep(resources: Resources, run: MarketRun, outcome: Outcome) -> None:
    """Unless the process was away for so long that the run was taken for interrupted."""
    with writing(resources.engine) as session:
        if not market.holds(session, run):
            _LOG.warning("the market run %s came too late, and does not count", run.id)
            return
        complete(session, run, outcome, now=resources.clock())
    _LOG.info("market run %s: %s", run.id, dict(outcome.figures))


def _give_back(resources: Resources, run: MarketRun) -> None:
    with writing(resources.engine) as session:
        market.give_back(session, run)


def _fail(resources: Resources, run: MarketRun) -> None:
    with writing(resources.engine) as session:
        if market.holds(session, run):
            market.fail(session, replace(run, state=RunState.FAILED, ended_at=resources.clock()))


class _Ended(Exception):
    """The process stops."""
