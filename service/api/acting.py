"""Acting over HTTP: whoever asks as whoever acts, at the hour of the request."""

from service.actions.acting import Acting
from service.actions.rounds import Turn
from service.api.desk import Asking


def acting_of(asking: Asking) -> Acting:
    """Who acts, when, and by which rules."""
    return Acting(
        principal=asking.principal,
        now=asking.resources.clock(),
        rules=asking.resources.rules,
        words=asking.desk.words,
    )


def turn_of(asking: Asking) -> Turn:
    """Whose turn it is in a round."""
    resources = asking.resources
    return Turn(principal=asking.principal, now=resources.clock(), zone=resources.rules.zone)
