"""The acts: what changes for the others when somebody comes to an act or leaves it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from matcher.domain import PROMISED, OfferId, Problem
from matcher.market.giveback import Promise, Slot, act_stands
from matcher.vocabulary import Vocabularies
from service.store import companions, give_backs
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.offers import OFFERS
from service.store.talents import TALENTS

_ALONE = Problem("give_back_needs_company")


def act_changed(
    session: Session, before: GiveBack, after: GiveBack, *, words: Vocabularies
) -> None:
    """Set right what hangs on the slot and the act that somebody has left or come to.

    Who said yes to coming along said it to a slot: with another they are asked anew. Those who have
    promised are told when what is left of the act cannot stand alone, and told no more once it can.
    Whoever is only suggested is looked at anew by the next matching.
    """
    promised = (before.state in PROMISED, after.state in PROMISED)
    if (before.slot, before.act, promised[0]) == (after.slot, after.act, promised[1]):
        return
    if before.slot is not None and before.slot != after.slot:
        companions.ask_anew(session, after.id)
        _ask_anew_elsewhere(session, before)
    # Only those who have promised make an act stand, so that suggestions ask nothing of others.
    for act in {before.act, after.act} - {None} if any(promised) else ():
        _tell(session, act or "", but=after.id, words=words)


def _ask_anew_elsewhere(session: Session, left: GiveBack) -> None:
    """Who leaves the slot comes along with nobody there any more."""
    keys = [one.give_back for one in companions.asked(session, left.talent)]
    for key, one in give_backs.get_many(session, keys).items():
        if (one.offer, one.slot) == (left.offer, left.slot):
            companions.ask_anew(session, key, talent=left.talent)


def _tell(session: Session, act: str, *, but: str, words: Vocabularies) -> None:
    where = GiveBackFilter(acts=frozenset({act}), states=PROMISED)
    promised = give_backs.every(session, where)
    found = TALENTS.get_many(session, [one.talent for one in promised])
    for slot in {one.slot for one in promised if one.slot}:
        there = [one for one in promised if one.slot == slot]
        promises = [
            Promise(cohort=one.offer, roles=(*found[one.talent].value.roles, *one.friends))
            for one in there
        ]
        offer = OFFERS.get(session, OfferId(slot))
        stands = offer is None or act_stands(promises, Slot(offer=offer.value, free=None), words)
        for one in there:
            if one.id != but:
                _say(session, one, stands=stands)


def _say(session: Session, one: GiveBack, *, stands: bool) -> None:
    kept = tuple(reason for reason in one.reasons if reason.code != _ALONE.code)
    reasons = kept if stands else (*kept, _ALONE)
    if reasons != one.reasons:
        give_backs.put(session, replace(one, reasons=reasons))
