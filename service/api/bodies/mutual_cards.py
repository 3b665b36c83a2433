"""The cards of mutual lists: a person under an alias, and an organisation to work with."""

from pydantic.config import JsonDict

from service.api.bodies.fields import Body

PEER_CARD: JsonDict = {
    "alias": "Producer · Pop · Helsingør",
    "id": None,
    "name": None,
    "roles": ["producer"],
    "role_names": ["Producer"],
    "genres": ["pop"],
    "genre_names": ["Pop"],
    "municipality": "0217",
    "municipality_name": "Helsingør",
}


class PeerCardBody(Body):
    """Another person under an alias; the id and the name are for coordinators alone."""

    alias: str
    id: str | None = None
    name: str | None = None
    roles: tuple[str, ...] = ()
    role_names: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    genre_names: tuple[str, ...] = ()
    municipality: str | None = None
    municipality_name: str | None = None


class PartnerCardBody(Body):
    """An organisation that one could work with; its contact is in its profile."""

    id: str
    name: str | None = None
    type: str | None = None
    type_name: str | None = None
    municipality: str | None = None
    municipality_name: str | None = None
