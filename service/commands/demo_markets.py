"""The demo's markets: prices, a proposed group, rounds with wishes, people who met, missed steps.

All comes about by the actions that the API calls, and once: what is there is left as it is.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    PeerWish,
    SlateRequest,
    Talent,
    TalentId,
    both_of_age,
)
from matcher.market.cohort import Aim, AimKind
from service.actions import pathway
from service.actions.cohort import keep_new, propose_cohort
from service.actions.cohort_wish import CohortWish
from service.actions.connections import Saying, Seen, say_of_connection, say_of_seen
from service.actions.market import run_at_once
from service.actions.peers import MOST_PEERS, peer_context, recommend_peers
from service.actions.resources import Resources
from service.actions.wishes import send
from service.app import composed
from service.auth import Principal, Role
from service.commands.call import Call
from service.commands.demo_rounds import drawn, hold_rounds
from service.store import TALENTS, cohorts, connections, market, reading, rounds, wishes, writing
from service.store.wishes import Wish

COHORT_OFFER = OfferId("demo-off-136")
_KEY = "demo"
_STAFF = Principal(role=Role.ADMIN, key=_KEY)
_MISSING = 15
_AIMS = (
    Aim(kind=AimKind.MUNICIPALITY, most=5),
    Aim(kind=AimKind.NEWCOMER, least=6),
    Aim(kind=AimKind.ROLE, code="producer", least=4),
    Aim(kind=AimKind.ROLE, code="singer", least=4),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """``now`` is when all of it happens; ``people`` are all profiles by id."""

    resources: Resources
    people: Mapping[TalentId, Talent]
    now: datetime


def trade_in_town(call: Call, *, talent: TalentId) -> dict[str, int]:
    """Let every part have something to show; answers with how many there are of each.

    ``talent`` is whose key the demo hands out: that person meets somebody.
    """
    with composed(call.settings, clock=lambda: call.now) as resources:
        with reading(resources.engine) as session:
            people = {one.id: one for one in TALENTS.stream(session)}
        town = _Town(resources=resources, people=people, now=call.now)
        before = _counts(town)
        asyncio.run(_trade(town, talent, done={name for name, count in before.items() if count}))
        return _counts(town)


def _counts(town: _Town) -> dict[str, int]:
    ever = datetime.min.replace(tzinfo=UTC)
    with reading(town.resources.engine) as session:
        met = {c.id for one in town.people for c in connections.of(session, one) if c.connected}
        return {
            "market_runs": int(market.last(session) is not None),
            "cohorts": len(cohorts.of_offer(session, COHORT_OFFER)),
            "rounds": len(rounds.page(session, limit=100)),
            "connections": len(met),
            "wishes": sum(1 for _ in wishes.stream(session, since=ever)),
        }


async def _trade(town: _Town, talent: TalentId, *, done: set[str]) -> None:
    await town.resources.live.refresh()
    if "wishes" not in done:
        await _miss_steps(town)
    if "connections" not in done:
        await _meet(town, talent)
        await _meet(town, next(_minors(town)))
    if "rounds" not in done:
        hold_rounds(town.resources, now=town.now, talent=talent)
    if "cohorts" not in done:
        await _propose_cohort(town)
    if "market_runs" not in done:
        run_at_once(town.resources, by=_KEY, dry=False, tell=lambda _done, _total: None)


async def _miss_steps(town: _Town) -> None:
    """Some look at their way, and wish for the first step of it that there is not."""
    for one in town.people.values():
        if drawn(one.id, "missing") >= _MISSING:
            continue
        shown = await pathway.show_pathway(
            town.resources, one.id, pathway.Aim(), principal=_person(one.id)
        )
        missing = next(
            (step.ahead.step for step in shown.steps if not step.shown.slate.items), None
        )
        if missing is not None and shown.goals:
            missed = Wish(
                id=town.resources.new_id("wis"),
                talent=one.id,
                goal=shown.goals[0],
                role=None,
                reach=missing.reach,
                kind=missing.kind,
                words="",
                created_at=town.now,
            )
            with writing(town.resources.engine) as session:
                send(session, missed, principal=_person(one.id))


async def _meet(town: _Town, talent: TalentId) -> None:
    """The person asks whom it would like best, who says yes."""
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT,
        subject=talent,
        audience=Audience.TALENT,
        limit=MOST_PEERS,
    )
    shown = await recommend_peers(town.resources, request, principal=_person(talent))
    if not shown.slate.items:
        return
    saying = partial(Saying, now=town.now, context=peer_context(town.resources))
    with writing(town.resources.engine) as session:
        asked = say_of_seen(
            session,
            talent,
            seen=Seen(slate=shown.slate.id, position=shown.slate.items[0].position),
            wish=PeerWish.MEET,
            saying=saying(principal=_person(talent)),
            new_id=town.resources.new_id,
        )
        other = asked.other_than(talent)
        say_of_connection(
            session,
            other,
            connection=asked.id,
            wish=PeerWish.MEET,
            saying=saying(principal=_person(other)),
        )


def _minors(town: _Town) -> Iterator[TalentId]:
    """Those under 18 who want to meet others, and whom a guardian need not be asked for."""
    today = town.resources.rules.today(town.now)
    least = town.resources.rules.guardian_below or 0
    for one in town.people.values():
        if one.meets_peers and not one.paused and one.birth_date is not None:
            grown = both_of_age(one.birth_date, one.birth_date, today=today)
            if not grown and today.year - one.birth_date.year > least:
                yield one.id


async def _propose_cohort(town: _Town) -> None:
    asked = CohortWish(seats=20, aims=_AIMS)
    proposed = await propose_cohort(town.resources, COHORT_OFFER, asked, principal=_STAFF)
    with writing(town.resources.engine) as session:
        keep_new(session, proposed)


def _person(talent: TalentId) -> Principal:
    return Principal(role=Role.TALENT, key=_KEY, subject=talent)
