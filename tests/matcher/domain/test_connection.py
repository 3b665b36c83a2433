"""Connections: two yes connect, a no is silent, and what was left stays closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import (
    Connection,
    ConnectionId,
    ConnectionRefused,
    PeerWish,
    Standing,
    TalentId,
    asks,
    standing,
    wished,
)

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
A, B = TalentId("a"), TalentId("b")
MEET, NO = PeerWish.MEET, PeerWish.NO
ASK = Connection(
    id=ConnectionId("c"), first=A, second=B, first_wish=MEET, began_at=NOW, asked_at=NOW
)
WISHES = st.lists(st.tuples(st.sampled_from([A, B]), st.sampled_from(list(PeerWish))), max_size=8)


def after(*said: tuple[TalentId, PeerWish], begun: Connection = ASK) -> Connection:
    """The connection after all that could be said; what is refused changes nothing."""
    for who, wish in said:
        try:
            begun = wished(begun, who, wish=wish, at=NOW)
        except ConnectionRefused:
            continue
    return begun


def test_an_ask_is_seen_by_the_asked_and_two_yes_connect() -> None:
    assert (standing(ASK, A), standing(ASK, B)) == (Standing.WAITING, Standing.ASKED)
    both = after((B, MEET))
    assert both.connected
    assert both.connected_at == NOW
    assert standing(both, A) is standing(both, B) is Standing.CONNECTED


def test_who_was_only_refused_never_learns_that_there_is_anything() -> None:
    hidden = replace(ASK, first_wish=NO, asked_at=None)
    assert (standing(hidden, A), standing(hidden, B)) == (Standing.CLOSED, None)
    assert standing(after((B, MEET), begun=hidden), B) is Standing.WAITING


def test_what_was_left_cannot_be_opened_again_by_either() -> None:
    left = after((B, MEET), (A, NO))
    assert standing(left, A) is standing(left, B) is Standing.CLOSED
    for who in (A, B):
        with pytest.raises(ConnectionRefused) as refused:
            wished(left, who, wish=MEET if who == A else NO, at=NOW)
        assert refused.value.problem.code == "connection_ended"


@given(WISHES)
def test_before_both_say_yes_nobody_can_tell_a_no_from_silence(
    said: list[tuple[TalentId, PeerWish]],
) -> None:
    found = after(*said)
    if found.connected_at is not None:
        return
    for me in (A, B):
        other = found.other_than(me)
        if found.wish_of(me) is MEET and found.wish_of(other) is not MEET:
            assert standing(found, me) is Standing.WAITING


def seen_by(talent: TalentId, connection: Connection | None) -> tuple[object, ...]:
    """Everything about a connection that ``talent`` is shown, or is counted for."""
    if connection is None or standing(connection, talent) is None:
        return (None, None, None, None)
    mine = connection.asked_at if talent == connection.first else connection.second_asked_at
    moment = connection.began_for(talent)
    return standing(connection, talent), moment, mine, asks(connection, talent, MEET)


def said(
    connection: Connection | None, who: TalentId, wish: PeerWish, *, hour: int
) -> Connection | None:
    """The connection after ``who`` has said ``wish``; whoever speaks first begins it."""
    at = NOW + timedelta(hours=hour)
    other = B if who == A else A
    begun = connection or Connection(id=ASK.id, first=who, second=other, first_wish=NO, began_at=at)
    return wished(begun, who, wish=wish, at=at)


@given(st.lists(st.sampled_from(list(PeerWish)), max_size=6), st.integers(0, 6))
def test_nothing_that_one_sees_tells_a_silent_no_from_no_word_at_all(
    words: list[PeerWish], place: int
) -> None:
    """A speaks hour by hour; B, who never says yes, says no once, at any place among A's words."""
    alone: Connection | None = None
    refused: Connection | None = None
    for hour, wish in enumerate(words):
        if hour == place:
            refused = said(refused, B, NO, hour=hour)
        alone = said(alone, A, wish, hour=hour)
        refused = said(refused, A, wish, hour=hour)
        assert seen_by(A, refused) == seen_by(A, alone)
    if place >= len(words):
        refused = said(refused, B, NO, hour=place)
        assert seen_by(A, refused) == seen_by(A, alone)


@given(st.lists(st.sampled_from(list(PeerWish)), max_size=4))
def test_who_takes_an_ask_back_that_was_turned_down_tells_nothing_by_it(
    words: list[PeerWish],
) -> None:
    turned_down = wished(ASK, B, wish=NO, at=NOW + timedelta(hours=1))
    before = seen_by(B, turned_down)
    for hour, wish in enumerate(words, start=2):
        turned_down = wished(turned_down, A, wish=wish, at=NOW + timedelta(hours=hour))
        assert seen_by(B, turned_down) == before


def test_to_answer_an_ask_is_not_to_ask() -> None:
    assert not asks(ASK, B, MEET)
    assert not asks(ASK, A, MEET), "said already"
    assert asks(wished(ASK, A, wish=NO, at=NOW), A, MEET)


def test_who_spoke_last_for_either_is_kept() -> None:
    said = wished(ASK, B, wish=MEET, at=NOW, by="coordinator")
    assert (said.spoken_by(A), said.spoken_by(B)) == (None, "coordinator")


@given(WISHES)
def test_nobody_is_connected_who_has_not_said_yes(said: list[tuple[TalentId, PeerWish]]) -> None:
    found = after(*said)
    for me in (A, B):
        if standing(found, me) is Standing.CONNECTED:
            assert found.wish_of(A) is found.wish_of(B) is MEET


@given(WISHES)
def test_saying_the_same_again_changes_nothing(said: list[tuple[TalentId, PeerWish]]) -> None:
    found = after(*said)
    for me in (A, B):
        wish = found.wish_of(me)
        if wish is not None:
            assert wished(found, me, wish=wish, at=NOW) == found
