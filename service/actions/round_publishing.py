"""Publishing a round: the proposal, read by a coordinator, becomes invitations in the log."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Event,
    EventId,
    EventKind,
    EventRefused,
    Pair,
    PairState,
    Problem,
    Side,
    TalentId,
)
from service.actions.acting import Acting
from service.actions.cohort import holds
from service.actions.round_inputs import GONE, by_offer, free_seats
from service.actions.round_rules import pairs_by_key, problem_of
from service.actions.rounds import managed, require_unsettled
from service.auth import Principal
from service.errors import Code, ServiceError
from service.store import events, pairs, rounds
from service.store.events import EventStatus
from service.store.pairs import PairKey
from service.store.rounds import Round, RoundState, RoundWish

REFUSED = "refused"
_ASKED = PairState.INVITED | PairState.ACCEPTED | PairState.DECLINED | PairState.TAKEN_PART


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A round as it was run: who got what, who nothing, and every wish where both would swap.

    ``asked`` are those of the placed whom the offer has invited or accepted.
    """

    round: Round
    placed: tuple[RoundWish, ...]
    unplaced: tuple[TalentId, ...]
    blocking: tuple[RoundWish, ...]
    left_out: tuple[RoundWish, ...]
    asked: frozenset[PairKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of asking one person: ``kind`` is invite, or accept for who had applied."""

    wish: RoundWish
    kind: EventKind
    status: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The round as it stands now, and what became of everybody who got a seat."""

    round: Round
    sent: tuple[Sent, ...]


def proposal(session: Session, round_id: str, *, principal: Principal) -> Proposal:
    """What the last run found.

    Raises ``ServiceError``: 404 ``unknown_round``, 403 ``not_yours``, 409 ``round_not_run``.
    """
    found = managed(session, round_id, principal=principal)
    if found.ran_at is None or found.state is RoundState.OPEN:
        raise ServiceError(Code.ROUND_NOT_RUN, 409)
    wishes = rounds.wishes(session, round_id)
    placed = tuple(one for one in wishes if one.came_true)
    lucky = {one.talent for one in placed}
    states = pairs.of(session, [(one.talent, one.offer) for one in placed])
    return Proposal(
        round=found,
        placed=placed,
        unplaced=tuple(dict.fromkeys(one.talent for one in wishes if one.talent not in lucky)),
        blocking=tuple(one for one in wishes if one.blocks),
        left_out=tuple(one for one in wishes if one.left_out is not None),
        asked=frozenset(
            (one.talent, one.offer)
            for one in placed
            if one.is_seat and states[one.talent, one.offer] & _ASKED
        ),
    )


def publish_round(session: Session, round_id: str, *, acting: Acting) -> Published:
    """Invite everybody who got a seat, in their offer's name; who had applied there is accepted.

    1. Seats that others were given since the run make the proposal fall.
    2. The rules are asked again, since days lie between a run and this. To whom one says no is not
       asked, stops no other, and is told of.
    3. Each event has an id that follows from the round, so that nobody is asked twice; nor is who
       holds an invitation or a seat there already.

    Of a round that is published already nobody is asked, and the answer is that of the first time.

    Raises ``ServiceError``: 404 ``unknown_round``, 403 ``not_yours``, 409 ``round_settled`` (it is
    called off), ``round_not_run``.
    """
    principal = acting.principal
    standing = managed(session, round_id, principal=principal)
    if standing.state is RoundState.PUBLISHED:
        return Published(round=standing, sent=_sent_before(session, round_id))
    require_unsettled(standing)
    found = proposal(session, round_id, principal=principal)
    keys = [(one.talent, one.offer) for one in found.placed]
    there = pairs_by_key(session, keys, words=acting.words)
    _require_seats(session, found, there)
    sent = tuple(
        _ask(session, found.round, one, there.get((one.talent, one.offer)), acting=acting)
        for one in found.placed
    )
    rounds.settle(session, round_id, _not_asked(sent))
    published = replace(
        found.round,
        state=RoundState.PUBLISHED,
        published_at=acting.now,
        published_by=principal.key,
    )
    rounds.put(session, published)
    return Published(round=published, sent=sent)


def _sent_before(session: Session, round_id: str) -> tuple[Sent, ...]:
    placed = (one for one in rounds.wishes(session, round_id) if one.came_true)
    return tuple(
        Sent(
            wish=one,
            kind=EventKind.INVITE,
            status=EventStatus.DUPLICATE.value,
            problem=None if one.left_out is None else Problem(one.left_out),
        )
        for one in placed
    )


def _require_seats(session: Session, found: Proposal, there: Mapping[PairKey, Pair]) -> None:
    wishing = by_offer(found.round, rounds.wishes(session, found.round.id))
    offers = {pair.offer.id: pair.offer for pair in there.values()}
    free = free_seats(session, offers, wishing=wishing, apart=there.keys())
    for offer, count in Counter(offer for _, offer in there).items():
        if count > free[offer]:
            raise ServiceError(Code.ROUND_NOT_RUN, 409)


def _ask(
    session: Session, one: Round, wish: RoundWish, pair: Pair | None, *, acting: Acting
) -> Sent:
    if pair is None:
        return Sent(wish=wish, kind=EventKind.INVITE, status=REFUSED, problem=Problem(GONE))
    kind = EventKind.ACCEPT if pair.state & PairState.APPLIED else EventKind.INVITE
    if holds(pair.state):
        return Sent(wish=wish, kind=kind, status=EventStatus.DUPLICATE.value)
    event = Event(
        id=EventId(f"round:{one.id}:{wish.talent}:{wish.offer}"),
        kind=kind,
        side=Side.PROVIDER,
        talent=wish.talent,
        offer=wish.offer,
        at=acting.now,
    )
    context = acting.rules.context(acting.now, audience=Audience.COORDINATOR)
    try:
        problem = problem_of(pair, context)
        if problem is not None:
            raise EventRefused(problem)
        status = events.record(session, event, recorded_by=acting.principal.key, now=acting.now)
    except EventRefused as refused:
        return Sent(wish=wish, kind=kind, status=REFUSED, problem=refused.problem)
    return Sent(wish=wish, kind=kind, status=status.value)


def _not_asked(sent: Sequence[Sent]) -> list[RoundWish]:
    """What is kept of it, so that nobody is told of a seat that they were never given."""
    return [replace(one.wish, left_out=one.problem.code) for one in sent if one.problem is not None]
