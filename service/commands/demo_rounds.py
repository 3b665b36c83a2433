"""The demo's rounds: one that is over, with its answers, and one that takes wishes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from zlib import crc32

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Direction,
    EventId,
    EventKind,
    OfferId,
    Side,
    TalentId,
)
from matcher.features import pairing, verdicts
from matcher.vocabulary import load
from service.actions.acting import Acting
from service.actions.record_events import EventDraft, record_event
from service.actions.resources import Resources
from service.actions.round_inputs import Judge
from service.actions.round_publishing import publish_round
from service.actions.round_ranking import Ranking, rank
from service.actions.round_run import keep, work_out
from service.actions.round_wishes import WishList, wish
from service.actions.rounds import RoundDraft, Turn, open_round
from service.auth import Principal, Role
from service.errors import ServiceError
from service.store import reading, rounds, writing
from service.store.rounds import RoundWish

_KEY = "demo"
_STAFF = Principal(role=Role.ADMIN, key=_KEY)
_LOTS = 2026
_TIER, _TIERS = 4, 3

Wanted = Mapping[TalentId, tuple[OfferId, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Over which offers, open for how long, of how many in a hundred of those who may come."""

    id: str
    title: str
    offers: tuple[OfferId, ...]
    open_for: timedelta
    wishing: int


def _offers(*numbers: int) -> tuple[OfferId, ...]:
    return tuple(OfferId(f"demo-off-{number:03}") for number in numbers)


_OVER = _Plan(
    id="demo-rou-1",
    title="Fire kurser i efteråret",
    offers=_offers(66, 74, 116, 153),
    open_for=timedelta(days=14),
    wishing=10,
)
_TAKES_WISHES = _Plan(
    id="demo-rou-2",
    title="Fire lejre i samme uge",
    offers=_offers(163, 178, 185, 205),
    open_for=timedelta(days=14),
    wishing=35,
)


def hold_rounds(resources: Resources, *, now: datetime, talent: TalentId) -> None:
    """Publish one, in which ``talent`` wished and somebody else declined, and open the other."""
    _open(resources, _OVER, since=now - _OVER.open_for, also=talent)
    _publish(resources, _OVER, now=now, but=talent)
    _open(resources, _TAKES_WISHES, since=now)


def _open(
    resources: Resources, plan: _Plan, *, since: datetime, also: TalentId | None = None
) -> None:
    """Many wish, two come together, and one house has ranked already."""
    turn, words = Turn(principal=_STAFF, now=since), load()
    draft = RoundDraft(
        title=plan.title, offers=plan.offers, closes_at=since + plan.open_for, seed=_LOTS
    )
    wanted = _wanted(resources, plan, now=since, also=also)
    with writing(resources.engine) as session:
        open_round(session, plan.id, draft, turn=turn)
        for person, wished in _in_company(wanted).items():
            put = partial(wish, session, plan.id, person, wanted=wished)
            # Whom a rule keeps from one of them wishes for nothing.
            with suppress(ServiceError):
                put(turn=turn, rules=resources.rules, words=words)
        house = plan.offers[-1]
        wishing = [one.talent for one in rounds.wishes(session, plan.id, offer=house)]
        acting = Acting(principal=_STAFF, now=since, rules=resources.rules, words=words)
        ranking = Ranking(tiers=tuple(_tiers(wishing)))
        rank(session, plan.id, house, ranking=ranking, acting=acting)


def _publish(resources: Resources, plan: _Plan, *, now: datetime, but: TalentId) -> None:
    """Everybody with a seat is invited, and the first of them but one declines."""
    turn, judge = Turn(principal=_STAFF, now=now), Judge.of(resources)
    acting = Acting(principal=_STAFF, now=now, rules=resources.rules, words=load())
    with reading(resources.engine) as session:
        worked = work_out(session, plan.id, turn=turn, judge=judge)
    with writing(resources.engine) as session:
        keep(session, worked, turn=turn)
        sent = publish_round(session, plan.id, acting=acting).sent
        invited = (one.wish for one in sent if one.kind is EventKind.INVITE and not one.problem)
        for declining in islice((one for one in invited if one.talent != but), 1):
            _decline(session, declining, acting=acting)


def _decline(session: Session, declining: RoundWish, *, acting: Acting) -> None:
    """Somebody says no, so that the next one waits for a free seat."""
    person = Principal(role=Role.TALENT, key=_KEY, subject=declining.talent)
    no = EventDraft(
        id=EventId(f"demo:{declining.talent}:{declining.offer}:declined"),
        kind=EventKind.DECLINE,
        side=Side.TALENT,
        talent=declining.talent,
        offer=declining.offer,
    )
    record_event(session, no, acting=replace(acting, principal=person))


def _wanted(resources: Resources, plan: _Plan, *, now: datetime, also: TalentId | None) -> Wanted:
    """Of some of those who may come, the offers in the order in which the model thinks they want
    them."""
    context = resources.rules.context(now, audience=Audience.TALENT)
    chances: dict[TalentId, dict[OfferId, float]] = {}
    for offer in plan.offers:
        everybody = pairing(resources.live.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
        asked = everybody.keep(verdicts(everybody, context).eligible())
        wants, _ = resources.recommender.values(asked, context)
        for person, want in zip(map(TalentId, asked.ids()), wants.tolist(), strict=True):
            if person == also or drawn(person, "wishing") < plan.wishing:
                chances.setdefault(person, {})[offer] = want
    return {
        person: tuple(sorted(wants, key=lambda one: (-wants[one], one)))
        for person, wants in sorted(chances.items())
    }


def _in_company(wanted: Wanted) -> dict[TalentId, WishList]:
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


def drawn(talent: TalentId, lot: str) -> int:
    """A number from 0 to 99 for the person in this lot, the same every time."""
    return crc32(f"{lot}:{talent}".encode()) % 100
