"""A connection: what two people have said about meeting one another, and what each may see of it.

Each says yes or no for itself, and sees the other's yes only where it has said yes as well or is
asked to. A no is silent: to whoever asked, it looks like an answer that has not come (N31).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from matcher.domain.ids import OrganisationId, SlateId, TalentId
from matcher.domain.problem import MatcherError, Problem

ConnectionId = NewType("ConnectionId", str)


class PeerWish(StrEnum):
    """What one of the two has said."""

    MEET = "meet"
    NO = "no"


class Standing(StrEnum):
    """How a connection looks to one of the two."""

    ASKED = "asked"
    WAITING = "waiting"
    CONNECTED = "connected"
    CLOSED = "closed"


class ConnectionRefused(MatcherError):
    """What was wished cannot be any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``first`` is who spoke first; ``asked_at`` is when it last asked, ``None`` when it only said
    no; ``second_asked_at`` is when the second asked, who could not know that the first had spoken.

    ``first_by`` and ``second_by`` are the roles of who last spoke for each: a coordinator may.
    ``connected_at`` is when both had said yes, and stays when one of them has left since.
    ``organiser`` is the organisation in whose thread two of whom one is a minor may talk (T6),
    ``slate`` the list in which the first saw the second.
    """

    id: ConnectionId
    first: TalentId
    second: TalentId
    first_wish: PeerWish
    second_wish: PeerWish | None = None
    began_at: datetime
    asked_at: datetime | None = None
    second_asked_at: datetime | None = None
    first_by: str | None = None
    second_by: str | None = None
    answered_at: datetime | None = None
    connected_at: datetime | None = None
    organiser: OrganisationId | None = None
    slate: SlateId | None = None

    def other_than(self, talent: TalentId) -> TalentId:
        """The other one of the two."""
        return self.second if talent == self.first else self.first

    def wish_of(self, talent: TalentId) -> PeerWish | None:
        """What ``talent`` has said; ``None`` for nothing yet."""
        return self.first_wish if talent == self.first else self.second_wish

    def spoken_by(self, talent: TalentId) -> str | None:
        """The role of who last spoke for ``talent``."""
        return self.first_by if talent == self.first else self.second_by

    def began_for(self, talent: TalentId) -> datetime:
        """Since when it stands for ``talent``: since it last asked, else answered, else was asked.

        Only own words move it: any other moment would tell what the other has said in silence.
        """
        if talent == self.first:
            return self.asked_at or self.began_at
        return self.second_asked_at or self.answered_at or self.asked_at or self.began_at

    @property
    def connected(self) -> bool:
        """Whether both have said yes, and neither has left."""
        return self.first_wish is PeerWish.MEET and self.second_wish is PeerWish.MEET


def standing(connection: Connection, talent: TalentId) -> Standing | None:
    """How it looks to ``talent``; ``None`` where it must not even learn of it.

    1. Who has said no, or was left after both had said yes, sees a closed connection.
    2. Who has said yes sees a yes of the other, and of everything else only that it waits.
    3. Who has said nothing sees that it is asked, and nothing of a no.
    """
    mine, theirs = connection.wish_of(talent), connection.wish_of(connection.other_than(talent))
    left = connection.connected_at is not None and not connection.connected
    if mine is PeerWish.NO or left:
        return Standing.CLOSED
    if mine is PeerWish.MEET:
        return Standing.CONNECTED if theirs is PeerWish.MEET else Standing.WAITING
    return Standing.ASKED if theirs is PeerWish.MEET else None


def asks(connection: Connection, talent: TalentId, wish: PeerWish) -> bool:
    """Whether to say ``wish`` is to ask, as far as ``talent`` can know: all but answers to an ask.

    What the other has said in silence plays no part, or a count of asks would give it away.
    """
    said = connection.wish_of(talent)
    is_new = wish is PeerWish.MEET and said is not wish
    return is_new and standing(connection, talent) is not Standing.ASKED


def wished(
    connection: Connection,
    talent: TalentId,
    *,
    wish: PeerWish,
    at: datetime,
    by: str | None = None,
) -> Connection:
    """The connection after ``talent`` has said ``wish``; the same again changes nothing.

    ``by`` is the role of who says it.

    A no before an answer takes an ask back or turns it down, a no after both yes leaves. Until
    then either may change its mind; what was left stays left: raises ``ConnectionRefused``
    (``connection_ended``).
    """
    if connection.wish_of(talent) is wish:
        return connection
    if connection.connected_at is not None and not connection.connected:
        raise ConnectionRefused(Problem("connection_ended"))
    asked = asks(connection, talent, wish)
    if talent == connection.first:
        asked_at = at if asked else connection.asked_at
        said = replace(connection, first_wish=wish, asked_at=asked_at, first_by=by)
    else:
        asked_at = at if asked else connection.second_asked_at
        said = replace(
            connection, second_wish=wish, second_asked_at=asked_at, answered_at=at, second_by=by
        )
    return replace(said, connected_at=at) if said.connected else said
