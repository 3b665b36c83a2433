"""The rules of a round: what says no to a person and an offer, at every step of it alike."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from matcher.domain import EligibilityContext, Exclusion, Offer, Pair, Problem, exclusions
from matcher.vocabulary import Vocabularies
from service.actions.explain_eligibility import pairs_of
from service.store.offers import OFFERS
from service.store.pairs import PairKey
from service.store.talents import TALENTS

# Who has applied or was invited may be in a round too, and seats are counted in it.
_NO_MATTER = frozenset({Exclusion.FULL, Exclusion.APPLIED, Exclusion.INVITED})


def unasked(offer: Offer, *, today: date) -> frozenset[Exclusion]:
    """The rules of eligibility that a round does not ask about ``offer``.

    A deadline is for applying, and the end of the round stands for it; what is over is over.
    """
    ends = offer.end_date or offer.start_date
    is_over = ends is not None and ends < today
    return _NO_MATTER if is_over else _NO_MATTER | {Exclusion.DEADLINE_PASSED}


def problem_of(pair: Pair, context: EligibilityContext) -> Problem | None:
    """The first rule that says no to the two; ``None`` where none does."""
    matters = frozenset(Exclusion) - unasked(pair.offer, today=context.today)
    return next((one for one in exclusions(pair, context) if one.code in matters), None)


def pairs_by_key(
    session: Session, keys: Sequence[PairKey], *, words: Vocabularies
) -> Mapping[PairKey, Pair]:
    """What the rules ask about, of those of ``keys`` of which both are there, in few questions."""
    talents = TALENTS.get_many(session, list(dict.fromkeys(talent for talent, _ in keys)))
    offers = OFFERS.get_many(session, list(dict.fromkeys(offer for _, offer in keys)))
    there = [
        (talents[talent].value, offers[offer].value)
        for talent, offer in keys
        if talent in talents and offer in offers
    ]
    found = pairs_of(session, there, words=words)
    return {(pair.talent.id, pair.offer.id): pair for pair in found}
