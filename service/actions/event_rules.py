"""The rules of events: what may be recorded, by whom, beside what follows on what in the domain."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Direction,
    Event,
    EventKind,
    EventRefused,
    Exclusion,
    Offer,
    OfferId,
    OfferStatus,
    Pair,
    PairState,
    Problem,
    Side,
    Slate,
    SlateId,
    Talent,
    TalentId,
    exclusions,
)
from service.actions.acting import Acting
from service.actions.explain_eligibility import pair_of
from service.actions.recommend import audience_of
from service.actions.visibility import for_organisation, have_met, is_seen
from service.auth import Principal, Role
from service.errors import Code
from service.store import events, slates
from service.store.events import EventFilter
from service.store.offers import OFFERS
from service.store.talents import TALENTS

# How far the clocks of clients may run ahead.
_AHEAD = timedelta(minutes=5)
# Nobody's history is older; what says so has a wrong date.
_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
_PAGE = 500
_SPEAKING = frozenset({Role.TALENT, Role.ORGANISATION})
_ASKING = frozenset({EventKind.APPLY, EventKind.INVITE})
_TAKING_PART = frozenset({EventKind.ATTEND, EventKind.COMPLETE})
_COMING = _TAKING_PART | {EventKind.NO_SHOW}
# A deadline is for applying, and hiding was taken back by going there.
_NO_MATTER_TO_DROP_IN = frozenset({Exclusion.DEADLINE_PASSED, Exclusion.HIDDEN})


def require_possible(session: Session, event: Event, *, acting: Acting) -> None:
    """Refuse what the caller cannot record, however it would follow on what happened before.

    1. Nothing lies in the future or before 2000, and ratings are where they belong.
    2. A recommendation that is named must hold the two, and be one that the caller was given.
    3. Nothing happens on a draft, and nobody has come, or stayed away, before the day on which the
       offer begins.
    4. Organisations reach only whom they may see.
    5. Who applies or invites must be able to meet the other; coordinators record what happened.
    6. Nobody invites who has hidden the offer or declined it.
    7. Talents say that they took part only where they hold a seat, or where none is needed.

    Raises ``EventRefused``.
    """
    require(event.at <= acting.now + _AHEAD, "event_in_future", at=event.at.isoformat())
    require(event.at >= _OLDEST, "event_too_old", at=event.at.isoformat())
    rated = event.kind is EventKind.RATE
    require(rated == (event.rating is not None), "rating_misplaced", kind=event.kind.value)
    if event.recommendation is not None:
        _require_recommended(session, event, event.recommendation, acting.principal)
    role, offer = acting.principal.role, found_offer(session, event.offer)
    _require_no_draft(offer, role)
    if event.kind in _COMING:
        _require_begun(offer, event, acting)
    pair = pair_of(session, _talent(session, event.talent), offer, words=acting.words)
    if role is Role.ORGANISATION:
        _require_seen(pair, acting)
    if event.kind is EventKind.INVITE:
        _require_invitable(session, pair, role)
    if role in _SPEAKING and event.kind in _ASKING:
        _require_eligible(pair, acting)
    if role is Role.TALENT and event.kind in _TAKING_PART:
        _require_seat(pair, acting)


def found_offer(session: Session, offer: OfferId) -> Offer:
    """The offer. Raises ``EventRefused`` (``unknown_offer``)."""
    found = OFFERS.get(session, offer)
    if found is None:
        raise _unknown_offer(offer)
    return found.value


def declined_by(session: Session, talent: TalentId, offer: OfferId) -> Side | None:
    """Who of the two said no last; ``None`` where nobody has."""
    found = (one for one in _events(session, talent, offer) if one.kind is EventKind.DECLINE)
    sides = [one.side for one in found]
    return sides[-1] if sides else None


def require(holds: bool, code: str, **params: str) -> None:
    """Raise ``EventRefused`` with ``code`` unless ``holds``."""
    if not holds:
        raise EventRefused(Problem(code, params))


def _require_recommended(
    session: Session, event: Event, slate_id: SlateId, principal: Principal
) -> None:
    slate = slates.get(session, slate_id)
    # That there is such a list for somebody else is nobody's business.
    if slate is None or not _is_for(slate, event, principal):
        raise EventRefused(Problem(Code.UNKNOWN_RECOMMENDATION, {"recommendation": slate_id}))
    require(_holds(slate, event), "not_in_recommendation", recommendation=slate_id)


def _holds(slate: Slate, event: Event) -> bool:
    """Whether the list shows one of the two to the other; what an organisation found by words may
    be about any of its offers."""
    subject, request = str(slate.request.subject), slate.request
    listed, other = str(event.talent), str(event.offer)
    if request.direction.lists_offers:
        listed, other = other, listed
    by_staff = request.direction.by_words and request.audience is not Audience.TALENT
    return any(item.id == listed for item in slate.items) and (by_staff or subject == other)


def _is_for(slate: Slate, event: Event, principal: Principal) -> bool:
    """Whether the list was made for the caller, or for the caller's own side of the event."""
    if principal.role not in _SPEAKING or slate.viewer.key == principal.key:
        return True
    direction, subject = slate.request.direction, str(slate.request.subject)
    if direction.by_words:
        return subject == principal.subject
    own = {
        Role.TALENT: (Direction.OFFERS_FOR_TALENT, str(event.talent)),
        Role.ORGANISATION: (Direction.TALENTS_FOR_OFFER, str(event.offer)),
    }
    return (direction, subject) == own[principal.role]


def _require_no_draft(offer: Offer, role: Role) -> None:
    """A talent has never heard of a draft."""
    if offer.status is not OfferStatus.DRAFT:
        return
    if role is Role.TALENT:
        raise _unknown_offer(offer.id)
    raise EventRefused(Problem(Exclusion.NOT_PUBLISHED, {"status": offer.status.value}))


def _require_begun(offer: Offer, event: Event, acting: Acting) -> None:
    begins = offer.start_date
    if begins is not None and acting.rules.today(event.at) < begins:
        raise EventRefused(Problem("offer_not_begun", {"begins": begins.isoformat()}))


def _require_seen(pair: Pair, acting: Acting) -> None:
    """Whom an organisation was never shown it cannot reach either, not even to learn of it."""
    context = acting.rules.context(acting.now, audience=Audience.ORGANISATION)
    if not (have_met(pair.state) or is_seen(pair, context)):
        raise _unknown_talent(pair.talent.id)


def _require_invitable(session: Session, pair: Pair, role: Role) -> None:
    """An invitation is not asked of somebody who has said no, in silence or aloud."""
    if pair.state & PairState.HIDDEN_BY_TALENT:
        if role is Role.ORGANISATION:
            raise _unknown_talent(pair.talent.id)
        raise EventRefused(Problem(Exclusion.HIDDEN))
    if pair.state & PairState.DECLINED:
        said_no = declined_by(session, pair.talent.id, pair.offer.id) is Side.TALENT
        require(not said_no, "already_declined", kind=EventKind.INVITE, side=Side.PROVIDER)


def _events(session: Session, talent: TalentId, offer: OfferId) -> Iterator[Event]:
    """All that happened between the two, in its order."""
    where, after = EventFilter(talent=talent, offer=offer), 0
    while found := events.page(session, where, after=after, limit=_PAGE):
        yield from (recorded.event for recorded in found)
        after = found[-1].seq


def _require_eligible(pair: Pair, acting: Acting) -> None:
    """The first rule that says no is the answer; what stands between the two is ``follow``'s."""
    audience = audience_of(acting.principal)
    context = acting.rules.context(acting.now, audience=audience)
    found = exclusions(replace(pair, state=PairState.NONE), context)
    if found and audience is Audience.ORGANISATION:
        told = for_organisation(found)
        if told is None:
            raise _unknown_talent(pair.talent.id)
        found = told
    if found:
        raise EventRefused(found[0])


def _require_seat(pair: Pair, acting: Acting) -> None:
    """Who was given a seat took part, and at a drop-in whoever may come."""
    if pair.state & (PairState.ACCEPTED | PairState.TAKEN_PART):
        return
    require(pair.offer.capacity is None, "no_seat_held")
    context = acting.rules.context(acting.now, audience=Audience.TALENT)
    for problem in exclusions(pair, context):
        if problem.code not in _NO_MATTER_TO_DROP_IN:
            raise EventRefused(problem)


def _talent(session: Session, talent: TalentId) -> Talent:
    found = TALENTS.get(session, talent)
    if found is None:
        raise _unknown_talent(talent)
    return found.value


def _unknown_talent(talent: TalentId) -> EventRefused:
    return EventRefused(Problem(Code.UNKNOWN_TALENT, {"talent": talent}))


def _unknown_offer(offer: OfferId) -> EventRefused:
    return EventRefused(Problem(Code.UNKNOWN_OFFER, {"offer": offer}))
