"""Calls in a round: what its routes have in common."""

from service.actions.event_rules import Recording
from service.actions.rounds import Turn
from service.api.desk import Asking


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
