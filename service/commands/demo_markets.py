"""The demo's markets: prices, a proposed group, a round with wishes, people who met, missed steps.

All comes about by the actions that the API calls, and once: what is there is left as it is.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zlib import crc32

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
from matcher.features import pairing, verdicts
from matcher.market.cohort import Aim, AimKind
from matcher.vocabulary import load
from service.actions import pathway
from service.actions.cohort import keep_new, propose_cohort
from service.actions.cohort_wish import CohortWish
from service.actions.connections import Saying, Seen, say_of_connection, say_of_seen
from service.actions.market import run_at_once
from service.actions.peers import MOST_PEERS, peer_context, recommend_peers
from service.actions.resources import Resources
from service.actions.round_ranking import Ranking, rank
from service.actions.round_wishes import WishList, wish
from service.actions.rounds import RoundDraft, Turn, open_round
from service.actions.wishes import send
from service.app import composed
from service.auth import Principal, Role
from service.commands.call import Call
from service.errors import ServiceError
from service.store import TALENTS, cohorts, connections, market, reading, rounds, wishes, writing
from service.store.wishes import Wish

COHORT_OFFER = OfferId("demo-off-136")
_ROUND_OFFERS = tuple(OfferId(f"demo-off-{number}") for number in (163, 178, 185, 205))
_KEY = "demo"
_STAFF = Principal(role=Role.ADMIN, key=_KEY)
_TAKES_WISHES = timedelta(days=14)
_LOTS = 2026
_WISHING, _MISSING = 35, 15
_TIER, _TIERS = 4, 3
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
        _open_round(town)
    if "cohorts" not in done:
        await _propose_cohort(town)
    if "market_runs" not in done:
        run_at_once(town.resources, by=_KEY, dry=False, tell=lambda _done, _total: None)


async def _miss_steps(town: _Town) -> None:
    """Some look at their way, and wish for the first step of it that there is not."""
    for one in town.people.values():
        if _drawn(one.id, "missing") >= _MISSING:
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


def _open_round(town: _Town) -> None:
    """Four camps in one week: many wish, two come together, and one house has ranked already."""
    turn = Turn(principal=_STAFF, now=town.now)
    wanted = _wanted(town)
    draft = RoundDraft(
        title="Fire lejre i samme uge",
        offers=_ROUND_OFFERS,
        closes_at=town.now + _TAKES_WISHES,
        seed=_LOTS,
    )
    with writing(town.resources.engine) as session:
        opened = open_round(session, town.resources.new_id("rou"), draft, turn=turn)
        for talent, wished in _in_company(wanted).items():
            put = partial(wish, session, opened.id, talent, wanted=wished)
            # Whom a rule keeps from one of the four wishes for nothing.
            with suppress(ServiceError):
                put(turn=turn, rules=town.resources.rules, words=load())
        house = _ROUND_OFFERS[-1]
        wishing = [one.talent for one in rounds.wishes(session, opened.id, offer=house)]
        ranking = Ranking(tiers=tuple(_tiers(wishing)))
        rank(session, opened.id, house, ranking=ranking, turn=turn)


def _wanted(town: _Town) -> dict[TalentId, tuple[OfferId, ...]]:
    """Of half of those who may come, the camps in the order in which the model thinks they want
    them."""
    resources = town.resources
    context = resources.rules.context(town.now, audience=Audience.TALENT)
    chances: dict[TalentId, dict[OfferId, float]] = {}
    for offer in _ROUND_OFFERS:
        everybody = pairing(resources.live.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
        asked = everybody.keep(verdicts(everybody, context).eligible())
        wants, _ = resources.recommender.values(asked, context)
        for talent, want in zip(map(TalentId, asked.ids()), wants.tolist(), strict=True):
            if _drawn(talent, "wishing") < _WISHING:
                chances.setdefault(talent, {})[offer] = want
    return {
        talent: tuple(sorted(wants, key=lambda one: (-wants[one], one)))
        for talent, wants in sorted(chances.items())
    }


def _in_company(wanted: Mapping[TalentId, tuple[OfferId, ...]]) -> dict[TalentId, WishList]:
    """The first two with the same list come together, the others alone."""
    first: dict[tuple[OfferId, ...], TalentId] = {}
    two: tuple[TalentId, ...] = ()
    for talent, offers in wanted.items():
        if not two and len(offers) > 1 and first.setdefault(offers, talent) != talent:
            two = (first[offers], talent)
    return {
        talent: WishList(
            offers=offers,
            companions=tuple(one for one in two if one != talent) if talent in two else (),
        )
        for talent, offers in wanted.items()
    }


def _tiers(wishing: Iterable[TalentId]) -> Iterator[tuple[TalentId, ...]]:
    ranked = sorted(wishing)[: _TIER * _TIERS]
    for start in range(0, len(ranked), _TIER):
        yield tuple(ranked[start : start + _TIER])


async def _propose_cohort(town: _Town) -> None:
    asked = CohortWish(seats=20, aims=_AIMS)
    proposed = await propose_cohort(town.resources, COHORT_OFFER, asked, principal=_STAFF)
    with writing(town.resources.engine) as session:
        keep_new(session, proposed)


def _person(talent: TalentId) -> Principal:
    return Principal(role=Role.TALENT, key=_KEY, subject=talent)


def _drawn(talent: TalentId, lot: str) -> int:
    return crc32(f"{lot}:{talent}".encode()) % 100
