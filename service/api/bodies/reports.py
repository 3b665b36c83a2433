"""The bodies of reports: gaps between what is needed and offered, and wishes added up."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from service.api.bodies.fields import Body

_CELL: JsonDict = {
    "term": "perform",
    "term_name": "Optræde",
    "municipality": "0217",
    "municipality_name": "Helsingør",
    "reach": "regional",
    "reach_name": "Regional",
    "need": 23,
    "missing": 9,
    "wishes": None,
    "searches": None,
    "offers": 2,
    "seats": 7,
    "unlimited": 0,
}
_CELLS: list[JsonValue] = [_CELL]
GAPS: JsonDict = {
    "at": "2026-09-01T08:20:00Z",
    "since": "2025-09-01T00:00:00Z",
    "by": "goal",
    "lang": "da",
    "fewest": 5,
    "note": "Tal, der mangler, er skjult: der er nogen, men færre end 5, eller de røber et sådant.",
    "cells": _CELLS,
}
WISHES: JsonDict = {
    "at": "2026-09-01T08:20:00Z",
    "by": "kind",
    "lang": "da",
    "fewest": 5,
    "note": GAPS["note"],
    "cells": [
        {
            "term": "gig",
            "term_name": "Koncert",
            "reach": "regional",
            "reach_name": "Regional",
            "people": 8,
        }
    ],
}

Hidden = Annotated[int | None, Field(description="None: hidden, somebody but few, or more")]


class GapBody(Body):
    """One cell; without a municipality or a reach it is the total over them."""

    term: str
    term_name: str
    municipality: Annotated[
        str | None, Field(description="A code; elsewhere: outside the partnership, or not stated")
    ]
    municipality_name: str | None
    reach: str | None
    reach_name: str | None
    need: Annotated[Hidden, Field(description="People whose next step is on this reach")]
    missing: Annotated[Hidden, Field(description="Those of them for whom there is no such step")]
    wishes: Annotated[Hidden, Field(description="People who wished for a step here")]
    searches: Annotated[
        Hidden, Field(description="People whose searches found too little; in totals over reaches")
    ]
    offers: Annotated[int, Field(description="Open offers")]
    seats: Annotated[int, Field(description="Their free seats, where they have a limit")]
    unlimited: Annotated[int, Field(description="How many of them have no limit")]


class GapsBody(Body):
    """What is needed and missing, against what is offered, terms with the widest gap first."""

    model_config = ConfigDict(json_schema_extra={"examples": [GAPS]})

    at: datetime
    since: Annotated[datetime, Field(description="Wishes and searches are from here on")]
    by: str
    lang: str
    fewest: int
    note: str
    cells: tuple[GapBody, ...]


class WishCountBody(Body):
    """How many people wish for it; without a reach the total of the term."""

    term: str
    term_name: str
    reach: str | None
    reach_name: str | None
    people: Hidden


class WishCountsBody(Body):
    """The wishes of talents, added up over the partnership."""

    model_config = ConfigDict(json_schema_extra={"examples": [WISHES]})

    at: datetime
    by: str
    lang: str
    fewest: int
    note: str
    cells: tuple[WishCountBody, ...]
