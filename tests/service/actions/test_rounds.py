"""Rounds ask the store few questions, however many people and offers there are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import load
from service.actions.acting import Acting
from service.actions.resources import Rules
from service.actions.round_publishing import publish_round
from service.actions.round_waiting import waiting
from service.actions.round_wishes import WishList, wish
from service.actions.rounds import RoundDraft, Turn, known, open_round
from service.auth import Principal, Role
from service.errors import ServiceError
from service.store import reading, rounds, writing
from service.store.rounds import RoundState, RoundWish
from tests.service.store.samples import NOW, settle

STAFF = Principal(role=Role.ADMIN, key="key-1")
RULES = Rules(partnership=frozenset({"0217"}), guardian_below=15, zone=ZoneInfo("UTC"))
ACTING = Acting(principal=STAFF, now=NOW, rules=RULES, words=load())
TURN = Turn(principal=STAFF, now=NOW)
FEW, MANY = 2, 12


@contextmanager
def questions(engine: Engine) -> Iterator[list[str]]:
    """The statements that read."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def _offers(count: int) -> list[OfferId]:
    return [OfferId(f"off-{number}") for number in range(1, count + 1)]


def _open(engine: Engine, key: str, offers: Sequence[OfferId]) -> None:
    draft = RoundDraft(title=key, offers=tuple(offers), closes_at=NOW + timedelta(days=1), seed=1)
    with writing(engine) as session:
        open_round(session, key, draft, turn=TURN)


def _wish(engine: Engine, key: str, talent: str, offers: Sequence[OfferId]) -> None:
    wanted = WishList(offers=tuple(offers))
    with writing(engine) as session:
        wish(
            session,
            key,
            TalentId(talent),
            wanted=wanted,
            turn=TURN,
            rules=RULES,
            words=ACTING.words,
        )


@pytest.mark.parametrize("title", ["", "  "])
def test_a_round_has_a_title_whoever_opens_it(engine: Engine, title: str) -> None:
    settle(engine)
    with pytest.raises(ServiceError) as refused:
        _open(engine, title, _offers(1))
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("#/title", "text_too_short")


def test_many_wishes_ask_no_more_than_few(engine: Engine) -> None:
    settle(engine, capacities=[3] * MANY)
    _open(engine, "rou-1", _offers(MANY))
    counts = []
    for count in (FEW, MANY):
        with questions(engine) as asked:
            _wish(engine, "rou-1", "tal-1", _offers(count))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _proposed(engine: Engine, key: str, people: Sequence[str], offer: OfferId) -> None:
    """Everybody has a seat of ``offer`` in the proposal, and is ranked alike."""
    _open(engine, key, [offer])
    for one in people:
        _wish(engine, key, one, [offer])
    settled = [
        RoundWish(talent=TalentId(one), offer=offer, place=0, came_true=True) for one in people
    ]
    with writing(engine) as session:
        rounds.settle(session, key, settled)
        rounds.put_ranks(session, key, offer, ranks={TalentId(one): 0 for one in people})
        found = known(session, key)
        rounds.put(session, replace(found, state=RoundState.PROPOSED, ran_at=NOW))


def test_each_more_who_is_asked_costs_what_the_log_asks_alone(engine: Engine) -> None:
    """The log looks whether the event is there, and what it meets."""
    settle(engine, talents=MANY, capacities=[None, None])
    counts = []
    for count, offer in zip((FEW, MANY), _offers(2), strict=True):
        people = [f"tal-{number}" for number in range(1, count + 1)]
        _proposed(engine, f"rou-{count}", people, offer)
        with questions(engine) as asked, writing(engine) as session:
            sent = publish_round(session, f"rou-{count}", acting=ACTING).sent
        assert [one.status for one in sent] == ["recorded"] * count
        counts.append(len(asked))
    assert counts[1] - counts[0] == 2 * (MANY - FEW)


def test_many_who_wait_are_found_by_as_few_questions(engine: Engine) -> None:
    settle(engine, talents=MANY, capacities=[1, 1])
    counts = []
    for count, offer in zip((FEW, MANY), _offers(2), strict=True):
        key, people = f"rou-{count}", [f"tal-{number}" for number in range(1, count + 1)]
        _proposed(engine, key, people, offer)
        with reading(engine) as session:
            found = replace(known(session, key), state=RoundState.PUBLISHED)
        with questions(engine) as asked, reading(engine) as session:
            (listed,) = waiting(session, found, acting=ACTING)
        assert (listed.free, len(listed.next)) == (1, count)
        counts.append(len(asked))
    assert counts[0] == counts[1]
