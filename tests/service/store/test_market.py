"""The market in the store: runs are asked for, taken once, and what comes of them is kept."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import OfferId, TalentId
from service.store import TALENTS, changes, market, reading, writing
from service.store.changes import ChangeKind
from service.store.market import MarketRun, OfferPrice, RunState
from tests.service.store.samples import NOW, settle

RUN = MarketRun(id="mkt-1", asked_at=NOW, asked_by="key-1")
PRICES = [
    OfferPrice(offer=OfferId("off-1"), free=0.9, load=3.25, seats=4, queue=1),
    OfferPrice(offer=OfferId("off-2"), free=0.1 + 0.2, load=9.5, seats=None, queue=0),
]
HOUR = timedelta(hours=1)


def done(run: MarketRun = RUN) -> MarketRun:
    return replace(
        run,
        state=RunState.DONE,
        begun_at=run.asked_at,
        ended_at=run.asked_at + HOUR,
        model_hash="model",
        figures={"people": 3, "filled": 0.1 + 0.2},
    )


def ran(engine: Engine, run: MarketRun = RUN) -> None:
    with writing(engine) as session:
        keep_run(session, run)


def keep_run(session: Session, run: MarketRun = RUN) -> None:
    """Prices for two offers, and two talents who are wanted much, one of whom is not there."""
    market.ask(session, run)
    market.claim(session, now=run.asked_at)
    tempers = {TalentId("tal-1"): 0.5, TalentId("gone"): 0.25}
    market.complete(session, done(run), prices=PRICES, tempers=tempers)


def test_what_came_of_a_run_is_kept_as_it_was(engine: Engine) -> None:
    settle(engine, talents=2)
    ran(engine)
    with reading(engine) as session:
        assert market.last(session) == market.get(session, "mkt-1") == done()
        assert market.prices(session, "mkt-1") == [PRICES[1], PRICES[0]]
        assert market.tempers(session, "mkt-1") == {"tal-1": 0.5}


def test_every_process_learns_of_a_run(engine: Engine) -> None:
    settle(engine)
    with reading(engine) as session:
        head = changes.head(session)
    ran(engine)
    with reading(engine) as session:
        (news,) = changes.since(session, head, limit=9)
    assert (news.kind, news.id) == (ChangeKind.MARKET, "mkt-1")


def test_a_run_is_taken_once(engine: Engine) -> None:
    with writing(engine) as session:
        market.ask(session, RUN)
        first = market.claim(session, now=NOW)
        assert first is not None
        assert (first.id, first.state, first.begun_at) == ("mkt-1", RunState.RUNNING, NOW)
        assert market.claim(session, now=NOW) is None


def test_a_run_whose_process_died_is_interrupted_and_not_begun_again(engine: Engine) -> None:
    with writing(engine) as session:
        market.ask(session, RUN)
        begun = market.claim(session, now=NOW)
        assert begun is not None
        market.stay(session, begun, now=NOW + HOUR)
        assert market.interrupt(session, lost_before=NOW + HOUR) == 0
        assert market.under_way(session, lost_before=NOW + HOUR) is not None
        late = NOW + 2 * HOUR
        assert market.under_way(session, lost_before=late) is None
        assert (market.holds(session, begun), market.interrupt(session, lost_before=late)) == (
            True,
            1,
        )
        told = market.get(session, "mkt-1")
        assert told is not None
        assert (told.state, told.ended_at) == (RunState.INTERRUPTED, NOW + HOUR)
        assert market.failed_since(session, NOW + HOUR)
        assert not market.holds(session, begun)
        assert market.claim(session, now=late) is None


def test_the_one_that_has_waited_longest_comes_first(engine: Engine) -> None:
    with writing(engine) as session:
        market.ask(session, RUN)
        market.ask(session, replace(RUN, id="mkt-0", asked_at=NOW + HOUR))
        first = market.claim(session, now=NOW)
        assert first is not None
        assert first.id == "mkt-1"


def test_a_run_that_failed_does_not_count(engine: Engine) -> None:
    settle(engine)
    ran(engine)
    with writing(engine) as session:
        later = replace(RUN, id="mkt-2", asked_at=NOW + HOUR)
        market.ask(session, later)
        market.fail(session, replace(later, ended_at=NOW + 2 * HOUR))
        assert market.last(session) == done()
        assert market.under_way(session, lost_before=NOW) is None


def test_a_run_that_is_given_back_waits_to_begin_again(engine: Engine) -> None:
    with writing(engine) as session:
        market.ask(session, RUN)
        begun = market.claim(session, now=NOW)
        assert begun is not None
        market.give_back(session, begun)
        assert market.get(session, "mkt-1") == RUN
        assert market.claim(session, now=NOW) == begun


def test_it_is_known_whether_a_run_has_failed_lately(engine: Engine) -> None:
    with writing(engine) as session:
        market.ask(session, RUN)
        assert not market.failed_since(session, NOW)
        market.fail(session, replace(RUN, ended_at=NOW + HOUR))
        assert market.failed_since(session, NOW)
        assert not market.failed_since(session, NOW + 2 * HOUR)


def test_of_people_only_the_run_that_counts_says_anything(engine: Engine) -> None:
    settle(engine, talents=2)
    ran(engine)
    ran(engine, replace(RUN, id="mkt-2", asked_at=NOW + HOUR))
    with reading(engine) as session:
        assert market.tempers(session, "mkt-1") == {}
        assert market.tempers(session, "mkt-2") == {"tal-1": 0.5}
        assert len(market.prices(session, "mkt-1")) == 2


def test_erasing_a_talent_erases_what_runs_say_of_it(engine: Engine) -> None:
    settle(engine, talents=1)
    ran(engine)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
        assert market.tempers(session, "mkt-1") == {}


def test_old_runs_are_pruned_but_the_one_that_counts(engine: Engine) -> None:
    settle(engine)
    ran(engine)
    ran(engine, replace(RUN, id="mkt-2", asked_at=NOW + HOUR))
    with writing(engine) as session:
        assert market.prune(session, before=NOW + 9 * HOUR) == 1
        assert market.get(session, "mkt-1") is None
        assert market.prices(session, "mkt-1") == []
        assert len(market.prices(session, "mkt-2")) == 2
