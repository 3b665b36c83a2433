"""Taken part: read with what the ladder counts by, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from matcher.domain import EventKind, OfferId, Side, TalentId
from service.store import OFFERS, ORGANISATIONS, TALENTS, events, reading, taken_part, writing
from service.store.taken_part import TookPart
from tests.factories import offer, organisation, talent
from tests.service.store.samples import NOW, event

GIG = TookPart(
    talent=TalentId("tal-1"),
    day=date(2026, 11, 14),
    reach="local",
    kind="gig",
    level=2,
    roles=("singer", "drums"),
    ranked=True,
    learned=True,
)


def attend(
    engine: Engine,
    *,
    kind: EventKind = EventKind.ATTEND,
    profiling: bool = True,
    learning: bool = True,
) -> None:
    """A singing drummer takes part in a gig, and in two offers that are no step."""
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        dateless = offer("off-2", start_date=None, end_date=None)
        OFFERS.put_many(session, [offer(), dateless, offer("off-3", kind=None)], now=NOW)
        person = talent(roles=GIG.roles, profiling=profiling, learning=learning)
        TALENTS.put_many(session, [person], now=NOW)
        for place in (1, 2, 3):
            came = event(f"eve-{place}", kind, side=Side.PROVIDER, offer=OfferId(f"off-{place}"))
            events.record(session, came, recorded_by="key-1", now=NOW)


def told(engine: Engine) -> list[TookPart]:
    with reading(engine) as session:
        return list(taken_part.stream(session))


def test_a_step_is_told_with_its_day_and_who_took_it(engine: Engine) -> None:
    attend(engine)
    assert told(engine) == [GIG]


@pytest.mark.parametrize(
    ("profiling", "learning", "learned"),
    [(False, True, False), (True, False, False), (True, True, True)],
)
def test_who_objects_is_marked(
    engine: Engine, profiling: bool, learning: bool, learned: bool
) -> None:
    attend(engine, profiling=profiling, learning=learning)
    assert told(engine) == [replace(GIG, ranked=profiling, learned=learned)]


def test_who_was_only_invited_has_not_taken_part(engine: Engine) -> None:
    attend(engine, kind=EventKind.INVITE)
    assert told(engine) == []
