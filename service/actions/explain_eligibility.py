"""Eligibility: why a talent and an offer may meet, or every rule that says they may not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Offer,
    OfferId,
    Pair,
    Problem,
    Talent,
    TalentId,
    exclusions,
    guest_fee,
)
from matcher.features.encoding import declared_groups
from matcher.vocabulary import Vocabularies
from service.actions.kinds import homes_of, offer_target
from service.actions.recommend import audience_of
from service.actions.resources import Rules
from service.actions.visibility import for_organisation
from service.auth import Action, Principal, Role, Target, require
from service.errors import Code, ServiceError
from service.store import blocks, pairs
from service.store.offers import OFFERS
from service.store.talents import TALENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """``exclusions`` is empty when the two may meet; ``fee`` is what the talent pays as a guest.

    ``queue`` is how many have applied for the offer or are invited, and have no answer yet.
    """

    exclusions: tuple[Problem, ...]
    fee: float | None
    seats_left: int | None
    queue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of which two, by whom, when."""

    talent: TalentId
    offer: OfferId
    principal: Principal
    now: datetime


def explain_eligibility(
    session: Session, asked: Asked, *, rules: Rules, words: Vocabularies
) -> Eligibility:
    """Every rule that says no to the two, as far as who asks may know.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_offer``, ``unknown_talent``.
    """
    offer, talent = _both(session, asked)
    audience = audience_of(asked.principal)
    pair = pair_of(session, talent, offer, words=words)
    found = exclusions(pair, rules.context(asked.now, audience=audience))
    if audience is Audience.ORGANISATION:
        found = _shown_to_organisation(found, asked)
    fee = guest_fee(offer, municipality=talent.municipality, partnership=rules.partnership)
    shown_fee = None if audience is Audience.ORGANISATION else fee
    return Eligibility(
        exclusions=found,
        fee=shown_fee,
        seats_left=pair.seats_left,
        queue=pairs.queue(session, offer.id),
    )


def pair_of(session: Session, talent: Talent, offer: Offer, *, words: Vocabularies) -> Pair:
    """The two, with what the store knows of both together."""
    (pair,) = pairs_of(session, [(talent, offer)], words=words)
    return pair


def pairs_of(
    session: Session, asked: Sequence[tuple[Talent, Offer]], *, words: Vocabularies
) -> list[Pair]:
    """Each two with what the store knows of both together, in few questions for all of them."""
    talents = {talent.id: talent for talent, _ in asked}
    offers = {offer.id: offer for _, offer in asked}
    homes = homes_of(session, offers.values())
    declared = {key: declared_groups(talent, words) for key, talent in talents.items()}
    left = _seats_left(session, offers.values())
    states = pairs.of(session, [(talent.id, offer.id) for talent, offer in asked])
    kept_apart = blocks.of_many(session, list(talents))
    return [
        Pair(
            talent=talent,
            offer=offer,
            home=homes[offer.id],
            declared=declared[talent.id],
            seats_left=left[offer.id],
            state=states[talent.id, offer.id],
            blocked=not kept_apart[talent.id].isdisjoint((offer.organisation, *offer.partners)),
        )
        for talent, offer in asked
    ]


def _both(session: Session, asked: Asked) -> tuple[Offer, Talent]:
    if asked.principal.role is Role.TALENT:
        own = Target(owners=frozenset({asked.talent}))
        require(asked.principal, Action.EXPLAIN_ELIGIBILITY, target=own)
    offer = OFFERS.get(session, asked.offer)
    if offer is None:
        raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": asked.offer})
    talent = TALENTS.get(session, asked.talent)
    if asked.principal.role is not Role.TALENT:
        place = _target(session, offer.value, talent.value if talent else None, asked=asked)
        require(asked.principal, Action.EXPLAIN_ELIGIBILITY, target=place)
    if talent is None:
        raise _unknown(asked)
    return offer.value, talent.value


def _target(session: Session, offer: Offer, talent: Talent | None, *, asked: Asked) -> Target:
    """An organisation asks about its offer, a coordinator about a person."""
    if asked.principal.role is Role.ORGANISATION:
        return offer_target(session, offer)
    return Target(municipality=talent.municipality if talent else None)


def _shown_to_organisation(found: tuple[Problem, ...], asked: Asked) -> tuple[Problem, ...]:
    shown = for_organisation(found)
    if shown is None:
        raise _unknown(asked)
    return shown


def _seats_left(session: Session, offers: Iterable[Offer]) -> dict[OfferId, int | None]:
    limits = {offer.id: offer.capacity for offer in offers}
    limited = [key for key, capacity in limits.items() if capacity is not None]
    taken = pairs.seats_taken(session, limited)
    return {
        key: None if capacity is None else max(capacity - taken[key], 0)
        for key, capacity in limits.items()
    }


def _unknown(asked: Asked) -> ServiceError:
    return ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": asked.talent})
