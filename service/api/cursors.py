"""Cursors: where the next page begins, opaque to those who carry them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import Query

from service.errors import Code, ServiceError

LARGEST_PAGE = 500

CursorQuery = Annotated[
    str | None, Query(max_length=1000, description="The field next of the page before")
]
LimitQuery = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most")]


def cursor(of: str, last: str) -> str:
    """The cursor after the id ``last`` in the list ``of``."""
    return urlsafe_b64encode(f"{of}:{last}".encode()).decode().rstrip("=")


def place_of(text: str | None, *, of: str) -> str | None:
    """The id after which the page begins; the first page without a cursor.

    Raises ``ServiceError`` (422 ``cursor_invalid``) for the cursor of another list, or none at all.
    """
    if text is None:
        return None
    try:
        plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode()
    except ValueError as error:
        raise ServiceError(Code.CURSOR_INVALID, 422) from error
    name, colon, last = plain.partition(":")
    if name != of or not colon or not last or "\x00" in last:
        raise ServiceError(Code.CURSOR_INVALID, 422)
    return last
