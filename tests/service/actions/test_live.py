"""Tests of the snapshot that follows the store."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import Event, EventId, EventKind, OfferId, OrganisationId, Side, TalentId
from service.actions.live import Live
from service.store import OFFERS, TALENTS, blocks, events, writing
from service.store.blocks import Block
from tests.factories import offer, talent
from tests.service.actions.snapshots import Snapshots, fill, known
from tests.service.api.house import NOW


def happen(session: Session, *done: tuple[str, EventKind, Side]) -> None:
    for offer_, kind, side in done:
        event = Event(
            id=EventId(f"{offer_}-{kind}-{side}"),
            kind=kind,
            side=side,
            talent=TalentId("tal-0"),
            offer=OfferId(offer_),
            at=NOW,
        )
        events.record(session, event, recorded_by="key", now=NOW)


def refreshed(live: Live) -> Live:
    asyncio.run(live.refresh())
    return live


def test_what_was_there_at_the_start_is_loaded(engine: Engine, snapshots: Snapshots) -> None:
    with writing(engine) as session:
        fill(session)
        happen(session, ("off-1", EventKind.APPLY, Side.TALENT))
        blocks.put(session, Block(TalentId("tal-1"), OrganisationId("org-1"), Side.TALENT), now=NOW)

    live = snapshots.loaded()

    assert live.sizes() == {"talents": 3, "offers": 2, "organisations": 2, "change": live.head()}
    assert set(live.snapshot.states_of_talent["tal-0"]) == {"off-1"}
    assert live.snapshot.blocked == {"tal-1": {"org-1"}}


def test_a_snapshot_that_followed_is_the_one_that_is_loaded_anew(
    engine: Engine, snapshots: Snapshots
) -> None:
    with writing(engine) as session:
        fill(session)
    live = snapshots.loaded()

    with writing(engine) as session:
        happen(
            session,
            ("off-1", EventKind.APPLY, Side.TALENT),
            ("off-1", EventKind.ACCEPT, Side.PROVIDER),
            ("off-2", EventKind.HIDE, Side.TALENT),
        )
        TALENTS.put_many(session, [talent("tal-9"), talent("tal-1", level=5)], now=NOW)
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
        OFFERS.put_many(session, [offer("off-1", title="Ny")], now=NOW)
        blocks.put(session, Block(TalentId("tal-1"), OrganisationId("org-1"), Side.TALENT), now=NOW)
    refreshed(live)

    assert known(live) == known(snapshots.loaded())


def test_a_block_that_one_side_takes_back_stands_for_the_other(
    engine: Engine, snapshots: Snapshots
) -> None:
    both = [Block(TalentId("tal-1"), OrganisationId("org-1"), side) for side in Side]
    with writing(engine) as session:
        fill(session)
        for one in both:
            blocks.put(session, one, now=NOW)
    live = snapshots.loaded()

    with writing(engine) as session:
        blocks.delete(session, both[0])
    standing = refreshed(live).snapshot.blocked["tal-1"].copy()
    with writing(engine) as session:
        blocks.delete(session, both[1])
    gone = refreshed(live).snapshot.blocked["tal-1"]

    assert (standing, gone) == ({"org-1"}, set())


def test_nothing_is_read_when_nothing_is_new(engine: Engine, snapshots: Snapshots) -> None:
    seconds: list[float] = []
    with writing(engine) as session:
        fill(session)
    live = snapshots.loaded(observe=seconds.append)

    refreshed(live)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1")], now=NOW)
    refreshed(refreshed(live))

    assert len(seconds) == 1


def test_a_long_backlog_lets_others_have_their_turn(engine: Engine, snapshots: Snapshots) -> None:
    with writing(engine) as session:
        fill(session)
    live = snapshots.loaded()
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(f"new-{n}") for n in range(2500)], now=NOW)

    turns = asyncio.run(_turns_during(live))

    assert live.sizes()["talents"] == 2503
    assert turns >= 2


async def _turns_during(live: Live) -> int:
    """How often something else ran while the backlog was taken."""
    work = asyncio.ensure_future(live.refresh())
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    return turns


def test_requests_that_come_together_wait_for_the_same_refresh(
    engine: Engine, snapshots: Snapshots
) -> None:
    with writing(engine) as session:
        fill(session)
    live = snapshots.loaded()
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(f"new-{n}") for n in range(1500)], now=NOW)

    assert asyncio.run(_sizes_after(live, requests=3)) == [1503] * 3


async def _sizes_after(live: Live, *, requests: int) -> Sequence[int]:
    async def one() -> int:
        await live.refresh()
        return live.sizes()["talents"]

    return await asyncio.gather(*(one() for _ in range(requests)))
