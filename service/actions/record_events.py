"""Recording events: each of a batch on its own, so that one that is refused stops no other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Event,
    EventId,
    EventKind,
    EventRefused,
    Offer,
    OfferId,
    PairState,
    Problem,
    Side,
    SlateId,
    Talent,
    TalentId,
    exclusions,
)
from matcher.vocabulary import Vocabularies
from service.actions.explain_eligibility import for_organisation, is_blocked, pair_of
from service.actions.kinds import offer_target
from service.actions.recommend import audience_of
from service.actions.resources import Rules
from service.auth import Action, Principal, Role, Target, allowed
from service.errors import Code, Fault
from service.store import events, pairs, slates
from service.store.offers import OFFERS
from service.store.talents import TALENTS

# How far the clocks of clients may run ahead.
_AHEAD = timedelta(minutes=5)
_ASKING = frozenset({EventKind.APPLY, EventKind.INVITE})
_SIDE_OF = {Role.TALENT: Side.TALENT, Role.ORGANISATION: Side.PROVIDER}
REFUSED = "refused"
EVENT_INVALID = "event_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event as it is sent; without ``at`` it happened when it arrived."""

    id: EventId
    kind: EventKind
    side: Side
    talent: TalentId
    offer: OfferId
    at: datetime | None = None
    recommendation: SlateId | None = None
    rating: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What was sent as an event and is none; ``id`` as far as there was one."""

    id: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOutcome:
    """What became of one event: ``recorded``, ``duplicate``, or ``refused`` with a problem."""

    id: str
    status: str
    kind: EventKind | None = None
    problem: Problem | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Who records, when, and by which rules."""

    principal: Principal
    now: datetime
    rules: Rules
    words: Vocabularies


def record_event(
    session: Session, draft: EventDraft | Unreadable, *, recording: Recording
) -> EventOutcome:
    """Record one event, or say why not; nothing is written of what is refused.

    1. Whose event it is: a talent speaks for itself, an organisation for its own offers.
    2. What was recorded before under the same id is not judged again.
    3. Who applies or invites must be able to meet the other; coordinators record what happened.
    4. A recommendation that is named must hold the two.
    """
    if isinstance(draft, Unreadable):
        problem = Problem(EVENT_INVALID)
        return EventOutcome(id=draft.id, status=REFUSED, problem=problem, faults=draft.faults)
    try:
        _require_allowed(session, draft, recording=recording)
        known = events.get(session, draft.id)
        event = _event(draft, at=draft.at or (known.event.at if known else recording.now))
        if known is None:
            _require_possible(session, event, recording=recording)
        status = events.record(
            session, event, recorded_by=recording.principal.key, now=recording.now
        )
    except EventRefused as refused:
        return EventOutcome(id=draft.id, status=REFUSED, kind=draft.kind, problem=refused.problem)
    return EventOutcome(id=draft.id, status=status.value, kind=draft.kind)


def _require_allowed(session: Session, draft: EventDraft, *, recording: Recording) -> None:
    principal = recording.principal
    side = _SIDE_OF.get(principal.role)
    _require(side is None or side is draft.side, Code.NOT_YOURS, side=draft.side.value)
    target = _target(session, draft, principal=principal)
    allow = allowed(principal, Action.RECORD_EVENTS, target=target)
    _require(allow, Code.NOT_YOURS, side=draft.side.value)


def _target(session: Session, draft: EventDraft, *, principal: Principal) -> Target:
    """An organisation records on its offers, everybody else on people."""
    if principal.role is Role.ORGANISATION:
        return offer_target(session, _offer(session, draft.offer))
    owners = frozenset({draft.talent})
    if not principal.municipalities:
        return Target(owners=owners)
    found = TALENTS.get(session, draft.talent)
    return Target(owners=owners, municipality=found.value.municipality if found else None)


def _event(draft: EventDraft, *, at: datetime) -> Event:
    return Event(
        id=draft.id,
        kind=draft.kind,
        side=draft.side,
        talent=draft.talent,
        offer=draft.offer,
        at=at,
        recommendation=draft.recommendation,
        rating=draft.rating,
        reason=draft.reason,
    )


def _require_possible(session: Session, event: Event, *, recording: Recording) -> None:
    _require(event.at <= recording.now + _AHEAD, "event_in_future", at=event.at.isoformat())
    rated = event.kind is EventKind.RATE
    _require(rated == (event.rating is not None), "rating_misplaced", kind=event.kind.value)
    if event.recommendation is not None:
        _require_recommended(session, event, slate_id=event.recommendation)
    if recording.principal.role is Role.ORGANISATION:
        _require_seen(session, event)
    if recording.principal.role in _SIDE_OF and event.kind in _ASKING:
        _require_eligible(session, event, recording=recording)


def _require_recommended(session: Session, event: Event, *, slate_id: SlateId) -> None:
    slate = slates.get(session, slate_id)
    params = {"recommendation": slate_id}
    if slate is None:
        raise EventRefused(Problem(Code.UNKNOWN_RECOMMENDATION, params))
    both = {str(event.talent), str(event.offer)}
    other = both - {str(slate.request.subject)}
    shown = len(other) == 1 and any(str(item.id) in other for item in slate.items)
    _require(shown, "not_in_recommendation", recommendation=slate_id)


def _require_seen(session: Session, event: Event) -> None:
    """Whom an organisation was never shown it cannot reach either, not even to learn of it."""
    talent, offer = _talent(session, event.talent), _offer(session, event.offer)
    key = (talent.id, offer.id)
    met = pairs.of(session, [key]).get(key, PairState.NONE)
    seen = talent.discoverable and not talent.paused and not is_blocked(session, talent.id, offer)
    _require(bool(met) or seen, Code.UNKNOWN_TALENT, talent=talent.id)


def _require_eligible(session: Session, event: Event, *, recording: Recording) -> None:
    """The first rule that says no is the answer; what stands between the two is ``follow``'s."""
    talent, offer = _talent(session, event.talent), _offer(session, event.offer)
    pair = replace(pair_of(session, talent, offer, words=recording.words), state=PairState.NONE)
    audience = audience_of(recording.principal)
    found = exclusions(pair, recording.rules.context(recording.now, audience=audience))
    if found and audience is Audience.ORGANISATION:
        found = for_organisation(found) or (Problem(Code.UNKNOWN_TALENT, {"talent": talent.id}),)
    if found:
        raise EventRefused(found[0])


def _talent(session: Session, talent: TalentId) -> Talent:
    found = TALENTS.get(session, talent)
    if found is None:
        raise EventRefused(Problem(Code.UNKNOWN_TALENT, {"talent": talent}))
    return found.value


def _offer(session: Session, offer: OfferId) -> Offer:
    found = OFFERS.get(session, offer)
    if found is None:
        raise EventRefused(Problem(Code.UNKNOWN_OFFER, {"offer": offer}))
    return found.value


def _require(holds: bool, code: str, **params: str) -> None:
    if not holds:
        raise EventRefused(Problem(code, params))
