"""Samples: events and slates in one call, and a small town in a store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from matcher.domain import (
    Audience,
    Connection,
    ConnectionId,
    Direction,
    Event,
    EventId,
    EventKind,
    OfferId,
    PeerWish,
    Problem,
    Side,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Unshown,
    Viewer,
)
from service.store import OFFERS, ORGANISATIONS, TALENTS, writing
from tests.factories import offer, organisation, talent

NOW = datetime(2026, 9, 1, 12, 30, 15, 123456, tzinfo=UTC)


def event(key: str = "eve-1", kind: EventKind = EventKind.APPLY, **fields: Any) -> Event:
    """The talent of the factories applies for their offer."""
    made = Event(
        id=EventId(key),
        kind=kind,
        side=Side.TALENT,
        talent=TalentId("tal-1"),
        offer=OfferId("off-1"),
        at=NOW,
    )
    return replace(made, **fields)


def slate(key: str = "sla-1", **fields: Any) -> Slate:
    """One offer for the talent of the factories, with all that a slate can hold."""
    made = Slate(
        id=SlateId(key),
        at=NOW,
        viewer=Viewer(role="talent", key="key-1"),
        request=SlateRequest(
            direction=Direction.OFFERS_FOR_TALENT,
            subject=TalentId("tal-1"),
            audience=Audience.TALENT,
            max_km=40.0,
        ),
        model_hash="model",
        schema_hash="schema",
        encoder_hash="encoder",
        market_run="mkt-1",
        seed=2**62 + 1,
        candidates=2,
        candidate_hash="candidates",
        exclusions={"full": 1, "too_young": 3},
        items=(slate_item(),),
        exploration=0.02,
        unshown=(unshown(),),
    )
    return replace(made, **fields)


def slate_item(key: str = "off-1", **fields: Any) -> SlateItem:
    """An offer on the first place, explained."""
    made = SlateItem(
        id=OfferId(key),
        position=1,
        score=0.1 + 0.2,
        wants=1 / 3,
        taken=2 / 3,
        contributions={"wants": {"intercept": -1.5, "genre": 1e-17}, "taken": {"role": 1e22}},
        reasons=(Problem("genre_close", {"genre": "pop", "closeness": 0.1}),),
        notes=(Problem("guest_fee", {"fee_dkk": 450}),),
        seats_left=3,
        queue=2,
        still_free=0.3 - 0.1,
        propensity=0.9999999999999999,
        prefix_propensity=1e-12 / 3,
        cells=(0, 7, 255),
    )
    return replace(made, **fields)


def unshown(key: str = "off-9", **fields: Any) -> Unshown:
    """An offer of the pool that was not drawn."""
    return replace(Unshown(id=OfferId(key), score=0.1 + 0.7, cells=(3, 0, 1)), **fields)


def connection(key: str = "con-1", **fields: Any) -> Connection:
    """The first talent has asked the second."""
    made = Connection(
        id=ConnectionId(key),
        first=TalentId("tal-1"),
        second=TalentId("tal-2"),
        first_wish=PeerWish.MEET,
        began_at=NOW,
        asked_at=NOW,
    )
    return replace(made, **fields)


def settle(engine: Engine, *, talents: int = 1, capacities: Sequence[int | None] = (3,)) -> None:
    """Put one organisation, talents ``tal-1`` … and offers ``off-1`` … into the store."""
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        people = [talent(f"tal-{number}") for number in range(1, talents + 1)]
        TALENTS.put_many(session, people, now=NOW)
        offers = [offer(f"off-{n}", capacity=seats) for n, seats in enumerate(capacities, 1)]
        OFFERS.put_many(session, offers, now=NOW)
