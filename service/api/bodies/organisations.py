"""The bodies of organisations."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.api.bodies.fields import Code, Email, MunicipalityCode, Name, ReadOnly, Tag

EXAMPLE: JsonDict = {
    "name": "Musikskolen Prøven",
    "type": "music_school",
    "municipality": "0217",
    "contact_email": "hej@example.org",
}

ANSWER: JsonDict = {"id": "org-0001", **EXAMPLE, "version": 1, "updated_at": "2026-09-01T10:00:00Z"}
PAGE: JsonDict = {"items": [ANSWER], "next": None}


class OrganisationBody(ReadOnly):
    """A music school, club, venue, festival or other actor that makes offers."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    type: Code | None = None
    municipality: MunicipalityCode | None = None
    contact_email: Email | None = None
    free_tags: Annotated[tuple[Tag, ...], Field(max_length=200)] = ()


class OrganisationAnswer(OrganisationBody):
    """An organisation as it is stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str
    version: int
    updated_at: datetime
