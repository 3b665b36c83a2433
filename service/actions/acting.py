"""Acting: who acts, when, and by which rules."""

from dataclasses import dataclass
from datetime import datetime

from matcher.vocabulary import Vocabularies
from service.actions.resources import Rules
from service.auth import Principal, Role

AT_TERMINAL = "cli"
OPERATOR = Principal(role=Role.ADMIN, key=AT_TERMINAL)
"""Who works at the terminal has the files themselves, and so may do everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts, when, and by which rules."""

    principal: Principal
    now: datetime
    rules: Rules
    words: Vocabularies
