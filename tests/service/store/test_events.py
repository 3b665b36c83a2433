"""Events: each is recorded once, moves its pair, and never takes a seat that is not there."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine

from matcher.domain import (
    Event,
    EventId,
    EventKind,
    EventRefused,
    OfferId,
    PairState,
    Side,
    SlateId,
    TalentId,
)
from service.store import (
    OFFERS,
    TALENTS,
    ChangeKind,
    EventFilter,
    EventStatus,
    appending,
    changes,
    connect,
    events,
    pairs,
    reading,
    slates,
    writing,
)
from tests.factories import offer, talent
from tests.service.store.samples import NOW, event, settle, slate

PAIR = (TalentId("tal-1"), OfferId("off-1"))


def record(engine: Engine, *sent: Event) -> list[EventStatus]:
    """Record events in one transaction."""
    with writing(engine) as session:
        return [events.record(session, one, recorded_by="key-1", now=NOW) for one in sent]


def refusal(engine: Engine, sent: Event) -> str:
    """The code with which an event is refused."""
    with pytest.raises(EventRefused) as refused:
        record(engine, sent)
    return refused.value.problem.code


def taken(engine: Engine) -> int:
    with reading(engine) as session:
        return pairs.seats_taken(session, [OfferId("off-1")])[OfferId("off-1")]


def test_an_event_comes_back_with_who_sent_it_and_when(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        slates.add_many(session, [slate()])
    sent = event(kind=EventKind.RATE, rating=4, reason="Skøn dag", recommendation=SlateId("sla-1"))
    assert record(engine, sent) == [EventStatus.RECORDED]
    with reading(engine) as session:
        found = events.get(session, sent.id)
    assert found is not None
    assert (found.event, found.recorded_by, found.recorded_at) == (sent, "key-1", NOW)


def test_an_event_moves_its_pair_and_enters_the_change_log(engine: Engine) -> None:
    settle(engine)
    with reading(engine) as session:
        before = changes.head(session)
    record(engine, event())
    with reading(engine) as session:
        assert pairs.of(session, [PAIR]) == {PAIR: PairState.APPLIED}
        logged = changes.since(session, before, limit=10)
    assert [(change.kind, change.id, change.other) for change in logged] == [
        (ChangeKind.PAIR, "tal-1", "off-1")
    ]


def test_a_view_moves_nothing(engine: Engine) -> None:
    settle(engine)
    with reading(engine) as session:
        before = changes.head(session)
    record(engine, event(kind=EventKind.VIEW))
    with reading(engine) as session:
        assert changes.head(session) == before
        assert list(pairs.stream(session)) == []


def test_the_same_event_twice_is_recorded_once(engine: Engine) -> None:
    settle(engine)
    assert record(engine, event(), event()) == [EventStatus.RECORDED, EventStatus.DUPLICATE]
    with reading(engine) as session:
        assert len(list(events.stream(session))) == 1


def test_the_same_moment_in_another_time_zone_is_the_same_event(engine: Engine) -> None:
    settle(engine)
    copenhagen = timezone(timedelta(hours=2))
    record(engine, event())
    again = event(at=NOW.astimezone(copenhagen))
    assert record(engine, again) == [EventStatus.DUPLICATE]


def test_an_id_that_was_used_for_something_else_is_refused(engine: Engine) -> None:
    settle(engine)
    record(engine, event())
    assert refusal(engine, event(reason="noget andet")) == "event_id_conflict"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"talent": TalentId("nobody")}, "unknown_talent"),
        ({"offer": OfferId("nothing")}, "unknown_offer"),
        ({"recommendation": SlateId("none")}, "unknown_recommendation"),
        ({"kind": EventKind.ACCEPT}, "nothing_to_accept"),
        ({"side": Side.PROVIDER}, "event_of_wrong_side"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_leaves_nothing(
    engine: Engine, changed: dict[str, Any], code: str
) -> None:
    settle(engine)
    assert refusal(engine, replace(event(), **changed)) == code
    with reading(engine) as session:
        assert list(events.stream(session)) == []


def test_a_refused_event_leaves_the_session_usable(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        with pytest.raises(EventRefused):
            events.record(session, event(talent=TalentId("nobody")), recorded_by="key-1", now=NOW)
        events.record(session, event(), recorded_by="key-1", now=NOW)
    with reading(engine) as session:
        assert len(list(events.stream(session))) == 1


def test_an_accept_of_a_full_offer_is_refused(engine: Engine) -> None:
    settle(engine, talents=2, capacities=[1])
    second = TalentId("tal-2")
    record(engine, event("e1"), event("e2", talent=second))
    record(engine, event("e3", EventKind.ACCEPT, side=Side.PROVIDER))
    late = event("e4", EventKind.ACCEPT, side=Side.PROVIDER, talent=second)
    assert refusal(engine, late) == "offer_full"
    assert taken(engine) == 1


def test_a_seat_given_back_can_be_taken_by_the_next(engine: Engine) -> None:
    settle(engine, talents=2, capacities=[1])
    second = TalentId("tal-2")
    record(
        engine,
        event("e1"),
        event("e2", talent=second),
        event("e3", EventKind.ACCEPT, side=Side.PROVIDER),
        event("e4", EventKind.WITHDRAW),
        event("e5", EventKind.ACCEPT, side=Side.PROVIDER, talent=second),
    )
    with reading(engine) as session:
        states = {pair.talent: pair.state for pair in pairs.stream(session)}
    assert states == {second: PairState.ACCEPTED}


def test_an_offer_without_a_limit_is_never_full(engine: Engine) -> None:
    settle(engine, talents=5, capacities=[None])
    for number in range(1, 6):
        key = TalentId(f"tal-{number}")
        record(engine, event(f"a{number}", talent=key))
        accept = event(f"b{number}", EventKind.ACCEPT, side=Side.PROVIDER, talent=key)
        record(engine, accept)
    assert taken(engine) == 5


def test_who_turns_up_without_a_seat_is_still_recorded(engine: Engine) -> None:
    settle(engine, talents=2, capacities=[1])
    both = [event(f"e{n}", EventKind.ATTEND, talent=TalentId(f"tal-{n}")) for n in (1, 2)]
    assert record(engine, *both) == [EventStatus.RECORDED] * 2
    assert taken(engine) == 2


def test_many_who_accept_at_once_never_exceed_the_seats(url: str) -> None:
    """Eight threads, each with an engine of its own as a process would have."""
    seats, people = 5, 24
    engine = connect(url)
    settle(engine, talents=people, capacities=[seats])
    ids = [TalentId(f"tal-{number}") for number in range(1, people + 1)]
    record(
        engine,
        *(event(f"i-{key}", EventKind.INVITE, side=Side.PROVIDER, talent=key) for key in ids),
    )

    def accept(some: list[TalentId]) -> int:
        own = connect(url)
        accepted = 0
        for key in some:
            with suppress(EventRefused):
                record(own, event(f"a-{key}", EventKind.ACCEPT, talent=key))
                accepted += 1
        own.dispose()
        return accepted

    with ThreadPoolExecutor(8) as pool:
        accepted = sum(pool.map(accept, [ids[start::8] for start in range(8)]))
    assert accepted == taken(engine) == seats
    engine.dispose()


def test_an_event_in_a_transaction_that_others_may_overtake_is_an_error(engine: Engine) -> None:
    settle(engine)
    with pytest.raises(RuntimeError), appending(engine) as session:
        events.record(session, event(), recorded_by="key-1", now=NOW)


def test_the_log_can_be_paged_by_whom_and_what_it_concerns(engine: Engine) -> None:
    settle(engine, talents=2, capacities=[3, 3])
    second, other = TalentId("tal-2"), OfferId("off-2")
    with writing(engine) as session:
        slates.add_many(session, [slate()])
    record(
        engine,
        event("e1", EventKind.VIEW, recommendation=SlateId("sla-1")),
        event("e2", EventKind.VIEW, talent=second),
        event("e3", EventKind.VIEW, offer=other),
    )
    with reading(engine) as session:
        first = events.page(session, EventFilter(), limit=2)
        rest = events.page(session, EventFilter(), after=first[-1].seq, limit=2)
        assert [found.event.id for found in first + rest] == ["e1", "e2", "e3"]
        for where, expected in (
            (EventFilter(talent=TalentId("tal-1")), ["e1", "e3"]),
            (EventFilter(offer=OfferId("off-1")), ["e1", "e2"]),
            (EventFilter(recommendation=SlateId("sla-1")), ["e1"]),
        ):
            assert [e.event.id for e in events.page(session, where, limit=9)] == expected


def test_an_erased_talent_frees_the_seat_and_leaves_the_bare_id_in_the_log(engine: Engine) -> None:
    settle(engine)
    record(
        engine,
        event("e1", EventKind.INVITE, side=Side.PROVIDER, reason="Alma er god"),
        event("e2", EventKind.ACCEPT),
    )
    with writing(engine) as session:
        before = changes.head(session)
        assert TALENTS.delete(session, TalentId("tal-1"), now=NOW)
        logged = changes.since(session, before, limit=10)
    assert {(change.kind, change.id, change.other) for change in logged} == {
        (ChangeKind.PAIR, "tal-1", "off-1"),
        (ChangeKind.TALENT, "tal-1", None),
    }
    assert taken(engine) == 0
    with reading(engine) as session:
        found = events.get(session, EventId("e1"))
    assert found is not None
    assert (found.event.talent, found.event.reason) == ("tal-1", None)


def test_the_log_outlives_the_offer(engine: Engine) -> None:
    settle(engine)
    record(engine, event())
    with writing(engine) as session:
        assert OFFERS.delete(session, OfferId("off-1"), now=NOW)
    with reading(engine) as session:
        assert list(pairs.stream(session)) == []
        assert [found.event.offer for found in events.stream(session)] == ["off-1"]


def test_putting_a_profile_again_keeps_its_pairs(engine: Engine) -> None:
    settle(engine)
    record(engine, event())
    with writing(engine) as session:
        TALENTS.put_many(session, [talent()], now=NOW)
        OFFERS.put_many(session, [offer()], now=NOW)
    with reading(engine) as session:
        assert pairs.of(session, [PAIR]) == {PAIR: PairState.APPLIED}


def test_only_another_than_the_person_vouches_for_having_been_there(engine: Engine) -> None:
    settle(engine, capacities=(None, None, None))
    for place, (kind, side) in enumerate(
        [
            (EventKind.ATTEND, Side.TALENT),
            (EventKind.ATTEND, Side.PROVIDER),
            (EventKind.VIEW, Side.PROVIDER),
        ],
        start=1,
    ):
        record(engine, event(f"e-{place}", kind, side=side, offer=OfferId(f"off-{place}")))
    with reading(engine) as session:
        assert events.vouched(session, TalentId("tal-1")) == {"off-2"}
        assert events.vouched(session, TalentId("tal-2")) == frozenset()
