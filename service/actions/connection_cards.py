"""Connection cards: what each of two people, and whoever oversees them, may see of it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy.orm import Session

from matcher.domain import (
    Connection,
    ConnectionId,
    Organisation,
    OrganisationId,
    PeerContext,
    Standing,
    Talent,
    TalentId,
    both_of_age,
    guardian_missing,
    may_meet,
    standing,
)
from service.actions.cards import PeerCard, first_name, peer_card
from service.auth import Action, Principal, Role, Target, in_area, require
from service.errors import Code, ServiceError
from service.store import connections
from service.store.organisations import ORGANISATIONS
from service.store.profiles import Versioned
from service.store.talents import TALENTS

_People = dict[TalentId, Versioned[Talent]]
_UNGUARDED = "connection_needs_guardian"
_NAMED_TO = frozenset({Role.COORDINATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the other: two adults by name and address, everybody else by first name and
    through the organiser."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserCard:
    """The organisation in whose thread the two meet."""

    id: OrganisationId
    name: str
    contact_email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionCard:
    """``note`` is a code of what comes next, ``below`` the age that it speaks of; ``contact`` only
    where both have said yes; ``said_by`` is the role of who last spoke in the person's name."""

    id: ConnectionId
    standing: Standing
    peer: PeerCard | None
    note: str
    below: int | None = None
    began_at: datetime
    said_by: str | None = None
    connected_at: datetime | None = None
    contact: Contact | None = None
    organiser: OrganiserCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverseenCard:
    """Two who have both said yes, as coordinators and the organiser see them.

    ``under_age`` says whether one of them may be under 18: then an organiser is needed.
    """

    id: ConnectionId
    peers: tuple[PeerCard, ...]
    under_age: bool
    connected_at: datetime | None
    organiser: OrganiserCard | None


def cards_of(
    session: Session, talent: TalentId, *, principal: Principal, context: PeerContext
) -> list[ConnectionCard]:
    """One person's connections as that person sees them, the newest first.

    An ask of somebody whom one may not meet any more is not shown: it could not be answered.
    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``.
    """
    found = TALENTS.get(session, talent)
    home = found.value.municipality if found else None
    owners = frozenset({talent})
    require(principal, Action.CONNECT, target=Target(owners=owners, municipality=home))
    if found is None:
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    own = connections.of(session, talent)
    people = TALENTS.get_many(session, [one.other_than(talent) for one in own])
    organisers = _organisers(session, own)
    cards = (_card(one, found.value, people, organisers, context) for one in own)
    shown = [card for card in cards if card is not None]
    return sorted(shown, key=attrgetter("began_at"), reverse=True)


def overseen(
    session: Session,
    *,
    principal: Principal,
    context: PeerContext,
    waiting: bool,
    after: ConnectionId | None,
    limit: int,
) -> tuple[list[OverseenCard], ConnectionId | None]:
    """A page of who has connected, and the id after which the next begins, if there is more.

    Coordinators see those of their municipalities, an organisation those that it sees to for as
    long as one of the two is under 18, by an alias alone where a guardian's yes is missing;
    ``waiting`` leaves those who need an organiser and have none.
    """
    require(principal, Action.OVERSEE_CONNECTIONS, target=_reach(principal))
    found = connections.connected(
        session,
        municipalities=principal.municipalities or None,
        organiser=principal.organisation,
        under_age_on=context.today if waiting or principal.organisation else None,
        unorganised=waiting,
        after=after,
        limit=limit + 1,
    )
    page = found[:limit]
    people = TALENTS.get_many(session, [one for pair in page for one in (pair.first, pair.second)])
    organisers = _organisers(session, page)
    cards = [_overseen(one, people, organisers, principal, context) for one in page]
    return cards, page[-1].id if len(found) > limit else None


def _reach(principal: Principal) -> Target:
    """Everybody who may oversee at all sees a part of it, which the query chooses."""
    own = frozenset({principal.subject} if principal.subject else ())
    home = next(iter(principal.municipalities), None)
    return Target(owners=own, municipality=home)


def _card(
    connection: Connection,
    mine: Talent,
    people: _People,
    organisers: dict[OrganisationId, Organisation],
    context: PeerContext,
) -> ConnectionCard | None:
    found, other = standing(connection, mine.id), people.get(connection.other_than(mine.id))
    if found is None or other is None:
        return None
    if found is Standing.ASKED and not may_meet(mine, other.value, context):
        return None
    of_age = both_of_age(mine.birth_date, other.value.birth_date, today=context.today)
    unguarded = any(guardian_missing(one, context) for one in (mine, other.value))
    named = None if unguarded or not connection.organiser else connection.organiser
    organiser = organisers.get(named) if named else None
    connected = found is Standing.CONNECTED
    note = _note(found, of_age=of_age, organised=organiser is not None, unguarded=unguarded)
    return ConnectionCard(
        id=connection.id,
        standing=found,
        peer=None if found is Standing.CLOSED else peer_card(other.value),
        note=note,
        below=context.guardian_below if note == _UNGUARDED else None,
        began_at=connection.began_for(mine.id),
        said_by=connection.spoken_by(mine.id),
        connected_at=connection.connected_at if connected else None,
        contact=_contact(other.value, of_age, organiser) if connected else None,
        organiser=_organiser(organiser) if connected and not of_age else None,
    )


def _note(found: Standing, *, of_age: bool, organised: bool, unguarded: bool) -> str:
    if found is not Standing.CONNECTED:
        return f"connection_{found.value}"
    if of_age:
        return "connection_contact"
    if unguarded:
        return _UNGUARDED
    return "connection_organised" if organised else "connection_needs_organiser"


def _contact(other: Talent, of_age: bool, organiser: Organisation | None) -> Contact | None:
    if of_age:
        return Contact(name=other.name, email=other.email)
    return Contact(name=first_name(other)) if organiser else None


def _organisers(
    session: Session, found: Sequence[Connection]
) -> dict[OrganisationId, Organisation]:
    named = list(dict.fromkeys(one.organiser for one in found if one.organiser is not None))
    return {key: one.value for key, one in ORGANISATIONS.get_many(session, named).items()}


def _organiser(organisation: Organisation | None) -> OrganiserCard | None:
    if organisation is None:
        return None
    return OrganiserCard(
        id=organisation.id,
        name=organisation.name,
        contact_email=organisation.contact_email,
    )


def _overseen(
    connection: Connection,
    people: _People,
    organisers: dict[OrganisationId, Organisation],
    principal: Principal,
    context: PeerContext,
) -> OverseenCard:
    both = [people[one].value for one in (connection.first, connection.second) if one in people]
    born = [one.birth_date for one in both]
    staff = principal.role in _NAMED_TO
    told = staff or not any(guardian_missing(one, context) for one in both)
    cards = (
        peer_card(one, told=told, named=in_area(principal, one.municipality) if staff else told)
        for one in both
    )
    organiser = organisers.get(connection.organiser) if connection.organiser else None
    return OverseenCard(
        id=connection.id,
        peers=tuple(cards),
        under_age=len(born) < 2 or not both_of_age(*born, today=context.today),
        connected_at=connection.connected_at,
        organiser=_organiser(organiser),
    )
