"""Connections: two people ask and answer; only where both say yes either learns who the other is.

A no is silent, an ask is bounded, and what is revealed to or of anybody under 18 goes through an
organisation that sees to it (T6; GDPR 25, staged reveal).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Connection,
    ConnectionId,
    ConnectionRefused,
    Direction,
    OrganisationId,
    PeerContext,
    PeerWish,
    Slate,
    SlateId,
    Talent,
    TalentId,
    asks,
    both_of_age,
    may_meet,
    standing,
    wished,
)
from service.actions.peers import require_open
from service.auth import Action, Principal, Role, Target, in_area, require
from service.errors import Code, ServiceError
from service.store import blocks, connections, slates
from service.store.organisations import ORGANISATIONS
from service.store.talents import TALENTS

MOST_ASKS = 5
ASKS_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Whom somebody means: a place in a list that was shown to them; no id is told or guessed."""

    slate: SlateId
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says it, when, and under which rules."""

    principal: Principal
    now: datetime
    context: PeerContext


def say_of_seen(
    session: Session,
    talent: TalentId,
    *,
    seen: Seen,
    wish: PeerWish,
    saying: Saying,
    new_id: Callable[[str], str],
) -> Connection:
    """Let ``talent`` ask the one who was seen, or say that it does not want to meet them.

    Steps: 1. somebody stands in the talent's own list; 2. who asks must be open to others, and may
    meet that one; 3. no more than ``MOST_ASKS`` a day; 4. it is kept beside what the other says.
    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``, ``unknown_recommendation``,
    ``unknown_peer``, 409 ``peers_off`` and its kin, ``connection_ended``, 429 ``too_many_asks``.
    """
    mine = _own(session, talent, saying.principal)
    slate = _list_of(session, talent, seen, saying.principal)
    theirs = _peer(session, slate, seen)
    if wish is PeerWish.MEET:
        _require_both_open(mine, theirs, saying.context)
    known = connections.between(session, talent, theirs.id)
    if known is not None:
        said = _said(session, known, talent, wish=wish, saying=saying)
    else:
        begun = Connection(
            id=ConnectionId(new_id("con")),
            first=talent,
            second=theirs.id,
            first_wish=PeerWish.NO,
            first_by=saying.principal.role.value,
            began_at=saying.now,
            slate=slate.id,
        )
        said = _said(session, begun, talent, wish=wish, saying=saying)
    connections.put(session, said)
    return said


def say_of_connection(
    session: Session,
    talent: TalentId,
    *,
    connection: ConnectionId,
    wish: PeerWish,
    saying: Saying,
) -> Connection:
    """Answer an ask, take one's own back, or leave; the same again changes nothing.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``, ``unknown_connection``,
    409 ``peers_off`` and its kin, ``peer_not_open``, ``connection_ended``, 429 ``too_many_asks``.
    """
    mine = _own(session, talent, saying.principal)
    known = connections.get(session, connection)
    if known is None or talent not in (known.first, known.second) or not standing(known, talent):
        raise ServiceError(Code.UNKNOWN_CONNECTION, 404)
    if wish is PeerWish.MEET and known.wish_of(talent) is not wish:
        require_open(mine, saying.context)
        other = TALENTS.get(session, known.other_than(talent))
        if other is None or not may_meet(mine, other.value, saying.context):
            raise ServiceError(Code.PEER_NOT_OPEN, 409)
    said = _said(session, known, talent, wish=wish, saying=saying)
    connections.put(session, said)
    return said


def name_organiser(
    session: Session,
    connection: ConnectionId,
    *,
    organisation: OrganisationId,
    principal: Principal,
    today: date,
) -> Connection:
    """Let ``organisation`` see to two of whom one is under 18: from then on each learns the other's
    first name, and how to reach the organiser.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_connection``,
    ``unknown_organisation``, 409 ``not_connected``, ``organiser_blocked``,
    ``organiser_not_needed`` for two adults, who need nobody to look on.
    """
    known = connections.get(session, connection)
    if known is None:
        raise ServiceError(Code.UNKNOWN_CONNECTION, 404)
    both = (known.first, known.second)
    people = TALENTS.get_many(session, both)
    homes = [one.value.municipality for one in people.values()]
    reached = next((home for home in homes if in_area(principal, home)), None)
    require(principal, Action.NAME_ORGANISER, target=Target(municipality=reached))
    if not known.connected:
        raise ServiceError(Code.NOT_CONNECTED, 409)
    if ORGANISATIONS.get(session, organisation) is None:
        params = {"organisation": organisation}
        raise ServiceError(Code.UNKNOWN_ORGANISATION, 404, params=params)
    if any(block.organisation == organisation for one in both for block in blocks.of(session, one)):
        raise ServiceError(Code.ORGANISER_BLOCKED, 409)
    if both_of_age(*(people[one].value.birth_date for one in both), today=today):
        raise ServiceError(Code.ORGANISER_NOT_NEEDED, 409)
    named = replace(known, organiser=organisation)
    connections.put(session, named)
    return named


def _own(session: Session, talent: TalentId, principal: Principal) -> Talent:
    """The person in whose name it is said."""
    found = TALENTS.get(session, talent)
    home = found.value.municipality if found else None
    target = Target(owners=frozenset({talent}), municipality=home)
    require(principal, Action.CONNECT, target=target)
    if found is None:
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    return found.value


def _list_of(session: Session, talent: TalentId, seen: Seen, principal: Principal) -> Slate:
    """The list, if it is one of peers for ``talent`` that ``principal`` may have seen."""
    slate = slates.get(session, seen.slate)
    if slate is not None and slate.request.direction is Direction.PEERS_FOR_TALENT:
        own = slate.request.audience is Audience.TALENT or principal.role is not Role.TALENT
        if slate.request.subject == talent and own:
            return slate
    raise ServiceError(Code.UNKNOWN_RECOMMENDATION, 404, params={"recommendation": seen.slate})


def _peer(session: Session, slate: Slate, seen: Seen) -> Talent:
    listed = next((item for item in slate.items if item.position == seen.position), None)
    found = TALENTS.get(session, TalentId(str(listed.id))) if listed else None
    if found is None:
        raise ServiceError(Code.UNKNOWN_PEER, 404)
    return found.value


def _require_both_open(mine: Talent, theirs: Talent, context: PeerContext) -> None:
    require_open(mine, context)
    if not may_meet(mine, theirs, context):
        raise ServiceError(Code.UNKNOWN_PEER, 404)


def _said(
    session: Session, known: Connection, talent: TalentId, *, wish: PeerWish, saying: Saying
) -> Connection:
    """Every ask counts, a first one and one after a change of mind."""
    if asks(known, talent, wish):
        _require_few(session, talent, saying.now)
    try:
        by = saying.principal.role.value
        return wished(known, talent, wish=wish, at=saying.now, by=by)
    except ConnectionRefused as error:
        raise ServiceError(Code.CONNECTION_ENDED, 409) from error


def _require_few(session: Session, talent: TalentId, now: datetime) -> None:
    if connections.asked_since(session, talent, now - ASKS_WITHIN) >= MOST_ASKS:
        seconds = str(int(ASKS_WITHIN.total_seconds()))
        raise ServiceError(
            Code.TOO_MANY_ASKS, 429, params={"most": MOST_ASKS}, headers={"Retry-After": seconds}
        )
