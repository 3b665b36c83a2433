"""Wishes in a round: one person's own list, and whom the person comes together with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    EligibilityContext,
    OfferId,
    PairState,
    Side,
    Talent,
    TalentId,
)
from matcher.vocabulary import Vocabularies
from service.actions.event_rules import declined_by
from service.actions.resources import Rules
from service.actions.round_rules import pairs_by_key, problem_of
from service.actions.rounds import Turn, known, own_talent, require_in, require_taking, told
from service.errors import Code, Fault, ServiceError
from service.store import pairs, rounds
from service.store.rounds import Companions, Round, RoundState, RoundWish
from service.store.talents import TALENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class WishList:
    """The offers, the dearest first, and the companions; ``together_only`` is for all or none."""

    offers: tuple[OfferId, ...]
    companions: tuple[TalentId, ...] = ()
    together_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesSeen:
    """One person's wishes; ``agreed`` when all companions say the same.

    ``settled`` once the round is published. Then ``seat`` is the wish that came true, if one did,
    ``standing`` how the person stands to its offer now, and ``declined`` whether it was the person
    who said no.
    """

    round: Round
    wishes: tuple[RoundWish, ...]
    companions: Companions
    agreed: bool
    settled: bool
    seat: RoundWish | None
    standing: PairState
    declined: bool = False


def wish(
    session: Session,
    round_id: str,
    talent: TalentId,
    *,
    wanted: WishList,
    turn: Turn,
    rules: Rules,
    words: Vocabularies,
) -> None:
    """Put the person's whole list in place of the one before; an empty one takes part no more.

    Raises ``ServiceError``: 403 ``not_yours``; 404 ``unknown_talent``, ``unknown_round``; 409
    ``round_closed``, ``round_settled``; 422 ``offer_not_in_round``, and ``invalid`` with the rule
    that says no to each offer that is not for the person, and for each companion who is
    nobody, or the person.
    """
    person = own_talent(session, talent, principal=turn.principal)
    found = known(session, round_id)
    require_taking(found, turn.now)
    require_in(found, wanted.offers)
    _require_others(session, talent, wanted.companions)
    context = rules.context(turn.now, audience=Audience.TALENT)
    _require_eligible(session, person, wanted.offers, context=context, words=words)
    rounds.put_wishes(session, round_id, talent, offers=wanted.offers)
    said = Companions(frozenset(wanted.companions), wanted.together_only)
    rounds.put_companions(session, round_id, talent, companions=said)


def seen_wishes(session: Session, round_id: str, talent: TalentId, *, turn: Turn) -> WishesSeen:
    """The person's own list, and the answer once it is published.

    Raises ``ServiceError``: 403 ``not_yours``; 404 ``unknown_talent``, ``unknown_round``.
    """
    own_talent(session, talent, principal=turn.principal)
    found = known(session, round_id)
    said = rounds.companions(session, round_id)
    wishes = tuple(rounds.wishes(session, round_id, talent=talent))
    settled = found.state is RoundState.PUBLISHED
    seat = next((one for one in wishes if one.is_seat), None) if settled else None
    standing = PairState.NONE if seat is None else _standing(session, seat)
    return WishesSeen(
        round=told(found, turn=turn),
        wishes=wishes,
        companions=said.get(talent, Companions(frozenset(), True)),
        agreed=any(talent in one for one in groups(said, rounds.wishing(session, round_id))),
        settled=settled,
        seat=seat,
        standing=standing,
        declined=seat is not None
        and bool(standing & PairState.DECLINED)
        and declined_by(session, seat.talent, seat.offer) is Side.TALENT,
    )


def groups(
    said: Mapping[TalentId, Companions], wishing: Collection[TalentId]
) -> list[frozenset[TalentId]]:
    """Who comes together: those who all name each other and nobody else, and all wish for
    something, by the first id."""
    named = {talent: one.others | {talent} for talent, one in said.items() if one.others}
    agreed = {
        group
        for group in named.values()
        if all(member in wishing and named.get(member) == group for member in group)
    }
    return sorted(agreed, key=min)


def _standing(session: Session, wish: RoundWish) -> PairState:
    key = (wish.talent, wish.offer)
    return pairs.of(session, [key])[key]


def _require_others(session: Session, talent: TalentId, companions: Sequence[TalentId]) -> None:
    known_ids = TALENTS.get_many(session, list(companions))
    faults = []
    for place, one in enumerate(companions):
        if one == talent:
            faults.append(Fault(f"#/companions/{place}", "companion_is_self"))
        elif one not in known_ids:
            params = {"talent": one}
            faults.append(Fault(f"#/companions/{place}", Code.UNKNOWN_TALENT, params))
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=tuple(faults))


def _require_eligible(
    session: Session,
    person: Talent,
    offers: Sequence[OfferId],
    *,
    context: EligibilityContext,
    words: Vocabularies,
) -> None:
    keys = [(person.id, one) for one in offers]
    there = pairs_by_key(session, keys, words=words)
    faults = []
    for place, key in enumerate(keys):
        if key not in there:
            raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": key[1]})
        problem = problem_of(there[key], context)
        if problem is not None:
            faults.append(Fault(f"#/offers/{place}", problem.code, problem.params))
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=tuple(faults))
