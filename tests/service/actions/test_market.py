"""The market: a run over the store's snapshot, taken over by every process; and when one is due."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import Audience, Event, EventId, EventKind, OfferId, Side, TalentId
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import Recommender, day_zero
from matcher.vocabulary import load
from service.actions.live import Live
from service.actions.market import Outcome, complete, work_out
from service.actions.market_keeping import drift, is_due
from service.actions.resources import Rules
from service.store import OFFERS, TALENTS, events, market, writing
from service.store.market import MarketRun
from tests.factories import PARTNERSHIP, offer, talent
from tests.service.actions.snapshots import Snapshots, fill
from tests.service.api.house import NOW

RECOMMENDER = Recommender(day_zero())
RULES = Rules(partnership=PARTNERSHIP, guardian_below=15, zone=ZoneInfo("Europe/Copenhagen"))


def crowd(session: Session) -> None:
    """Thirty people, one seat in one offer and fifty in the other."""
    fill(session)
    OFFERS.put_many(session, [offer("off-1", capacity=1), offer("off-2", capacity=50)], now=NOW)
    TALENTS.put_many(session, [talent(f"tal-{n}") for n in range(30)], now=NOW)


def outcome(live: Live) -> Outcome:
    context = RULES.context(NOW, audience=Audience.TALENT)
    return work_out(RECOMMENDER, live.snapshot.still(), context=context)


def run(engine: Engine, live: Live, key: str = "mkt-1", *, at: datetime = NOW) -> None:
    made = MarketRun(id=key, asked_at=at, asked_by="upkeep")
    with writing(engine) as session:
        market.ask(session, made)
        complete(session, made, outcome(live), now=at)


def refreshed(live: Live) -> Live:
    asyncio.run(live.refresh())
    return live


def applied(engine: Engine, count: int) -> None:
    with writing(engine) as session:
        for number in range(count):
            event = Event(
                id=EventId(f"apply-{number}"),
                kind=EventKind.APPLY,
                side=Side.TALENT,
                talent=TalentId(f"tal-{number}"),
                offer=OfferId("off-2"),
                at=NOW,
            )
            events.record(session, event, recorded_by="key", now=NOW)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)])
def test_the_newest_run_counts_though_the_clock_stood_still_or_was_put_back(
    engine: Engine, snapshots: Snapshots, back: timedelta
) -> None:
    with writing(engine) as session:
        crowd(session)
    live = snapshots.loaded()
    run(engine, live)
    run(engine, refreshed(live), "mkt-2", at=NOW - back)
    counts = refreshed(live).market
    assert counts is not None
    assert counts.id == "mkt-2"


def test_a_crowded_offer_gets_a_price_and_an_empty_one_none(
    engine: Engine, snapshots: Snapshots
) -> None:
    with writing(engine) as session:
        crowd(session)
    found = outcome(snapshots.loaded())
    free = {str(price.offer): price.free for price in found.prices}
    assert free["off-1"] < 0.5
    assert free["off-2"] == 1.0
    figures = found.figures
    assert (figures["people"], figures["offers"], figures["seats"]) == (30, 2, 51)
    assert figures["filled_without"] <= figures["filled"] <= figures["filled_at_most"]


def test_every_process_takes_a_run_over_and_so_does_one_that_starts(
    engine: Engine, snapshots: Snapshots
) -> None:
    with writing(engine) as session:
        crowd(session)
    one, other = snapshots.loaded(), snapshots.loaded()
    run(engine, one)
    for live in (refreshed(one), refreshed(other), snapshots.loaded()):
        assert live.snapshot.market_run == "mkt-1"
        row = live.snapshot.offers.row_of["off-1"]
        assert live.snapshot.offers["still_free"][row] == live.prices[0].free < 0.5


def test_where_the_market_is_off_none_counts(engine: Engine, snapshots: Snapshots) -> None:
    with writing(engine) as session:
        crowd(session)
    run(engine, snapshots.loaded())
    off = Live(engine, Snapshot(load(), sentence_encoder()), uses_market=False)
    off.load()
    off.close()
    assert off.snapshot.market_run is None


def test_a_run_over_an_empty_store_is_no_error(snapshots: Snapshots) -> None:
    found = outcome(snapshots.loaded())
    assert (found.prices, found.tempers, found.figures["filled"]) == ((), {}, 0.0)


def test_the_first_run_is_due_as_soon_as_there_is_anything(
    engine: Engine, snapshots: Snapshots
) -> None:
    live = snapshots.loaded()
    assert not is_due(live, RULES, now=NOW)
    with writing(engine) as session:
        crowd(session)
    assert is_due(refreshed(live), RULES, now=NOW)


@pytest.mark.parametrize(
    ("later", "due"),
    [
        (timedelta(hours=1), False),
        (timedelta(hours=14), False),
        (timedelta(hours=17), True),
        (timedelta(days=3), True),
    ],
)
def test_a_run_is_due_every_night(
    engine: Engine, snapshots: Snapshots, later: timedelta, due: bool
) -> None:
    with writing(engine) as session:
        crowd(session)
    live = snapshots.loaded()
    run(engine, live)
    assert is_due(refreshed(live), RULES, now=NOW + later) is due


def test_a_run_is_due_when_queues_have_changed_much_but_not_at_once(
    engine: Engine, snapshots: Snapshots
) -> None:
    with writing(engine) as session:
        crowd(session)
    live = snapshots.loaded()
    run(engine, live)
    soon, later = NOW + timedelta(minutes=5), NOW + timedelta(minutes=20)
    applied(engine, 4)
    assert drift(refreshed(live), RULES, now=later) == pytest.approx(4 / 51)
    assert not is_due(live, RULES, now=later)
    applied(engine, 8)
    assert drift(refreshed(live), RULES, now=later) == pytest.approx(8 / 51)
    assert [is_due(live, RULES, now=now) for now in (soon, later)] == [False, True]


def test_offers_that_come_and_go_are_drift(engine: Engine, snapshots: Snapshots) -> None:
    with writing(engine) as session:
        crowd(session)
    live = snapshots.loaded()
    run(engine, live)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-3", capacity=7)], now=NOW)
        OFFERS.delete(session, OfferId("off-1"), now=NOW)
    assert drift(refreshed(live), RULES, now=NOW) == pytest.approx(8 / 51)


def test_the_newest_run_counts(engine: Engine, snapshots: Snapshots) -> None:
    with writing(engine) as session:
        crowd(session)
    live = snapshots.loaded()
    run(engine, live)
    run(engine, live, "mkt-2", at=NOW + timedelta(hours=1))
    assert refreshed(live).snapshot.market_run == "mkt-2"
