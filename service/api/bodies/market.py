"""The bodies of the market: its runs and the offers that are in most demand."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from service.api.bodies.fields import Body
from service.store.market import RunState

RUN: JsonDict = {
    "id": "mkt_0192f3a7c2d14f6e",
    "state": "done",
    "asked_at": "2026-09-01T01:00:04Z",
    "asked_by": "upkeep",
    "begun_at": "2026-09-01T01:00:04Z",
    "ended_at": "2026-09-01T01:00:09Z",
    "model": "5d1c6f0a9b3e7742",
    "figures": {
        "people": 2140,
        "offers": 96,
        "pairs": 88120,
        "seats": 1402,
        "crowded": 31,
        "tempered": 12,
        "filled": 1080.4,
        "filled_without": 861.7,
        "filled_at_most": 1082.9,
        "rounds": 23,
        "seconds": 4.8,
    },
}
MARKET: JsonDict = {
    "on": True,
    "last": RUN,
    "under_way": None,
    "crowded": [
        {
            "offer": {"id": "off-0007", "title": "Sommercamp for sangskrivere"},
            "still_free": 0.18,
            "expected": 61.2,
            "seats_left": 20,
            "queue": 34,
        }
    ],
}


class MarketFigures(Body):
    """What came of a run. Seats are filled in expectation, by the model's own estimates."""

    people: int
    offers: int
    pairs: Annotated[int, Field(description="Of a person and an offer that were compared")]
    seats: Annotated[int, Field(description="Left, in offers with a limit")]
    crowded: Annotated[int, Field(description="Offers whose seats have a price")]
    tempered: Annotated[int, Field(description="People who are in, or wait for, several things")]
    filled: Annotated[float, Field(description="Seats that lists fill with these prices")]
    filled_without: Annotated[float, Field(description="Seats that they fill without any")]
    filled_at_most: Annotated[float, Field(description="What no lists whatever could exceed")]
    rounds: int
    seconds: float


class MarketRunBody(Body):
    """A market run; `figures` come when it is done."""

    model_config = ConfigDict(json_schema_extra={"examples": [RUN]})

    id: str
    state: RunState
    asked_at: datetime
    asked_by: Annotated[str, Field(description="A key's public id, `cli`, or `upkeep`")]
    begun_at: datetime | None
    ended_at: datetime | None
    model: Annotated[str | None, Field(description="The hash of the model that judged")]
    figures: MarketFigures | None


class CrowdedOfferBody(Body):
    """An offer by its id and its title of today."""

    id: str
    title: str | None = None


class CrowdedBody(Body):
    """An offer that more want than there are seats for, by the last run."""

    offer: CrowdedOfferBody
    still_free: Annotated[float, Field(description="The chance that one more finds a seat")]
    expected: Annotated[
        float,
        Field(description="How many who would be taken are expected, those who wait included"),
    ]
    seats_left: Annotated[int | None, Field(description="That nobody held at the run")]
    queue: Annotated[int, Field(description="How many had applied or were invited, unanswered")]


class MarketBody(Body):
    """The market as it counts now."""

    model_config = ConfigDict(json_schema_extra={"examples": [MARKET]})

    on: Annotated[bool, Field(description="Whether lists go by it (SAMSPIL_MARKET)")]
    last: Annotated[MarketRunBody | None, Field(description="The run that counts")]
    under_way: Annotated[MarketRunBody | None, Field(description="Asked for, or at work")]
    crowded: Annotated[tuple[CrowdedBody, ...], Field(description="The most crowded first")]
