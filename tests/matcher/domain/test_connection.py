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


@given(st.lists(st.sampled_from(list(PeerWish)), max_size=5))
def test_a_no_before_an_ask_changes_nothing_that_the_asker_can_see(said: list[PeerWish]) -> None:
    """What B sees and is counted for is the same, whether A had silently said no or nothing."""
    later = NOW + timedelta(hours=1)
    hidden = replace(ASK, first_wish=NO, asked_at=None)
    refused = wished(hidden, B, wish=MEET, at=later)
    fresh = Connection(id=ASK.id, first=B, second=A, first_wish=NO, began_at=later)
    unanswered = wished(fresh, B, wish=MEET, at=later)
    for wish in said:
        refused = wished(refused, B, wish=wish, at=later)
        unanswered = wished(unanswered, B, wish=wish, at=later)
    assert refused.began_for(B) == unanswered.began_for(B) == later
    assert standing(refused, B) is standing(unanswered, B)
    assert asks(refused, B, MEET) is asks(unanswered, B, MEET)
    assert refused.second_asked_at == unanswered.asked_at == later


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
