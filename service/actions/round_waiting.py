"""Waiting in a round: who comes next where a seat that was offered is free again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.domain import Audience, OfferId, PairState, TalentId
from matcher.market.lottery import Lottery
from matcher.market.tickets import tickets
from service.actions.acting import Acting
from service.actions.cohort import holds
from service.actions.round_rules import pairs_by_key, problem_of
from service.actions.round_wishes import groups
from service.store import pairs, rounds
from service.store.offers import OFFERS
from service.store.pairs import PairKey
from service.store.rounds import REFUSED, Companions, Round, RoundState, RoundWish

SHOWN = 20
"""How many are told of at one offer, more where more seats are free."""

States = Mapping[OfferId, Mapping[TalentId, PairState]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Somebody who waits: the offer is wish ``place`` of theirs, ``has`` what they were given."""

    talent: TalentId
    place: int
    has: OfferId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The ``free`` seats of an offer and who comes next, the first first."""

    offer: OfferId
    free: int
    next: tuple[Next, ...]


def waiting(session: Session, found: Round, *, acting: Acting) -> tuple[Waiting, ...]:
    """For each offer of a published round with free seats who would be asked next; a person asks.

    1. Seats are free that nobody holds and nobody is asked to take.
    2. Those wait who wished for the offer and were given nothing they want as much, whom it did not
       refuse, who have not said no to it, and who may come as the rules stand now. Who comes
       together or not at all waits for no single seat.
    3. They come by the offer's own order, and among equals by the lots of the round: the seat goes
       to whom it would have gone to, had the one who left never been there.
    """
    if found.state is not RoundState.PUBLISHED:
        return ()
    offers = OFFERS.get_many(session, found.offers)
    states = pairs.standing(session, list(offers))
    free = {
        key: one.value.capacity - sum(map(holds, states[key].values()))
        for key, one in offers.items()
        if one.value.capacity is not None
    }
    wishes = rounds.wishes(session, found.id)
    queues = {
        offer: queue
        for offer, queue in _queues(session, found, wishes, states).items()
        if queue and free.get(offer, 0) > 0
    }
    able = _able(session, queues, acting=acting)
    listed = []
    for offer, queue in queues.items():
        following = [one for one in queue if (one.talent, offer) in able]
        if following:
            some = tuple(following[: max(free[offer], SHOWN)])
            listed.append(Waiting(offer=offer, free=free[offer], next=some))
    return tuple(listed)


def _queues(
    session: Session, found: Round, wishes: Sequence[RoundWish], states: States
) -> dict[OfferId, list[Next]]:
    given = _given(wishes, states)
    ranks = {(one.talent, one.offer): one for one in rounds.ranks(session, found.id)}
    wishing = frozenset(one.talent for one in wishes)
    bound = _bound(rounds.companions(session, found.id), wishing=wishing)
    queues: dict[OfferId, list[tuple[tuple[int, int], Next]]] = {one: [] for one in found.offers}
    for wish, ticket in zip(wishes, _tickets(found, wishes), strict=True):
        rank, has = ranks.get((wish.talent, wish.offer)), given.get(wish.talent)
        state = states.get(wish.offer, {}).get(wish.talent, PairState.NONE)
        dearer = has is None or wish.place < has.place
        wanted = rank is not None and rank.rank != REFUSED
        if dearer and wanted and wish.talent not in bound and not holds(state):
            known = Next(
                talent=wish.talent, place=wish.place, has=None if has is None else has.offer
            )
            queues[wish.offer].append(((rank.rank if rank else REFUSED, ticket), known))
    return {
        offer: [known for _, known in sorted(queue, key=lambda one: one[0])]
        for offer, queue in queues.items()
    }


def _given(wishes: Sequence[RoundWish], states: States) -> dict[TalentId, RoundWish]:
    """The dearest wish of each talent that somebody has asked them to take, or that they hold."""
    given: dict[TalentId, RoundWish] = {}
    for one in wishes:
        if holds(states.get(one.offer, {}).get(one.talent, PairState.NONE)):
            given.setdefault(one.talent, one)
    return given


def _bound(
    said: Mapping[TalentId, Companions], *, wishing: frozenset[TalentId]
) -> frozenset[TalentId]:
    """Who comes together with others or not at all."""
    return frozenset(
        member
        for group in groups(said, wishing)
        if all(said[one].together_only for one in group)
        for member in group
    )


def _tickets(found: Round, wishes: Sequence[RoundWish]) -> Iterator[int]:
    offers = [one.offer for one in wishes] if found.lottery is Lottery.EACH else ()
    return iter(tickets(found.seed, [one.talent for one in wishes], offers=offers).tolist())


def _able(
    session: Session, queues: Mapping[OfferId, Sequence[Next]], *, acting: Acting
) -> frozenset[PairKey]:
    """Of those who wait who may come as the rules stand now; who has said no may not."""
    keys = [(one.talent, offer) for offer, queue in queues.items() for one in queue]
    there = pairs_by_key(session, keys, words=acting.words)
    context = acting.rules.context(acting.now, audience=Audience.COORDINATOR)
    return frozenset(key for key, pair in there.items() if problem_of(pair, context) is None)
