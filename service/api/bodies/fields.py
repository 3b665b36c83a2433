"""Fields: the types that bodies are made of, each with the bounds that the store can keep."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from matcher.intake.finding import unshowable

LONGEST_ID = 120
LARGEST_AMOUNT = 1_000_000_000


def _showable(text: str) -> str:
    """Refuse what no text should hold: control signs, halves of signs."""
    if unshowable(text):
        raise PydanticCustomError("not_text", "control signs are not text")
    return text


def _line(text: str) -> str:
    if len(_showable(text).splitlines()) > 1:
        raise PydanticCustomError("not_one_line", "must be one line")
    return text


def not_blank(text: str) -> str:
    """``text``, where there is something to read in it."""
    if not text.strip():
        raise PydanticCustomError("empty_text", "must not be blank")
    return text


def _name(text: str) -> str:
    return not_blank(_line(text))


def _identity(text: str) -> str:
    if "/" in _name(text):
        raise PydanticCustomError("not_an_id", "an id must not hold a slash")
    return text


def _distinct(listed: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(listed)) < len(listed):
        raise PydanticCustomError("twice", "each only once")
    return listed


# After the bounds of each list, which are then the list's own in the document.
DISTINCT = AfterValidator(_distinct)
# The bounds come first, so that a text that is too long is called so.
Showable = Annotated[str, AfterValidator(_showable)]
Identity = Annotated[str, Field(min_length=1, max_length=LONGEST_ID), AfterValidator(_identity)]
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_name)]
LongText = Annotated[str, Field(max_length=20_000), AfterValidator(_showable)]
ShortText = Annotated[str, Field(max_length=500), AfterValidator(_showable)]
Remark = Annotated[str, Field(max_length=2_000), AfterValidator(_showable)]
Ground = Remark
Reason = Annotated[
    str, Field(min_length=1, max_length=2_000), AfterValidator(_showable), AfterValidator(not_blank)
]
Code = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_line)]
Codes = Annotated[tuple[Code, ...], Field(max_length=100)]
MunicipalityCode = Annotated[str, Field(pattern=r"^\d{4}$", examples=["0217"])]
PostcodeCode = Annotated[str, Field(pattern=r"^\d{4}$", examples=["3000"])]
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"), AfterValidator(_line)
]
Link = Annotated[
    str,
    Field(max_length=2_000, pattern=r"^(https?://)?[^\s/:]+\.[^\s/.][^\s]*$"),
    AfterValidator(_line),
]
Links = Annotated[tuple[Link, ...], Field(max_length=100)]
Level = Annotated[int, Field(ge=1, le=5)]
Age = Annotated[int, Field(ge=0, le=120)]
Kroner = Annotated[float, Field(ge=0, le=LARGEST_AMOUNT)]
Kilometres = Annotated[float, Field(ge=0, le=50_000)]
Seats = Annotated[int, Field(ge=0, le=1_000_000)]


class Body(BaseModel):
    """What all bodies share: nothing that is not known, no number that is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Tag(Body):
    """A term that the vocabulary does not know, in the person's own words."""

    field: Annotated[str, Field(max_length=50, examples=["genres"])]
    text: Annotated[
        str,
        Field(min_length=1, max_length=200, examples=["sørgmunter visepop"]),
        AfterValidator(_line),
    ]


class ReadOnly(Body):
    """What a profile is answered with beside its fields; it may be sent back, and is ignored."""

    id: Identity | None = None
    version: int | None = None
    updated_at: datetime | None = None


Item = TypeVar("Item")


class Page(Body, Generic[Item]):
    """Some of a list by id; ``next`` is the cursor of the following page, none on the last."""

    items: tuple[Item, ...]
    next: str | None


class Written(Body):
    """The receipt of a write: which version of what is stored now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "tal-0001", "version": 2, "updated_at": "2026-09-01T10:15:00Z"}]
        }
    )

    id: str
    version: int
    updated_at: datetime
