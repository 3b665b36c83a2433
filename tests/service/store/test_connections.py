"""The store of connections: found from either side, counted, and gone with either person."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from matcher.domain import ConnectionId, OrganisationId, PeerWish, TalentId, wished
from service.store import ORGANISATIONS, TALENTS, connections, reading, writing
from tests.factories import organisation
from tests.service.store.samples import NOW, connection, settle

ONE, OTHER, THIRD = TalentId("tal-1"), TalentId("tal-2"), TalentId("tal-3")
HOUR = timedelta(hours=1)


def test_a_connection_is_found_from_either_side_as_it_was_put(engine: Engine) -> None:
    settle(engine, talents=3)
    made = wished(connection(), OTHER, wish=PeerWish.MEET, at=NOW + HOUR)
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation("org-9")], now=NOW)
        made = replace(made, organiser=OrganisationId("org-9"))
        connections.put(session, connection())
        connections.put(session, made)
    with reading(engine) as session:
        assert connections.get(session, made.id) == made
        assert connections.between(session, ONE, OTHER) == made
        assert connections.between(session, OTHER, ONE) == made
        assert connections.between(session, ONE, THIRD) is None
        assert connections.of(session, OTHER) == [made]
        assert connections.met(session, OTHER) == {ONE}


def test_asks_are_counted_for_who_asks_and_for_who_is_asked(engine: Engine) -> None:
    settle(engine, talents=3)
    hidden = connection("con-2", second=THIRD, first_wish=PeerWish.NO, asked_at=None)
    with writing(engine) as session:
        connections.put(session, connection())
        connections.put(session, hidden)
    with reading(engine) as session:
        assert connections.asked_since(session, ONE, NOW - HOUR) == 1
        assert connections.asked_since(session, ONE, NOW) == 0
        assert connections.waiting(session, since=NOW - HOUR) == {OTHER: 1}
        assert connections.met(session, ONE) == {OTHER, THIRD}
        assert connections.met(session, OTHER) == {ONE}
        assert connections.met(session, THIRD) == set(), "a silent no is nothing to who got it"
        assert connections.waiting(session, since=NOW) == {}


def test_an_ask_that_was_answered_or_taken_back_waits_no_longer(engine: Engine) -> None:
    settle(engine, talents=3)
    answered = wished(connection(), OTHER, wish=PeerWish.NO, at=NOW)
    taken_back = wished(connection("con-2", second=THIRD), ONE, wish=PeerWish.NO, at=NOW)
    with writing(engine) as session:
        connections.put(session, answered)
        connections.put(session, taken_back)
    with reading(engine) as session:
        assert connections.waiting(session, since=NOW - HOUR) == {}
        assert connections.asked_since(session, ONE, NOW - HOUR) == 2


def test_connected_ones_are_paged_by_the_homes_of_either(engine: Engine) -> None:
    settle(engine, talents=3)
    both = wished(connection(), OTHER, wish=PeerWish.MEET, at=NOW)
    with writing(engine) as session:
        connections.put(session, both)
        connections.put(session, connection("con-2", second=THIRD))
    with reading(engine) as session:

        def found(homes: frozenset[str] | None, after: str | None = None) -> list[str]:
            last = None if after is None else ConnectionId(after)
            told = connections.connected(session, municipalities=homes, after=last, limit=9)
            return [one.id for one in told]

        assert found(None) == found(frozenset({"0217"})) == ["con-1"]
        assert found(frozenset({"0265"})) == found(None, after="con-1") == []


def test_erasing_either_person_erases_what_stood_between_the_two(engine: Engine) -> None:
    settle(engine, talents=3)
    with writing(engine) as session:
        connections.put(session, connection())
        connections.put(session, connection("con-2", first=THIRD, second=ONE))
        TALENTS.delete(session, ONE, now=NOW)
    with reading(engine) as session:
        assert connections.of(session, OTHER) == connections.of(session, THIRD) == []
