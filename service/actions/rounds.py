"""Rounds: opened over some offers, seen by whom they concern, called off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import SystemRandom

from sqlalchemy.orm import Session

from matcher.domain import (
    GIVE_BACK_KIND,
    Offer,
    OfferId,
    OfferStatus,
    Side,
    Talent,
    TalentId,
)
from matcher.market.lottery import Lottery
from service.actions.kinds import offer_target, talent_target
from service.auth import Action, Principal, Role, Target, require
from service.errors import Code, Fault, ServiceError
from service.store import rounds
from service.store.offers import OFFERS
from service.store.rounds import Round, RoundState
from service.store.talents import TALENTS

LONGEST = timedelta(days=366)
"""How long a round may take wishes."""
_SEEDS = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDraft:
    """A round as it is asked for; without ``seed`` one is drawn, and kept."""

    title: str
    offers: tuple[OfferId, ...]
    closes_at: datetime
    municipality: str | None = None
    side: Side = Side.TALENT
    lottery: Lottery = Lottery.ONE
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whose turn it is: who acts, and when; ``zone`` says which day that is."""

    principal: Principal
    now: datetime
    draw: SystemRandom = field(default_factory=SystemRandom)
    zone: tzinfo = UTC


def open_round(session: Session, round_id: str, draft: RoundDraft, *, turn: Turn) -> Round:
    """Open a round over offers that the caller may change.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_offer``, 409 ``not_published`` (an
    offer is a draft, or gone), 422 ``invalid``: no title, an end that lies behind or too far ahead,
    offers that begin before it, and slots for giving back, which have steps of their own.
    """
    place = Target(municipality=draft.municipality)
    require(turn.principal, Action.MANAGE_ROUND, target=place)
    _require_titled(draft.title)
    _require_end(draft.closes_at, turn.now)
    there = OFFERS.get_many(session, draft.offers)
    for one in draft.offers:
        if one not in there:
            raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": one})
        _require_offer(session, there[one].value, principal=turn.principal)
    offers = [there[one].value for one in draft.offers]
    _require_fit(offers, draft.closes_at, now=turn.now, zone=turn.zone)
    opened = Round(
        id=round_id,
        title=draft.title,
        offers=draft.offers,
        municipality=draft.municipality,
        opened_at=turn.now,
        opened_by=turn.principal.key,
        closes_at=draft.closes_at,
        side=draft.side,
        lottery=draft.lottery,
        seed=turn.draw.randrange(_SEEDS) if draft.seed is None else draft.seed,
    )
    rounds.add(session, opened)
    return opened


def cancel_round(session: Session, round_id: str, *, turn: Turn) -> None:
    """Call a round off; what was wished is kept until its people or offers go.

    Raises ``ServiceError``: 404 ``unknown_round``, 403 ``not_yours``, 409 ``round_settled``.
    """
    found = managed(session, round_id, principal=turn.principal)
    if found.state is not RoundState.CANCELLED:
        require_unsettled(found)
        rounds.put(session, replace(found, state=RoundState.CANCELLED))


def seen_round(session: Session, round_id: str, *, turn: Turn) -> Round:
    """A round for whoever may see rounds. Raises ``ServiceError`` (404 ``unknown_round``)."""
    require(turn.principal, Action.SEE_ROUNDS, target=Target(is_open=True))
    return told(known(session, round_id), turn=turn)


def seen_rounds(session: Session, *, after: str | None, limit: int, turn: Turn) -> Sequence[Round]:
    """A page of rounds, the oldest first."""
    require(turn.principal, Action.SEE_ROUNDS, target=Target(is_open=True))
    return [told(one, turn=turn) for one in rounds.page(session, after=after, limit=limit)]


def told(found: Round, *, turn: Turn) -> Round:
    """The round as it is told: closed once its time is up; that there is a proposal is for those
    who may still change it."""
    over = found.state is RoundState.OPEN and turn.now >= found.closes_at
    proposed = found.state is RoundState.PROPOSED and turn.principal.role is Role.TALENT
    return replace(found, state=RoundState.CLOSED) if over or proposed else found


def managed(session: Session, round_id: str, *, principal: Principal) -> Round:
    """A round that the caller runs. Raises ``ServiceError`` (``unknown_round``, ``not_yours``)."""
    found = known(session, round_id)
    require(principal, Action.MANAGE_ROUND, target=Target(municipality=found.municipality))
    return found


def known(session: Session, round_id: str) -> Round:
    """The round. Raises ``ServiceError`` (404 ``unknown_round``)."""
    found = rounds.get(session, round_id)
    if found is None:
        raise ServiceError(Code.UNKNOWN_ROUND, 404, params={"round": round_id})
    return found


def require_unsettled(found: Round) -> None:
    """Raise ``ServiceError`` (409 ``round_settled``) for a round that is over."""
    if found.state in (RoundState.PUBLISHED, RoundState.CANCELLED):
        raise ServiceError(Code.ROUND_SETTLED, 409, params={"state": found.state.value})


def require_taking(found: Round, now: datetime) -> None:
    """Raise ``ServiceError`` (409) when wishes are not taken any more."""
    require_unsettled(found)
    if now >= found.closes_at or found.state is not RoundState.OPEN:
        raise ServiceError(Code.ROUND_CLOSED, 409)


def require_in(found: Round, offers: Sequence[OfferId]) -> None:
    """Raise ``ServiceError`` (422 ``offer_not_in_round``) for an offer of another round."""
    for one in offers:
        if one not in found.offers:
            raise ServiceError(Code.OFFER_NOT_IN_ROUND, 422, params={"offer": one})


def own_talent(session: Session, talent: TalentId, *, principal: Principal) -> Talent:
    """The talent, for whoever may wish in its name.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``.
    """
    if principal.role is Role.TALENT:
        target = Target(owners=frozenset({talent}))
        require(principal, Action.WISH_IN_ROUND, target=target)
    found = TALENTS.get(session, talent)
    if principal.role is not Role.TALENT:
        target = talent_target(session, found.value) if found else Target()
        require(principal, Action.WISH_IN_ROUND, target=target)
    if found is None:
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    return found.value


def own_offer(session: Session, offer: OfferId, *, principal: Principal) -> Offer:
    """An offer that the caller ranks people for.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_offer``.
    """
    found = OFFERS.get(session, offer)
    if found is None:
        raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": offer})
    require(principal, Action.RANK_IN_ROUND, target=offer_target(session, found.value))
    return found.value


def _require_end(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        code, params = "round_end_past", {}
    elif closes_at > now + LONGEST:
        code, params = "round_end_far", {"days": LONGEST.days}
    else:
        return
    raise ServiceError(Code.INVALID, 422, faults=(Fault("#/closes_at", code, params),))


def _require_titled(title: str) -> None:
    if not title.strip():
        fault = Fault("#/title", "text_too_short", {"least": 1})
        raise ServiceError(Code.INVALID, 422, faults=(fault,))


def _require_fit(
    offers: Sequence[Offer], closes_at: datetime, *, now: datetime, zone: tzinfo
) -> None:
    # Closing at midnight, a round takes wishes until the day before.
    last = (closes_at.astimezone(zone) - timedelta(microseconds=1)).date()
    faults = tuple(_unfit(offers, now.astimezone(zone).date(), last))
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=faults)


def _unfit(offers: Sequence[Offer], today: date, last: date) -> Iterator[Fault]:
    """What begins while wishes are taken is no choice any more; what runs already, as classes do,
    is one as long as it goes on."""
    for place, offer in enumerate(offers):
        where, begins = f"#/offers/{place}", offer.start_date
        if offer.kind == GIVE_BACK_KIND:
            yield Fault(where, Code.OFFER_IS_SLOT, {"offer": offer.id})
        elif begins is not None and begins < last and not _goes_on(offer, today, last):
            told = {"offer": offer.id, "begins": begins.isoformat()}
            yield Fault(where, "begins_in_round", told)


def _goes_on(offer: Offer, today: date, last: date) -> bool:
    begins, ends = offer.start_date, offer.end_date
    return begins is not None and ends is not None and begins < today and ends >= last


def _require_offer(session: Session, offer: Offer, *, principal: Principal) -> None:
    require(principal, Action.WRITE_OFFER, target=offer_target(session, offer))
    if offer.status is not OfferStatus.PUBLISHED:
        raise ServiceError("not_published", 409, params={"status": offer.status.value})
