"""Acting at a terminal: who works there as whoever acts, at the hour of the call."""

from matcher.vocabulary import load
from service.actions.acting import OPERATOR, Acting
from service.actions.resources import Resources
from service.actions.rounds import Turn
from service.auth import Principal
from service.commands.call import Call


def acting_at(call: Call, resources: Resources, *, principal: Principal = OPERATOR) -> Acting:
    """Who acts, at the hour of the call, and by which rules; else the operator."""
    return Acting(principal=principal, now=call.now, rules=resources.rules, words=load())


def turn_at(call: Call) -> Turn:
    """Whose turn it is in a round, at the hour of the call."""
    return Turn(principal=OPERATOR, now=call.now, zone=call.settings.zone)
