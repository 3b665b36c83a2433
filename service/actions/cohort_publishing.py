"""Publishing a cohort: those in it are asked, through the log, and never more than there are
seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Event,
    EventId,
    EventKind,
    EventRefused,
    Exclusion,
    Offer,
    OfferId,
    PairState,
    Problem,
    Side,
    TalentId,
    exclusions,
)
from matcher.features.encoding import stable_hash
from service.actions.acting import Acting
from service.actions.cohort import cohort_of, holds, keep_more, offer_of
from service.actions.cohort_solving import require_open, seats_now
from service.actions.event_rules import require_possible
from service.actions.explain_eligibility import pair_of
from service.auth import Principal, Role
from service.errors import Code, ServiceError
from service.store import cohorts, events
from service.store.cohorts import Cohort
from service.store.talents import TALENTS

REFUSED = "refused"
# Who has asked or was asked is just who the group is made of; seats are counted here.
_NO_MATTER = frozenset(
    {
        Exclusion.DEADLINE_PASSED,
        Exclusion.FULL,
        Exclusion.TAKEN_PART,
        Exclusion.ACCEPTED,
        Exclusion.APPLIED,
        Exclusion.INVITED,
        Exclusion.DECLINED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of asking one person: ``kind`` is invite, or accept for who had applied."""

    talent: TalentId
    kind: EventKind
    status: str
    problem: Problem | None = None


def publish_cohort(
    session: Session,
    cohort_id: str,
    *,
    offer_id: OfferId,
    number: int,
    acting: Acting,
) -> tuple[Sent, ...]:
    """Invite everybody in proposal ``number`` who was not asked yet, and give who applied a seat.

    Each event has an id of its own that follows from the proposal, so that publishing twice asks
    nobody twice. One who cannot be asked any more stops no other. Those asked and those seated
    are together never more than the seats.

    Raises ``ServiceError``: 404 ``unknown_offer``, ``unknown_cohort``; 403 ``not_yours``; 409
    ``cohort_changed`` (another proposal stands now), ``cohort_not_feasible``, ``cohort_outdated``
    (places were taken meanwhile: solve anew).
    """
    principal = acting.principal
    offer = offer_of(session, offer_id, principal=principal)
    cohort = cohort_of(session, cohort_id, offer=offer_id, principal=principal)
    require_open(offer, today=acting.rules.today(acting.now))
    _require_standing(cohort, number)
    states = cohorts.standing(session, offer_id)
    wanted = [TalentId(one["id"]) for one in cohort.latest.outcome["members"]]
    asked = [one for one in wanted if one != cohorts.GONE and not _holds(states, one)]
    if cohort.latest.published_at is not None:
        asked = []
    _require_seats(seats_now(cohort, offer), states, asked)
    sent = tuple(
        _ask(session, cohort, one, offer=offer, state=states.get(one), acting=acting)
        for one in asked
    )
    cohorts.publish(session, cohort.id, number=number, now=acting.now)
    return sent


def keep_next(session: Session, cohort: Cohort, *, acting: Acting) -> tuple[Sent, ...]:
    """Keep the newest proposal of ``next_cohort`` and ask who comes in; nobody where its aims
    cannot be met.

    Raises ``ServiceError`` as ``publish_cohort`` does.
    """
    keep_more(session, cohort)
    if not cohort.latest.outcome["feasible"]:
        return ()
    return publish_cohort(
        session,
        cohort.id,
        offer_id=cohort.offer,
        number=cohort.latest.number,
        acting=acting,
    )


def _holds(states: Mapping[TalentId, PairState], talent: TalentId) -> bool:
    return holds(states.get(talent, PairState.NONE))


def _require_standing(cohort: Cohort, number: int) -> None:
    if cohort.latest.number != number:
        raise ServiceError(Code.COHORT_CHANGED, 409, params={"cohort": cohort.id})
    if not cohort.latest.outcome["feasible"]:
        raise ServiceError(Code.COHORT_NOT_FEASIBLE, 409, params={"cohort": cohort.id})


def _require_seats(
    seats: int, states: Mapping[TalentId, PairState], asked: Sequence[TalentId]
) -> None:
    taken = sum(map(holds, states.values()))
    if asked and taken + len(asked) > seats:
        params = {"taken": taken, "asked": len(asked), "seats": seats}
        raise ServiceError(Code.COHORT_OUTDATED, 409, params=params)


def _ask(
    session: Session,
    cohort: Cohort,
    talent: TalentId,
    *,
    offer: Offer,
    state: PairState | None,
    acting: Acting,
) -> Sent:
    applied = bool((state or PairState.NONE) & PairState.APPLIED)
    kind = EventKind.ACCEPT if applied else EventKind.INVITE
    event = Event(
        id=EventId(f"{cohort.id}-{cohort.latest.number}-{stable_hash(talent):016x}"),
        kind=kind,
        side=Side.PROVIDER,
        talent=talent,
        offer=offer.id,
        at=acting.now,
    )
    try:
        _require_still(session, event, offer=offer, acting=acting)
        require_possible(session, event, acting=acting)
        status = events.record(session, event, recorded_by=acting.principal.key, now=acting.now)
    except EventRefused as refused:
        return Sent(talent=talent, kind=kind, status=REFUSED, problem=refused.problem)
    return Sent(talent=talent, kind=kind, status=status.value)


def _require_still(session: Session, event: Event, *, offer: Offer, acting: Acting) -> None:
    """The rules are asked again: who has paused or moved since is not asked.

    An organisation is not told why: what it may know of a person it is told elsewhere.
    """
    found = TALENTS.get(session, event.talent)
    if found is None:
        raise EventRefused(Problem(Code.UNKNOWN_TALENT, {"talent": event.talent}))
    audience = _audience(acting.principal)
    context = acting.rules.context(acting.now, audience=audience)
    pair = pair_of(session, found.value, offer, words=acting.words)
    problems = [one for one in exclusions(pair, context) if one.code not in _NO_MATTER]
    if problems and audience is Audience.ORGANISATION:
        raise EventRefused(Problem(Code.UNKNOWN_TALENT, {"talent": event.talent}))
    if problems:
        raise EventRefused(problems[0])


def _audience(principal: Principal) -> Audience:
    organisation = principal.role is Role.ORGANISATION
    return Audience.ORGANISATION if organisation else Audience.COORDINATOR
