"""Publishing a round: the proposal, read by a coordinator, becomes invitations in the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Event,
    EventId,
    EventKind,
    EventRefused,
    OfferId,
    PairState,
    Problem,
    Side,
    TalentId,
    exclusions,
)
from service.actions.event_rules import Recording, found_offer, require_possible
from service.actions.explain_eligibility import pair_of
from service.actions.rounds import managed, require_unsettled
from service.auth import Principal
from service.errors import Code, ServiceError
from service.store import events, pairs, rounds
from service.store.pairs import PairKey
from service.store.rounds import Round, RoundState, RoundWish
from service.store.talents import TALENTS

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

    talent: TalentId
    offer: OfferId
    kind: EventKind
    status: str
    problem: Problem | None = None


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
        asked=frozenset(key for key, state in states.items() if state & _ASKED),
    )


def publish_round(session: Session, round_id: str, *, recording: Recording) -> Sequence[Sent]:
    """Invite everybody who got a seat, in their offer's name; who had applied there is accepted.

    Each event has an id that follows from the round, so that nobody is asked twice. One who cannot
    be asked any more stops no other, and is told of. Raises ``ServiceError``: 404
    ``unknown_round``, 403 ``not_yours``, 409 ``round_settled``, ``round_not_run``.
    """
    principal = recording.principal
    require_unsettled(managed(session, round_id, principal=principal))
    found = proposal(session, round_id, principal=principal)
    states = pairs.of(session, [(one.talent, one.offer) for one in found.placed])
    sent = [
        _ask(session, found.round, one, states[one.talent, one.offer], recording=recording)
        for one in found.placed
    ]
    rounds.change(
        session,
        round_id,
        state=RoundState.PUBLISHED.value,
        published_at=recording.now,
        published_by=principal.key,
    )
    return sent


def _ask(
    session: Session, one: Round, wish: RoundWish, state: PairState, *, recording: Recording
) -> Sent:
    kind = EventKind.ACCEPT if state & PairState.APPLIED else EventKind.INVITE
    event = Event(
        id=EventId(f"round:{one.id}:{wish.talent}:{wish.offer}"),
        kind=kind,
        side=Side.PROVIDER,
        talent=wish.talent,
        offer=wish.offer,
        at=recording.now,
    )
    try:
        problem = problem_of(session, event.talent, event.offer, recording=recording)
        if problem is not None:
            raise EventRefused(problem)
        require_possible(session, event, recording=recording)
        status = events.record(
            session, event, recorded_by=recording.principal.key, now=recording.now
        )
    except EventRefused as refused:
        return Sent(
            talent=wish.talent,
            offer=wish.offer,
            kind=kind,
            status=REFUSED,
            problem=refused.problem,
        )
    return Sent(talent=wish.talent, offer=wish.offer, kind=kind, status=status.value)


def problem_of(
    session: Session, talent: TalentId, offer_id: OfferId, *, recording: Recording
) -> Problem | None:
    """Why somebody cannot be asked any more: days lie between a run and this, and who has paused
    since is not asked. What stands between the two is for the log to judge."""
    person = TALENTS.get(session, talent)
    if person is None:
        return Problem(Code.UNKNOWN_TALENT, {"talent": talent})
    offer = found_offer(session, offer_id)
    pair = pair_of(session, person.value, offer, words=recording.words)
    context = recording.rules.context(recording.now, audience=Audience.COORDINATOR)
    found = exclusions(replace(pair, state=PairState.NONE), context)
    return found[0] if found else None
