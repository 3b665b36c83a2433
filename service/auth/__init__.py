"""Auth: who is asking, and what that role may do."""

from service.auth.keys import authenticate, new_key
from service.auth.permissions import (
    TABLE,
    Action,
    Scope,
    Target,
    allowed,
    in_area,
    require,
    require_role,
    scope,
)
from service.auth.principal import NOBODY, Principal
from service.auth.roles import KEY_ROLES, SUBJECT_ROLES, Role

__all__ = [
    "KEY_ROLES",
    "NOBODY",
    "SUBJECT_ROLES",
    "TABLE",
    "Action",
    "Principal",
    "Role",
    "Scope",
    "Target",
    "allowed",
    "authenticate",
    "in_area",
    "new_key",
    "require",
    "require_role",
    "scope",
]
