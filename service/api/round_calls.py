"""Calls in a round: what its routes have in common."""

from collections.abc import Callable
from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from service.actions.event_rules import Recording
from service.actions.once import Answer, Attempt
from service.actions.rounds import Turn
from service.api.answers import json_bytes
from service.api.desk import Asking
from service.api.writing import write


def recording_of(asking: Asking) -> Recording:
    """Who publishes, when, and by which rules."""
    return Recording(
        principal=asking.principal,
        now=asking.resources.clock(),
        rules=asking.resources.rules,
        words=asking.desk.words,
    )


def turn_of(asking: Asking) -> Turn:
    """Whose turn it is."""
    return Turn(principal=asking.principal, now=asking.resources.clock())


def written(
    asking: Asking, attempt: Attempt, *, act: Callable[[Session], Any], status: int = 200
) -> Response:
    """What ``act`` answers as JSON; 204 where it answers nothing."""

    def whole(session: Session) -> Answer:
        body = act(session)
        return Answer(status=204) if body is None else Answer(status=status, body=json_bytes(body))

    return write(asking, attempt, act=whole)
