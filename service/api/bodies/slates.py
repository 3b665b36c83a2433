"""The bodies of recommendations: a list with its reasons, and what was left out."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import Direction, Order
from service.api.bodies.fields import Body
from service.api.bodies.mutual_cards import PartnerCardBody, PeerCardBody

ITEM: JsonDict = {
    "position": 1,
    "score": 0.41,
    "wants": 0.82,
    "taken": 0.5,
    "still_free": 1.0,
    "seats_left": 3,
    "queue": 0,
    "offer": {
        "id": "off-0001",
        "title": "Åben scene i november",
        "organisation": {"id": "org-0001", "name": "Musikskolen Prøven", "type": "music_school"},
        "kind": "gig",
        "kind_name": "Koncert",
        "municipality": "0217",
        "municipality_name": "Helsingør",
        "setting": "onsite",
        "start_date": "2026-11-14",
        "end_date": None,
        "deadline": "2026-10-15",
        "price_dkk": None,
        "guest_fee_dkk": 150,
        "pay_dkk": 0,
        "pay_text": "Ulønnet",
        "distance_km": 4.2,
    },
    "reasons": [
        {
            "code": "genres_shared",
            "text": "Samme genre: Pop",
            "params": {"genres": "pop"},
            "contribution": 1.32,
        },
        {"code": "near", "text": "Cirka 4 km væk", "params": {"km": 4}, "contribution": 0.4},
    ],
    "notes": [{"code": "unpaid", "text": "Ulønnet", "params": {}}],
}
OFFERS: JsonDict = {
    "recommendation_id": "rec_0192f3a7c2d14f6e",
    "at": "2026-09-01T08:20:00Z",
    "direction": "offers_for_talent",
    "subject": "tal-0001",
    "order": "fit",
    "query": None,
    "near": None,
    "lang": "da",
    "items": [ITEM],
    "candidates": 57,
    "excluded": [{"code": "deadline_passed", "count": 12, "text": "Fristen er overskredet"}],
    "empty": None,
    "model": {
        "hash": "5d1c6f0a9b3e7742",
        "features": "a7702c11de94f0b3",
        "encoder": "4c1d0a96b7e2f358",
    },
    "market": "mkt_0192f3a7c2d14f6e",
    "ranking": {"href": "/ranking", "text": "Sådan rangordner vi, og hvad du selv kan vælge"},
}
TALENTS: JsonDict = {
    **OFFERS,
    "direction": "talents_for_offer",
    "subject": "off-0001",
    "items": [
        {
            "position": 1,
            "score": 0.38,
            "talent": {
                "id": "tal-0001",
                "name": None,
                "roles": ["singer"],
                "role_names": ["Sanger"],
                "genres": ["pop"],
                "genre_names": ["Pop"],
                "level": 2,
                "municipality": "0217",
                "municipality_name": "Helsingør",
                "updated_at": "2026-08-30T10:00:00Z",
                "distance_km": 4.2,
            },
            "reasons": ITEM["reasons"],
            "notes": [],
        }
    ],
}


class Sender(Body):
    """The organisation that an offer comes from."""

    id: str
    name: str | None
    type: str | None = None


class OfferCardBody(Body):
    """What one must see of an offer before one opens it."""

    id: str
    title: str | None = None
    organisation: Sender | None = None
    kind: str | None = None
    kind_name: str | None = None
    municipality: str | None = None
    municipality_name: str | None = None
    setting: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    deadline: date | None = None
    price_dkk: float | None = None
    guest_fee_dkk: Annotated[
        float | None, Field(description="What guests from outside the partnership pay")
    ] = None
    pay_dkk: float | None = None
    pay_text: Annotated[str | None, Field(description="The pay in words; unpaid is said")] = None
    distance_km: float | None = None


class TalentCardBody(Body):
    """What is shown of a talent; the name is for coordinators alone."""

    id: str
    name: str | None = None
    roles: tuple[str, ...] = ()
    role_names: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    genre_names: tuple[str, ...] = ()
    level: int | None = None
    municipality: str | None = None
    municipality_name: str | None = None
    updated_at: datetime | None = None
    distance_km: float | None = None


class Note(Body):
    """A fact to be seen before one applies."""

    code: str
    text: str
    params: dict[str, Any]


class Reason(Note):
    """What speaks for the item; ``contribution`` is what it adds to the score, in log-odds of both
    sides together, and none in a list that profiles nobody or where an organisation may not know
    what it is that fits."""

    contribution: float | None = None


class ItemBody(Body):
    """One place of the list: an offer or a talent."""

    position: int
    score: Annotated[
        float | None, Field(description="From 0 to 1; none in a list that profiles nobody")
    ]
    propensity: Annotated[
        float | None,
        Field(description="The chance that it stood at this position; for coordinators alone"),
    ] = None
    wants: Annotated[
        float | None,
        Field(description="The chance that the person wants it; not told to organisations"),
    ] = None
    taken: Annotated[
        float | None,
        Field(description="The chance to be taken, were there a seat; not told to organisations"),
    ] = None
    still_free: Annotated[
        float | None,
        Field(
            description="The chance that one more finds a seat, of a person that they still have "
            "time; score = wants × taken × still_free; not told to organisations"
        ),
    ] = None
    seats_left: Annotated[
        int | None,
        Field(description="Seats of the offer that nobody holds; none where there is no limit"),
    ] = None
    queue: Annotated[
        int | None,
        Field(description="How many have applied for the offer or are invited, without answer yet"),
    ] = None
    offer: OfferCardBody | None = None
    talent: TalentCardBody | None = None
    peer: Annotated[
        PeerCardBody | None, Field(description="None for who may not be met any more")
    ] = None
    organisation: PartnerCardBody | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Note, ...] = ()


class Excluded(Body):
    """How many a rule left out."""

    code: str
    count: int
    text: str


class Empty(Body):
    """Why the list is empty."""

    code: str
    text: str
    reasons: tuple[Excluded, ...]


class ModelName(Body):
    """Which model ranked, over which features, by which sentence encoder's vectors."""

    hash: str
    features: str
    encoder: str | None


class RankingLink(Body):
    """Where the main parameters of the ranking are told in plain words."""

    href: str
    text: str


class SlateBody(Body):
    """A recommendation as it was recorded before it was answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [OFFERS]})

    recommendation_id: str
    at: datetime
    direction: Direction
    subject: str
    order: Order
    query: Annotated[str | None, Field(description="The words, of a search")]
    near: Annotated[
        str | None, Field(description="The postcode or municipality that a search starts from")
    ]
    lang: str
    items: tuple[ItemBody, ...]
    candidates: Annotated[int, Field(description="How many could have been shown")]
    excluded: tuple[Excluded, ...]
    empty: Empty | None
    model: ModelName
    market: Annotated[
        str | None, Field(description="The market run whose prices counted, if any did")
    ] = None
    ranking: RankingLink
