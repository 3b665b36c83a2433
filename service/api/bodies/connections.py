"""The bodies of connections: what somebody says about meeting another, and what each may see."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import PeerWish, Standing
from service.api.bodies.fields import Body, Identity
from service.api.bodies.mutual_cards import PEER_CARD, PeerCardBody

ORGANISER: JsonDict = {
    "id": "org-0001",
    "name": "Musikskolen Prøven",
    "contact_email": "kontor@example.org",
}
CONNECTION: JsonDict = {
    "id": "con_0192f3a7c2d14f6e",
    "standing": "connected",
    "peer": PEER_CARD,
    "note": {
        "code": "connection_contact",
        "text": "I har begge sagt ja. Skriv til hinanden, når I har lyst.",
    },
    "began_at": "2026-09-01T08:20:00Z",
    "said_by": "talent",
    "connected_at": "2026-09-02T15:04:00Z",
    "contact": {"name": "Bo Prøvesen", "email": "bo@example.org"},
    "organiser": None,
}
CONNECTIONS: JsonDict = {"items": [CONNECTION]}
OVERSEEN: JsonDict = {
    "items": [
        {
            "id": "con_0192f3a7c2d14f6e",
            "peers": [PEER_CARD, PEER_CARD],
            "under_age": True,
            "connected_at": "2026-09-02T15:04:00Z",
            "organiser": ORGANISER,
        }
    ],
    "next": None,
}
_Wish = Annotated[
    PeerWish,
    Field(description="meet: I would like to; no: rather not. A no is never told to the other"),
]


class SeenBody(Body):
    """Whom you mean: the place where they stand in a list of peers that you were shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"recommendation_id": "rec_0192f3a7c2d14f6e", "position": 1, "wish": "meet"}
            ]
        }
    )

    recommendation_id: Identity
    position: Annotated[int, Field(ge=1, le=100)]
    wish: _Wish = PeerWish.MEET


class PeerWishBody(Body):
    """What you say to an ask, or now say of your own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"wish": "meet"}]})

    wish: _Wish


class OrganiserNamed(Body):
    """Which organisation sees to the two."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"organisation": "org-0001"}]})

    organisation: Identity


class SaidBody(Body):
    """The receipt: which connection, and how it looks to you now."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "con_0192f3a7c2d14f6e", "standing": "waiting"}]}
    )

    id: str
    standing: Standing | None


class OrganisedBody(Body):
    """The receipt: which connection, and who sees to it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "con_0192f3a7c2d14f6e", "organiser": "org-0001"}]}
    )

    id: str
    organiser: str | None


class ContactBody(Body):
    """How to reach the other; an address only between two adults."""

    name: str
    email: str | None


class OrganiserBody(Body):
    """The organisation through which the two reach one another."""

    id: str
    name: str
    contact_email: str | None


class WhatNext(Body):
    """Where it stands, and what comes next."""

    code: str
    text: str


class ConnectionBody(Body):
    """One connection as you may see it; ``peer`` is none once it is closed."""

    id: str
    standing: Standing
    peer: PeerCardBody | None
    note: WhatNext
    began_at: Annotated[
        datetime,
        Field(description="Since when: since you last asked, else answered, else were asked"),
    ]
    said_by: Annotated[
        str | None,
        Field(description="Who last spoke in your name: talent, or a coordinator or admin for you"),
    ]
    connected_at: datetime | None
    contact: ContactBody | None
    organiser: OrganiserBody | None


class ConnectionsBody(Body):
    """One person's connections, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [CONNECTIONS]})

    items: tuple[ConnectionBody, ...]


class OverseenBody(Body):
    """Two who have both said yes."""

    id: str
    peers: tuple[PeerCardBody, ...]
    under_age: Annotated[bool, Field(description="One may be under 18: an organiser is needed")]
    connected_at: datetime | None
    organiser: OrganiserBody | None


class OverseenPage(Body):
    """Some of a list by id; ``next`` is the cursor of the following page, none on the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [OVERSEEN]})

    items: tuple[OverseenBody, ...]
    next: str | None
