"""The body limit: no more is read of a request than it may send."""

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

_MEGABYTE = 1 << 20


class BodyTooLarge(HTTPException):
    """The body is larger than it may be; an ``HTTPException``, so that the framework passes it on
    from where bodies are read."""

    def __init__(self, most: int) -> None:
        super().__init__(413)
        self.most_mb = round(most / _MEGABYTE, 2)


def limited(scope: Scope, receive: Receive, *, most: int) -> Receive:
    """``receive`` that raises ``BodyTooLarge`` once more than ``most`` bytes have come."""
    declared, read = _declared(scope), 0

    async def counted() -> Message:
        nonlocal read
        if declared is not None and declared > most:
            raise BodyTooLarge(most)
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise BodyTooLarge(most)
        return message

    return counted


def _declared(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None
