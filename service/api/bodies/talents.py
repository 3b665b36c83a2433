"""The bodies of talents."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.api.bodies.fields import (
    Codes,
    Email,
    Identity,
    Kilometres,
    Level,
    Links,
    LongText,
    MunicipalityCode,
    Name,
    PostcodeCode,
    ReadOnly,
    Tag,
)

EXAMPLE: JsonDict = {
    "name": "Alma Testrup",
    "email": "alma@example.org",
    "birth_date": "2007-03-14",
    "municipality": "0217",
    "roles": ["singer", "songwriter"],
    "genres": ["pop"],
    "level": 2,
    "goals": ["perform"],
    "conditions": ["small_group"],
    "languages": ["da"],
    "max_travel_km": 30,
    "times": ["weekend"],
    "bio": "Jeg synger og vil gerne ud at spille.",
    "discoverable": True,
}

ANSWER: JsonDict = {"id": "tal-0001", **EXAMPLE, "version": 1, "updated_at": "2026-09-01T10:00:00Z"}
PAGE: JsonDict = {"items": [ANSWER], "next": None}


class TalentBody(ReadOnly):
    """A young musician's profile. Terms are codes of the vocabulary; what is left out is "not
    stated", never "no"."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    email: Email | None = None
    birth_date: date | None = None
    municipality: Annotated[
        MunicipalityCode | None, Field(description="Home, as a four-digit code")
    ] = None
    postcode: PostcodeCode | None = None
    roles: Codes = ()
    genres: Codes = ()
    level: Annotated[
        Level | None, Field(description="From 1 (just started) to 5 (near-professional)")
    ] = None
    goals: Codes = ()
    conditions: Annotated[
        Codes, Field(description="Conditions that the person wants; never a diagnosis")
    ] = ()
    languages: Codes = ()
    max_travel_km: Kilometres | None = None
    times: Codes = ()
    bio: LongText = ""
    links: Links = ()
    organisation: Annotated[
        Identity | None, Field(description="The id of an organisation that the person belongs to")
    ] = None
    discoverable: Annotated[
        bool, Field(description="Whether organisations may find this person")
    ] = False
    paused: Annotated[bool, Field(description="Nothing is recommended, either way")] = False
    profiling: Annotated[
        bool, Field(description="False: the person has objected to being ranked")
    ] = True
    learning: Annotated[
        bool | None,
        Field(
            description="Whether models may learn from what this person was shown and did; if not "
            "stated, yes, unless learning needs consent here"
        ),
    ] = None
    guardian_approved: Annotated[bool, Field(description="Only coordinators may set it")] = False
    target_groups: Annotated[
        Codes, Field(description="Groups that the person has declared to belong to")
    ] = ()
    meets_peers: Annotated[
        bool,
        Field(description="Whether others who want it too may be suggested, and this one to them"),
    ] = False
    joins_give_back: Annotated[
        bool,
        Field(description="Whether others from home who were there too may be told, to give back"),
    ] = False
    child_certificate: Annotated[
        bool, Field(description="A coordinator has seen the certificate; only coordinators set it")
    ] = False
    free_tags: Annotated[tuple[Tag, ...], Field(max_length=200)] = ()


class TalentAnswer(TalentBody):
    """A talent as it is stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str
    version: int
    updated_at: datetime
    learning: bool = True
