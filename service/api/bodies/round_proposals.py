"""The bodies of a round's proposal: run, read, published."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.api.bodies.fields import Body
from service.api.bodies.rounds import ROUND, RoundBody

OUTCOME: JsonDict = {
    "people": 34,
    "placed": 27,
    "first_wish": 19,
    "of_three_first": 26,
    "seats": 28,
    "side": "talent",
    "stable": True,
    "blocking_pairs": 0,
    "blocking_groups": 0,
    "groups": 2,
    "groups_together": 2,
    "repairs": 1,
    "repairs_exhausted": False,
    "left_out": 3,
    "suggested": 12,
}
_WISH: JsonDict = {"talent": "tal-0001", "offer": "off-0002", "place": 2}
PROPOSAL: JsonDict = {
    "round": {**ROUND, "state": "proposed"},
    "seed": 5177201893,
    "ran_at": "2026-09-16T07:30:00Z",
    "model_hash": "5d1c6f0a9b3e7742",
    "outcome": OUTCOME,
    "placed": [{**_WISH, "asked": False}],
    "unplaced": ["tal-0009"],
    "blocking": [],
    "waiting": [
        {
            "offer": "off-0002",
            "free": 1,
            "next": [{"talent": "tal-0009", "place": 1, "has": None}],
        }
    ],
    "left_out": [
        {
            "talent": "tal-0003",
            "offer": "off-0001",
            "place": 1,
            "code": "too_young",
            "text": "For ung",
        }
    ],
}


class PlacedBody(Body):
    """One wish by its place on the person's list, 1 the dearest."""

    talent: str
    offer: str
    place: int


class SeatBody(PlacedBody):
    """A wish that came true; `asked` once the offer has invited or accepted the person."""

    asked: bool


class LeftOutBody(PlacedBody):
    """A wish to which a rule said no."""

    code: str
    text: str


class NextBody(Body):
    """Somebody who waits; `place` is the offer's on the person's list, 1 the dearest, `has` what
    they were given instead."""

    talent: str
    place: int
    has: str | None


class WaitingBody(Body):
    """An offer with `free` seats, and who comes next, the first first."""

    offer: str
    free: int
    next: tuple[NextBody, ...]


class RanBody(Body):
    """The numbers of a run; no ids, since answers to writes are kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "round": {**ROUND, "state": "proposed"},
                    "seed": 5177201893,
                    "ran_at": "2026-09-16T07:30:00Z",
                    "outcome": OUTCOME,
                }
            ]
        }
    )

    round: RoundBody
    seed: int
    ran_at: datetime
    outcome: dict[str, Any]


class ProposalBody(Body):
    """What the last run found, and all that speaks against it."""

    model_config = ConfigDict(json_schema_extra={"examples": [PROPOSAL]})

    round: RoundBody
    seed: int
    ran_at: datetime
    model_hash: str | None
    outcome: dict[str, Any]
    placed: tuple[SeatBody, ...]
    unplaced: tuple[str, ...]
    blocking: Annotated[
        tuple[PlacedBody, ...],
        Field(description="Person and offer would both rather have one another"),
    ]
    left_out: tuple[LeftOutBody, ...]
    waiting: Annotated[
        tuple[WaitingBody, ...],
        Field(description="Once it is published: offers with free seats, and who comes next"),
    ]


class PublishedBody(Body):
    """How many were asked; `refused` counts by code who could not be asked any more."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "round": {**ROUND, "state": "published"},
                    "asked": 26,
                    "refused": {"declined": 1},
                }
            ]
        }
    )

    round: RoundBody
    asked: int
    refused: dict[str, int]
