"""The store of connections: what two people have said about meeting one another."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update
from sqlalchemy.orm import Session

from matcher.domain import (
    OF_AGE,
    Connection,
    ConnectionId,
    OrganisationId,
    PeerWish,
    TalentId,
)
from service.store.tables import ConnectionRow, TalentRow
from service.store.upsert import upsert

_TABLE, _TALENTS = ConnectionRow.table(), TalentRow.table()
_FIELDS = tuple(str(column.name) for column in _TABLE.c)


def put(session: Session, connection: Connection) -> None:
    """Insert or replace the connection; both talents must exist."""
    row = dict(zip(_FIELDS, attrgetter(*_FIELDS)(connection), strict=True))
    session.execute(upsert(session, _TABLE), [row])


def get(session: Session, connection: ConnectionId) -> Connection | None:
    """The connection, if there is one."""
    found = session.execute(select(_TABLE).where(_TABLE.c.id == connection)).one_or_none()
    return None if found is None else _connection(found)


def between(session: Session, one: TalentId, other: TalentId) -> Connection | None:
    """What stands between the two, whoever spoke first."""
    here = (_TABLE.c.first == one) & (_TABLE.c.second == other)
    there = (_TABLE.c.first == other) & (_TABLE.c.second == one)
    found = session.execute(select(_TABLE).where(or_(here, there))).one_or_none()
    return None if found is None else _connection(found)


def of(session: Session, talent: TalentId) -> list[Connection]:
    """All of one person's, the newest first."""
    rows = session.execute(
        select(_TABLE).where(_is_of(talent)).order_by(_TABLE.c.began_at.desc(), _TABLE.c.id)
    )
    return [_connection(row) for row in rows]


def met(session: Session, talent: TalentId) -> frozenset[str]:
    """With whom anything stands already that the person knows of: not who said no in silence."""
    told = (_TABLE.c.first_wish == PeerWish.MEET) | _TABLE.c.second_wish.is_not(None)
    known = or_(_TABLE.c.first == talent, (_TABLE.c.second == talent) & told)
    pairs = session.execute(select(_TABLE.c.first, _TABLE.c.second).where(known))
    return frozenset({one for pair in pairs for one in pair} - {talent})


def asked_since(session: Session, talent: TalentId, since: datetime) -> int:
    """How many others the person has asked since then, taken back or not, whoever spoke first."""
    here = (_TABLE.c.first == talent) & (_TABLE.c.asked_at > since)
    there = (_TABLE.c.second == talent) & (_TABLE.c.second_asked_at > since)
    count = select(func.count()).where(or_(here, there))
    return int(session.execute(count).scalar_one())


def waiting(session: Session, *, since: datetime) -> Mapping[str, int]:
    """How many asks since then each person has not answered yet; nobody with none.

    Counted here: to group them, SQLite would look up every row there is by way of an index.
    """
    asked = select(_TABLE.c.second).where(
        _TABLE.c.asked_at > since,
        _TABLE.c.first_wish == PeerWish.MEET,
        _TABLE.c.second_wish.is_(None),
    )
    return Counter(session.execute(asked).scalars())


def connected(
    session: Session,
    *,
    municipalities: frozenset[str] | None = None,
    organiser: OrganisationId | None = None,
    under_age_on: date | None = None,
    unorganised: bool = False,
    after: ConnectionId | None = None,
    limit: int,
) -> list[Connection]:
    """The first ``limit`` after ``after``, by id, in which both have said yes.

    With ``municipalities`` only those of which one of the two lives there, with ``organiser`` those
    that it sees to, with ``under_age_on`` those of whom one may be a minor on that day, with
    ``unorganised`` those that nobody sees to.
    """
    chosen = select(_TABLE).where(
        _TABLE.c.first_wish == PeerWish.MEET, _TABLE.c.second_wish == PeerWish.MEET
    )
    if after is not None:
        chosen = chosen.where(_TABLE.c.id > after)
    if municipalities is not None:
        here = select(_TALENTS.c.id).where(_TALENTS.c.municipality.in_(municipalities))
        chosen = chosen.where(or_(_TABLE.c.first.in_(here), _TABLE.c.second.in_(here)))
    if organiser is not None:
        chosen = chosen.where(_TABLE.c.organiser == organiser)
    if under_age_on is not None:
        minors = select(_TALENTS.c.id).where(_maybe_minor(under_age_on))
        one_is = or_(_TABLE.c.first.in_(minors), _TABLE.c.second.in_(minors))
        chosen = chosen.where(one_is)
    if unorganised:
        chosen = chosen.where(_TABLE.c.organiser.is_(None))
    return [_connection(row) for row in session.execute(chosen.order_by(_TABLE.c.id).limit(limit))]


def release(session: Session, talent: TalentId, *, organiser: OrganisationId) -> None:
    """Let ``organiser`` see to none of a person's connections any more."""
    theirs = (_is_of(talent), _TABLE.c.organiser == organiser)
    session.execute(update(_TABLE).where(*theirs).values(organiser=None))


def drop(session: Session, talent: TalentId) -> None:
    """Delete all of a person who goes."""
    session.execute(delete(_TABLE).where(_is_of(talent)))


def _maybe_minor(today: date) -> ColumnElement[bool]:
    """Who is born after the day on which those were who come of age on ``today``."""
    leap_day = (today.month, today.day) == (2, 29)
    last = date(today.year - OF_AGE, 2, 28) if leap_day else today.replace(year=today.year - OF_AGE)
    return or_(_TALENTS.c.birth_date.is_(None), _TALENTS.c.birth_date > last)


def _is_of(talent: TalentId) -> ColumnElement[bool]:
    return or_(_TABLE.c.first == talent, _TABLE.c.second == talent)


def _connection(row: Row[*tuple[Any, ...]]) -> Connection:
    return Connection(**row._mapping)
