"""The market: what scarce seats cost, worked out over everybody, kept, and taken by every list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import cpu_count
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matcher.domain import Audience, EligibilityContext, OfferId, TalentId
from matcher.features import Snapshot
from matcher.market.candidates import Survey, survey
from matcher.market.demand import UNLIMITED
from matcher.market.prices import Prices, prices
from matcher.ranking import Recommender
from service.actions.resources import Resources
from service.store import market
from service.store.engine import writing
from service.store.market import MarketRun, OfferPrice, RunState

Tell = Callable[[int, int], None]
"""Hears how much is done, of how much."""
LOST_AFTER = timedelta(minutes=2)
"""Whose process has not been seen at work for so long is interrupted: it says so far oftener."""
_MOST_THREADS = 4
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run: every open offer's price, who may have no time, and figures."""

    prices: tuple[OfferPrice, ...]
    tempers: Mapping[TalentId, float]
    figures: Mapping[str, Any]


def ask(session: Session, run: MarketRun) -> MarketRun:
    """Ask for a run; one that waits to begin is as good, and answered instead."""
    waiting = market.under_way(session, lost_before=run.asked_at - LOST_AFTER)
    if waiting is not None and waiting.state is RunState.ASKED:
        return waiting
    market.ask(session, run)
    return run


def as_of(run: MarketRun, now: datetime) -> MarketRun:
    """The run as it is told: interrupted once its process has been gone for long, although nobody
    may have noted that yet."""
    if run.state is not RunState.RUNNING or run.alive_at is None:
        return run
    if run.alive_at >= now - LOST_AFTER:
        return run
    return replace(run, state=RunState.INTERRUPTED, ended_at=run.alive_at, alive_at=None)


def work_out(
    recommender: Recommender,
    snapshot: Snapshot,
    *,
    context: EligibilityContext,
    threads: int = 1,
    tell: Tell = lambda _done, _total: None,
) -> Outcome:
    """A run over ``snapshot``, which nobody may change meanwhile (``Snapshot.still``).

    Beside the work one thread has to do: more would take the time that answers need.
    """
    began = perf_counter()
    found = survey(
        snapshot,
        context,
        values=lambda asked: recommender.values(asked, context),
        threads=threads,
        tell=tell,
    )
    priced = prices(found.candidates, found.seats, waiting=found.waiting, engaged=found.engaged)
    return Outcome(
        prices=_prices(snapshot, found, priced),
        tempers=_tempers(snapshot, found, priced),
        figures=_figures(found, priced) | {"seconds": round(perf_counter() - began, 3)},
    )


def run_at_once(
    resources: Resources, *, by: str, dry: bool, tell: Tell
) -> tuple[MarketRun, Outcome]:
    """A run by whoever has the process to themselves; with ``dry`` nothing is kept."""
    now, model = resources.clock(), resources.recommender.model.hash
    context = resources.rules.context(now, audience=Audience.TALENT)
    outcome = work_out(
        resources.recommender,
        resources.live.snapshot,
        context=context,
        threads=min(cpu_count() or 1, _MOST_THREADS),
        tell=tell,
    )
    run = MarketRun(
        id=resources.new_id("mkt"),
        asked_at=now,
        asked_by=by,
        state=RunState.RUNNING,
        begun_at=now,
        model_hash=model,
    )
    if not dry:
        with writing(resources.engine) as session:
            market.ask(session, run)
            run = complete(session, run, outcome, now=resources.clock())
    return run, outcome


def complete(session: Session, run: MarketRun, outcome: Outcome, *, now: datetime) -> MarketRun:
    """Keep what came of it, and let it count: it ends after the run that counted, though the clock
    may have stood still or been put back."""
    before = market.last(session)
    if before is not None and before.ended_at is not None:
        now = max(now, before.ended_at + _TICK)
    done = replace(run, state=RunState.DONE, ended_at=now, figures=outcome.figures)
    market.complete(session, done, prices=outcome.prices, tempers=outcome.tempers)
    return done


def _prices(snapshot: Snapshot, found: Survey, priced: Prices) -> tuple[OfferPrice, ...]:
    columns = (
        found.offers.tolist(),
        priced.free.tolist(),
        priced.load.tolist(),
        found.seats.tolist(),
        snapshot.offers["queue"][found.offers].tolist(),
    )
    return tuple(
        OfferPrice(
            offer=OfferId(snapshot.offers.ids[row]),
            free=free,
            load=load,
            seats=None if seats == UNLIMITED else seats,
            queue=queue,
        )
        for row, free, load, seats, queue in zip(*columns, strict=True)
    )


def _tempers(snapshot: Snapshot, found: Survey, priced: Prices) -> dict[TalentId, float]:
    """Of those alone who may not have time."""
    wanted = np.flatnonzero(priced.temper < 1)
    rows, chances = found.people[wanted].tolist(), priced.temper[wanted].tolist()
    ids = snapshot.talents.ids
    return {TalentId(ids[row]): chance for row, chance in zip(rows, chances, strict=True)}


def _figures(found: Survey, priced: Prices) -> dict[str, Any]:
    limited = found.seats[found.seats != UNLIMITED]
    return {
        "people": len(found.people),
        "offers": len(found.offers),
        "pairs": int((found.candidates.offers >= 0).sum()),
        "seats": int(limited.sum()),
        "crowded": priced.crowded,
        "tempered": int((priced.temper < 1).sum()),
        "filled": round(priced.filled, 2),
        "filled_without": round(priced.plain, 2),
        "filled_at_most": round(priced.most, 2),
        "rounds": priced.rounds,
    }
