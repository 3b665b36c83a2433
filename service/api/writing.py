"""Writing: what the routes that change something have in common."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response
from sqlalchemy.orm import Session

from service.actions.once import Answer, Attempt, once
from service.actions.versions import Precondition
from service.api.answers import JSON, json_bytes
from service.api.desk import Asking
from service.errors import Code, ServiceError

Done = TypeVar("Done")

_KEY = re.compile(r"[\x21-\x7e]{1,200}")

REPLAYED = "Idempotency-Replayed"
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Any text of yours, new for each write: sent again, it has no second effect",
    ),
]
MatchHeader = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of the version that is changed")
]
NoneMatchHeader = Annotated[
    str | None, Header(alias="If-None-Match", description="`*`: only if it is not there yet")
]


async def attempt_of(request: Request, idempotency_key: KeyHeader = None) -> Attempt:
    """What is attempted, so that it can be told apart from another write of the same key."""
    return attempt(request, idempotency_key, body_hash=sha256(await request.body()).hexdigest())


def attempt(request: Request, key: str | None, *, body_hash: str) -> Attempt:
    """The attempt; raises ``ServiceError`` (422 ``idempotency_key_invalid``)."""
    if key is not None and not _KEY.fullmatch(key):
        raise ServiceError(Code.IDEMPOTENCY_KEY_INVALID, 422)
    asking: Asking = request.state.asking
    return Attempt(
        key=key,
        principal=asking.principal.key,
        method=request.method,
        path=request.url.path,
        body_hash=body_hash,
    )


async def precondition_of(
    if_match: MatchHeader = None, if_none_match: NoneMatchHeader = None
) -> Precondition:
    """What the request demands of the version that is there."""
    return Precondition(if_match=if_match, if_none_match=if_none_match)


AttemptGiven = Annotated[Attempt, Depends(attempt_of)]
PreconditionGiven = Annotated[Precondition, Depends(precondition_of)]


def write(asking: Asking, attempt: Attempt, *, act: Callable[[Session], Answer]) -> Response:
    """Do ``act`` once, in one transaction with its receipt, and answer."""
    resources = asking.resources
    return response(once(resources.engine, attempt, act=act, now=resources.clock()))


def written(
    asking: Asking,
    attempt: Attempt,
    *,
    act: Callable[[Session], Done],
    tell: Callable[[Done], Any] | None = None,
    status: int = 200,
) -> Response:
    """``write`` of an action that knows nothing of HTTP: as JSON what ``tell`` makes of what it
    did, or 204 where there is nothing to tell."""

    def whole(session: Session) -> Answer:
        done = act(session)
        if tell is None:
            return Answer(status=204)
        return Answer(status=status, body=json_bytes(tell(done)))

    return write(asking, attempt, act=whole)


def response(answer: Answer) -> Response:
    """The answer as it goes out; a replay says that it is one."""
    headers = dict(answer.headers) | ({REPLAYED: "true"} if answer.replayed else {})
    media_type = JSON if answer.body else None
    return Response(answer.body, answer.status, headers=headers, media_type=media_type)
