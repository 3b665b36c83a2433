"""The roles: as whom a key may act."""

from enum import StrEnum


class Role(StrEnum):
    """``ANONYMOUS`` is who sends no key; the others are made by ``samspil key create``."""

    ANONYMOUS = "anonymous"
    READER = "reader"
    TALENT = "talent"
    ORGANISATION = "organisation"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


KEY_ROLES = tuple(role for role in Role if role is not Role.ANONYMOUS)
SUBJECT_ROLES = frozenset({Role.TALENT, Role.ORGANISATION})
