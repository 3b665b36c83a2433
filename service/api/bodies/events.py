"""The bodies of events: a batch of them, and what became of each."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler
from pydantic.config import JsonDict
from pydantic.functional_validators import WrapValidator

from matcher.domain import EventId, EventKind, OfferId, Side, SlateId, TalentId
from service.actions.record_events import EventDraft, Unreadable
from service.api.bodies.fields import LONGEST_ID, Body, Identity, Remark
from service.api.faults import faults_of

EXAMPLE: JsonDict = {
    "id": "7d4c1f0a-0001",
    "kind": "apply",
    "side": "talent",
    "talent": "tal-0001",
    "offer": "off-0001",
    "at": "2026-09-01T10:20:00+02:00",
    "recommendation_id": "rec_0192f3a7c2d14f6e",
}
RESULTS: JsonDict = {
    "results": [
        {"id": "7d4c1f0a-0001", "status": "recorded"},
        {"id": "7d4c1f0a-0000", "status": "duplicate"},
        {
            "id": "7d4c1f0a-0002",
            "status": "refused",
            "code": "offer_full",
            "detail": "All 6 places are taken.",
        },
    ],
    "recorded": 1,
    "duplicate": 1,
    "refused": 1,
}


class EventBody(Body):
    """What somebody did about an offer. The id is yours: sending the same event again is safe."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: Identity
    kind: EventKind
    side: Annotated[Side, Field(description="Which side did it")]
    talent: Identity
    offer: Identity
    at: Annotated[
        AwareDatetime | None,
        Field(description="When it happened, with its time zone; left out: when it arrives"),
    ] = None
    recommendation_id: Annotated[
        Identity | None, Field(description="The list in which the two were seen")
    ] = None
    rating: Annotated[int | None, Field(ge=1, le=5, description="With the kind rate alone")] = None
    reason: Remark | None = None

    def draft(self) -> EventDraft:
        """The event as the action takes it."""
        seen = self.recommendation_id
        return EventDraft(
            id=EventId(self.id),
            kind=self.kind,
            side=self.side,
            talent=TalentId(self.talent),
            offer=OfferId(self.offer),
            at=self.at,
            recommendation=None if seen is None else SlateId(seen),
            rating=self.rating,
            reason=self.reason,
        )


def _or_unreadable(value: Any, read: ValidatorFunctionWrapHandler) -> EventBody | Unreadable:
    """One event that cannot be read must not stop the others."""
    try:
        event: EventBody = read(value)
    except ValidationError as error:
        return Unreadable(id=_id_of(value), faults=faults_of(error.errors()))
    return event


def _id_of(value: Any) -> str:
    found = value.get("id") if isinstance(value, Mapping) else None
    return found[:LONGEST_ID] if isinstance(found, str) else ""


class EventBatch(Body):
    """Events in the order in which they are to be recorded."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"events": [EXAMPLE]}]}, arbitrary_types_allowed=True
    )

    events: Annotated[
        tuple[Annotated[EventBody, WrapValidator(_or_unreadable)], ...],
        Field(min_length=1, max_length=10_000),
    ]

    def drafts(self) -> tuple[EventDraft | Unreadable, ...]:
        """The events as the action takes them."""
        return tuple(_draft(event) for event in self.events)


def _draft(event: object) -> EventDraft | Unreadable:
    if isinstance(event, EventBody):
        return event.draft()
    if isinstance(event, Unreadable):
        return event
    raise TypeError(type(event))


class EventFault(Body):
    """What is wrong with one field of an event; the pointer begins at the event."""

    pointer: str
    code: str
    detail: str


class EventResult(Body):
    """What became of one event."""

    id: str
    status: Annotated[str, Field(pattern="^(recorded|duplicate|refused)$")]
    code: Annotated[str | None, Field(description="Why it was refused")] = None
    detail: str | None = None
    params: dict[str, Any] | None = None
    errors: tuple[EventFault, ...] | None = None


class EventResults(Body):
    """What became of each event, in the order in which they were sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [RESULTS]})

    results: tuple[EventResult, ...]
    recorded: int
    duplicate: int
    refused: int
