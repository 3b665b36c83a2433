"""The bodies of offers."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import OfferStatus, OpenTo
from service.api.bodies.fields import (
    Age,
    Code,
    Codes,
    Ground,
    Identity,
    Kroner,
    Level,
    LongText,
    MunicipalityCode,
    Name,
    PostcodeCode,
    ReadOnly,
    Seats,
    Tag,
)

EXAMPLE: JsonDict = {
    "organisation": "org-0001",
    "title": "Åben scene i november",
    "kind": "gig",
    "description": "Vi søger sangere og små bands til en aften i november.",
    "municipality": "0217",
    "setting": "onsite",
    "reach": "local",
    "level_min": 1,
    "level_max": 3,
    "age_min": 15,
    "age_max": 25,
    "roles": ["singer"],
    "genres": ["pop"],
    "goals": ["perform"],
    "languages": ["da"],
    "start_date": "2026-11-14",
    "deadline": "2026-10-15",
    "times": ["weekend"],
    "capacity": 6,
    "open_to": "partnership",
    "outside_fee_dkk": 150,
    "pay_dkk": 0,
}

ANSWER: JsonDict = {
    "id": "off-0001",
    **EXAMPLE,
    "published_on": "2026-09-01",
    "version": 1,
    "updated_at": "2026-09-01T10:00:00Z",
}
PAGE: JsonDict = {"items": [ANSWER], "next": None}


class OfferBody(ReadOnly):
    """A gig, course, camp, mentoring, give-back slot … with its seats and its rules. What is left
    out is "not stated"; no roles or genres means open to all."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    organisation: Annotated[Identity, Field(description="The named sender: an organisation's id")]
    title: Name
    kind: Code | None = None
    description: LongText = ""
    partners: Annotated[tuple[Identity, ...], Field(max_length=100)] = ()
    municipality: Annotated[
        MunicipalityCode | None, Field(description="Where it takes place; none when online")
    ] = None
    postcode: PostcodeCode | None = None
    setting: Code | None = None
    reach: Code | None = None
    level_min: Level | None = None
    level_max: Level | None = None
    age_min: Annotated[Age | None, Field(description="In years on the day it starts")] = None
    age_max: Age | None = None
    roles: Codes = ()
    genres: Codes = ()
    goals: Codes = ()
    conditions: Codes = ()
    languages: Codes = ()
    start_date: date | None = None
    end_date: date | None = None
    deadline: date | None = None
    times: Codes = ()
    capacity: Annotated[Seats | None, Field(description="Seats; none: no limit")] = None
    open_to: OpenTo = OpenTo.ALL
    outside_fee_dkk: Annotated[
        Kroner | None, Field(description="What a guest from outside the partnership pays")
    ] = None
    price_dkk: Kroner | None = None
    pay_dkk: Annotated[
        Kroner | None, Field(description="What a performer gets; 0 is unpaid, and is said")
    ] = None
    target_group: Annotated[
        Code | None, Field(description="For whom alone it is; needs target_ground")
    ] = None
    target_ground: Annotated[Ground | None, Field(description="The lawful ground")] = None
    room: Annotated[Ground | None, Field(description="What the room is like, in words")] = None
    equipment: Annotated[Codes, Field(description="What is there")] = ()
    loudness: Annotated[Code | None, Field(description="The loudest that is welcome")] = None
    certificate_needed: Annotated[
        bool, Field(description="Steady contact with children asks for a certificate")
    ] = False
    audience: Annotated[Code | None, Field(description="For whom one plays")] = None
    status: OfferStatus = OfferStatus.PUBLISHED
    published_on: date | None = None
    cloned_from: Identity | None = None
    free_tags: Annotated[tuple[Tag, ...], Field(max_length=200)] = ()


class OfferAnswer(OfferBody):
    """An offer as it is stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str
    version: int
    updated_at: datetime
