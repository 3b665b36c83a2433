"""The home of give-backs: open ones, slots and what is promised there, read at one moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from matcher.domain import (
    GIVE_BACK_KIND,
    PROMISED,
    PROPOSED,
    Audience,
    EligibilityContext,
    Exclusion,
    GiveBackState,
    GiveBackStep,
    GiveBackTerms,
    Offer,
    OfferId,
    OfferStatus,
    Talent,
    TalentId,
)
from matcher.market.giveback import Owed, Promise, Slot
from service.actions.resources import Rules
from service.store import give_back_log, give_back_seats, give_backs, pairs
from service.store.give_backs import GiveBack, GiveBackFilter
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS
from service.store.talents import TALENTS

_PAGE = 500
_GONE = frozenset({OfferStatus.CANCELLED, OfferStatus.DRAFT})
_TERMS = GiveBackTerms()

IN_TALKS = frozenset({Exclusion.APPLIED, Exclusion.INVITED})
"""Rules that keep nobody from a slot: whom the host has asked, or who has, is welcome there."""

BY_HAND = IN_TALKS | {Exclusion.HIDDEN}
"""Who chooses alone takes a hiding back, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """A give-back that a matching first sets right: ``after`` is open again, by ``step``."""

    before: GiveBack
    after: GiveBack
    step: GiveBackStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What is needed to match one municipality, as it is now; ``waiting`` are in the order of
    ``owed``."""

    municipality: str
    waiting: tuple[GiveBack, ...]
    owed: tuple[Owed, ...]
    slots: tuple[Slot, ...]
    tidied: tuple[Tidied, ...]
    context: EligibilityContext


def read_home(session: Session, municipality: str, *, now: datetime, rules: Rules) -> Home:
    """The home with everything there that is open or only suggested.

    Who has moved in brings it along, except from where it was had; what was promised at a slot that
    is no more, or that went by unconfirmed, is open again.
    """
    here = frozenset({municipality})
    known = give_backs.every(
        session, GiveBackFilter(municipalities=here, states=PROPOSED | PROMISED)
    )
    tidied = [*_moved(session, municipality), *_orphaned(session, known, rules.today(now))]
    waiting = [one for one in known if one.state in PROPOSED]
    waiting += [one.after for one in tidied]
    people = talents_of(session, [one.talent for one in waiting])
    slots = slots_for(session, slots_at(session, municipality))
    there = tuple(one for one in waiting if one.talent in people)
    return Home(
        municipality=municipality,
        waiting=there,
        owed=tuple(owed_of(session, there, people, today=rules.today(now))),
        slots=tuple(slots),
        tidied=tuple(tidied),
        context=rules.context(now, audience=Audience.COORDINATOR),
    )


def _moved(session: Session, municipality: str) -> Iterable[Tidied]:
    for one in give_backs.moved_to(session, municipality):
        if one.state in PROPOSED and one.host_municipality != municipality:
            after = replace(
                one,
                municipality=municipality,
                state=GiveBackState.OPEN,
                slot=None,
                act=None,
                reasons=(),
            )
            yield Tidied(before=one, after=after, step=GiveBackStep.MOVE)


def _orphaned(session: Session, known: Sequence[GiveBack], today: date) -> Iterable[Tidied]:
    promised = [one for one in known if one.state in PROMISED]
    offers = offers_of(session, [one.slot for one in promised])
    for one in promised:
        slot = offers.get(one.slot) if one.slot else None
        if slot is None or slot.status in _GONE or _lapsed(one, slot, today):
            after = replace(one, state=GiveBackState.OPEN, slot=None, act=None, reasons=())
            yield Tidied(before=one, after=after, step=GiveBackStep.RELEASE)


def _lapsed(one: GiveBack, slot: Offer, today: date) -> bool:
    """Whether the day went by without both having confirmed; they have some days to say so yet."""
    over = slot.end_date or slot.start_date
    if one.state is GiveBackState.CONFIRMED_HOST or over is None:
        return False
    return today > over + timedelta(days=_TERMS.confirm_days)


def slots_at(session: Session, municipality: str) -> list[Offer]:
    """The slots that lie in a municipality, or come from an organisation of it, and are open."""
    where = OfferFilter(
        statuses=frozenset({OfferStatus.PUBLISHED}), kinds=frozenset({GIVE_BACK_KIND})
    )
    found: list[Offer] = []
    last: OfferId | None = None
    while some := OFFERS.page(session, where, after=last, limit=_PAGE):
        found.extend(one.value for one in some)
        last = some[-1].value.id
    homes = ORGANISATIONS.get_many(session, sorted({offer.organisation for offer in found}))
    return [
        offer
        for offer in found
        if (offer.municipality or homes[offer.organisation].value.municipality) == municipality
    ]


def talents_of(session: Session, named: Iterable[TalentId]) -> dict[TalentId, Talent]:
    """The talents of those ids, as far as they are there."""
    found = TALENTS.get_many(session, list(dict.fromkeys(named)))
    return {key: one.value for key, one in found.items()}


def offers_of(session: Session, named: Iterable[OfferId | None]) -> dict[OfferId, Offer]:
    """The offers of those ids, as far as they are there."""
    wanted = list(dict.fromkeys(key for key in named if key is not None))
    return {key: one.value for key, one in OFFERS.get_many(session, wanted).items()}


def slots_for(
    session: Session, offers: Sequence[Offer], *, but: GiveBack | None = None
) -> list[Slot]:
    """The slots with their free seats and with what is promised there; ``but`` chooses anew, and
    so takes none."""
    ids = [offer.id for offer in offers]
    where = GiveBackFilter(slots=frozenset(ids), states=PROMISED)
    standing = give_backs.every(session, where)
    people = talents_of(session, [one.talent for one in standing])
    taken = pairs.seats_taken(session, ids)
    held = give_back_seats.held(
        session, ids, but=but.id if but else "", who=but.talent if but else None
    )
    promises: dict[OfferId | None, list[Promise]] = defaultdict(list)
    for one in standing:
        who = people.get(one.talent)
        if who is not None:
            roles = (*who.roles, *one.friends)
            promise = Promise(cohort=one.offer, roles=roles, together=who.joins_give_back)
            promises[one.slot].append(promise)
    return [
        Slot(
            offer=offer,
            free=_free(offer, taken[offer.id] + held[offer.id]),
            promises=tuple(promises[offer.id]),
        )
        for offer in offers
    ]


def owed_of(
    session: Session,
    waiting: Sequence[GiveBack],
    people: Mapping[TalentId, Talent],
    *,
    today: date,
    but: str = "",
) -> list[Owed]:
    """The give-backs as the matching sees them, in their order; ``but`` keeps no day busy."""
    busy = days_promised(session, list(people), today=today, but=but)
    left = give_back_log.left(session, [one.id for one in waiting])
    return [
        Owed(
            id=one.id,
            talent=people[one.talent],
            cohort=one.offer,
            current=one.slot,
            busy=busy[one.talent],
            left=left[one.id],
            friends=one.friends,
        )
        for one in waiting
    ]


def days_promised(
    session: Session, talents: Sequence[TalentId], *, today: date, but: str = ""
) -> Mapping[TalentId, frozenset[date]]:
    """The days from ``today`` on which each has a seat or a promise, without that of ``but``."""
    mine = give_backs.promised_by(session, talents)
    left_out = {(one.talent, one.slot) for one in mine if one.id == but}
    both = {
        *give_back_seats.seats_of(session, talents),
        *((one.talent, one.slot) for one in mine if one.slot is not None),
    } - left_out
    offers = offers_of(session, (offer for _, offer in both))
    booked: dict[TalentId, set[date]] = {talent: set() for talent in talents}
    for talent, offer in both:
        if offer in offers:
            days = Slot(offer=offers[offer], free=None).days
            booked[talent] |= {day for day in days if day >= today}
    return {talent: frozenset(days) for talent, days in booked.items()}


def _free(offer: Offer, taken: int) -> int | None:
    return None if offer.capacity is None else max(offer.capacity - taken, 0)
