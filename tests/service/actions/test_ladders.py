"""Ladders: counted from those who let others learn from them, and again when it has aged."""

import asyncio
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Engine

from matcher.domain import EventKind, Side, TalentId
from matcher.ranking import Ladder
from matcher.vocabulary import load
from service.actions.ladders import Ladders, columns, count
from service.store import OFFERS, ORGANISATIONS, TALENTS, events, writing
from service.store.taken_part import TookPart
from tests.factories import offer, organisation, talent
from tests.service.store.samples import NOW, event

LADDER = Ladder(load())
GIG = LADDER.number("local", "gig") or 0


def took(who: str, day: int, *roles: str, kind: str = "gig") -> TookPart:
    return TookPart(
        talent=TalentId(who),
        day=date(2026, 9, day),
        reach=None,
        kind=kind,
        level=3,
        roles=roles,
        ranked=True,
        learned=True,
    )


def crowd(engine: Engine, *, people: int, learning: bool, of: str) -> None:
    """So many who have been to the same gig."""
    here = [talent(f"{of}-{n}", learning=learning) for n in range(people)]
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        OFFERS.put_many(session, [offer(capacity=None)], now=NOW)
        TALENTS.put_many(session, here, now=NOW)
        for one in here:
            came = event(f"eve-{one.id}", EventKind.ATTEND, side=Side.PROVIDER, talent=one.id)
            events.record(session, came, recorded_by="key-1", now=NOW)


def test_people_are_numbered_and_their_roles_padded() -> None:
    rows = [took("a", 1, "singer", "drums"), took("a", 2, "singer", "drums"), took("b", 1)]
    found = columns([*rows, took("b", 2, kind="no such kind")], LADDER)
    roles = load().roles.index
    assert found.person.tolist() == [0, 0, 1]
    assert found.step.tolist() == [GIG] * 3
    assert found.roles.tolist() == [[roles["singer"], roles["drums"]]] * 2 + [[-1, -1]]
    assert found.band.tolist() == [2, 2, 2]


def test_nobody_is_no_row() -> None:
    found = columns([], LADDER)
    assert (len(found), found.roles.shape) == (0, (0, 1))


def test_only_who_lets_others_learn_is_counted(engine: Engine) -> None:
    crowd(engine, people=9, learning=False, of="silent")
    assert not count(engine, now=NOW).map.known.took.any()
    crowd(engine, people=5, learning=True, of="open")
    known = count(engine, now=NOW).map.known
    assert known.took[GIG] == known.ways.cells[LADDER.start, GIG] == 5
    assert np.count_nonzero(known.took) == 1


def test_what_was_counted_is_kept_for_a_quarter_of_an_hour(engine: Engine) -> None:
    ladders = Ladders()

    def at(minutes: int) -> int:
        now = NOW + timedelta(minutes=minutes)
        return int(asyncio.run(ladders.current(engine, now=now)).map.known.took[GIG])

    assert at(0) == 0
    crowd(engine, people=6, learning=True, of="open")
    assert (at(14), at(15)) == (0, 6)
