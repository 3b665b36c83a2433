"""The bodies of pathways and wishes: where somebody stands, what comes next, and what is missed."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from service.api.bodies.fields import Body, Code, ShortText
from service.api.bodies.slates import OFFERS, Note, SlateBody

_WISH: JsonDict = {"goal": "perform", "role": "singer", "reach": "regional", "kind": "gig"}
WISH: JsonDict = {
    **_WISH,
    "genre": "pop",
    "words": "En scene i nabobyen, hvor man må spille sine egne sange",
}
WISHED: JsonDict = {
    **WISH,
    "id": "wish_0192f3a7c2d14f6e",
    "created_at": "2026-09-01T08:20:00Z",
    "goal_name": "Optræde",
    "role_name": "Sanger",
    "genre_name": "Pop",
    "reach_name": "Regional",
    "kind_name": "Koncert",
}
_STEP: JsonDict = {
    "position": 1,
    "ahead": "next",
    "reach": "regional",
    "reach_name": "Regional",
    "kind": "gig",
    "kind_name": "Koncert",
    "text": "Koncert, regionalt",
    "reasons": [
        {
            "code": "people_went_on",
            "text": "Cirka 4 ud af 10, der kom videre fra kursus (lokal), gik hertil",
            "params": {
                "tenths": 4,
                "reach": "regional",
                "kind": "gig",
                "reach_own": "local",
                "kind_own": "course",
            },
        }
    ],
    "offers": OFFERS,
    "missing": None,
}
_MISSING: JsonDict = {
    **_STEP,
    "position": 2,
    "ahead": "beyond",
    "offers": {**OFFERS, "items": [], "candidates": 0},
    "missing": {
        "code": "none_yet",
        "text": "Ingen endnu – fortæl os, hvad du mangler",
        "wish": _WISH,
        "href": "/v1/talents/tal-0001/wishes",
    },
}
_STEPS: list[JsonValue] = [_STEP, _MISSING]
PATHWAY: JsonDict = {
    "talent": "tal-0001",
    "goals": ["perform"],
    "role": None,
    "profiled": True,
    "lang": "da",
    "here": {
        "code": "here",
        "text": "Du er her: kursus (lokal)",
        "reach": "local",
        "reach_name": "Lokal",
        "kind": "course",
        "kind_name": "Kursus",
    },
    "steps": _STEPS,
}


def _words(text: str) -> str:
    return text.strip()


class WishBody(Body):
    """A step that is missed; ``words`` are read by the talent itself and by coordinators alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [WISH]})

    goal: Code
    role: Code | None = None
    genre: Code | None = None
    reach: Code
    kind: Code
    words: Annotated[ShortText, AfterValidator(_words)] = ""


class WishAnswer(WishBody):
    """A wish as it is kept, with what its codes are called."""

    model_config = ConfigDict(json_schema_extra={"examples": [WISHED]})

    id: str
    created_at: datetime
    goal_name: str
    role_name: str | None
    genre_name: str | None
    reach_name: str
    kind_name: str


class WishesBody(Body):
    """All wishes of one talent, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [WISHED]}]})

    items: tuple[WishAnswer, ...]


class WishKept(Body):
    """The receipt of a wish."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": WISHED["id"], "created_at": WISHED["created_at"]}]}
    )

    id: str
    created_at: datetime


class Here(Body):
    """Where the person stands; no kind before the first step."""

    code: str
    text: str
    reach: str | None
    reach_name: str | None
    kind: str | None
    kind_name: str | None


class Missing(Body):
    """That nothing is there yet, and the wish that would say so; or that the person may join
    nothing for now, and why."""

    code: Annotated[
        str, Field(description="none_yet, or held_guardian_missing, held_paused: then no wish")
    ]
    text: str
    wish: WishBody | None
    href: str | None


class StepBody(Body):
    """One step ahead, with the offers of it that the person may join: a recommendation like every
    other, recorded under its id."""

    position: int
    ahead: Annotated[str, Field(description="next or beyond")]
    reach: str
    reach_name: str
    kind: str
    kind_name: str
    text: str
    reasons: tuple[Note, ...]
    offers: SlateBody
    missing: Missing | None


class PathwayBody(Body):
    """Where somebody stands, the next step and two beyond."""

    model_config = ConfigDict(json_schema_extra={"examples": [PATHWAY]})

    talent: str
    goals: tuple[str, ...]
    role: str | None
    profiled: Annotated[
        bool, Field(description="False where the person objects: the same way for everybody")
    ]
    lang: str
    here: Here
    steps: tuple[StepBody, ...]
