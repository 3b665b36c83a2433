"""The bodies of freed seats: a page of give-backs, and what the host is told of who has left."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from pydantic.config import JsonDict

from service.api.bodies.fields import Body, Page
from service.api.bodies.give_backs import EXAMPLE, GiveBackBody, Named

PAGE: JsonDict = {"items": [EXAMPLE], "next": None, "freed": []}


class FreedBody(Body):
    """Somebody who was to come is not coming: which slot, and since when."""

    slot: Named
    start_date: date | None
    at: datetime
    text: str


class GiveBacksBody(Page[GiveBackBody]):
    """A page of give-backs."""

    freed: Annotated[
        tuple[FreedBody, ...],
        Field(
            description="To the host, on the first page: who has left its slots in the last 14 days"
        ),
    ]
