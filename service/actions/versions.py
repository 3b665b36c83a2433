"""Versions: the entity tag of a profile, and what a request demands of it (RFC 9110, 13)."""

from dataclasses import dataclass
from typing import Any

from service.errors import Code, ServiceError
from service.store.profiles import Versioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """``If-Match`` and ``If-None-Match`` as they were sent."""

    if_match: str | None = None
    if_none_match: str | None = None


def etag(found: Versioned[Any]) -> str:
    """The strong tag of one version; one that was deleted and made anew gets another."""
    return f'"{found.version}-{int(found.updated_at.timestamp() * 1_000_000):x}"'


def names(header: str | None, tag: str) -> bool:
    """Whether a list of tags names ``tag``, or anything at all by ``*``; weak ones count."""
    listed = [one.strip().removeprefix("W/") for one in (header or "").split(",")]
    return "*" in listed or tag in listed


def require_unchanged(found: Versioned[Any], precondition: Precondition) -> None:
    """The writer must have seen what is there.

    Raises ``ServiceError``: 428 ``version_missing`` without ``If-Match``; 412 ``version_changed``
    for another version, 412 ``already_exists`` for ``If-None-Match: *``.
    """
    tag = etag(found)
    if precondition.if_none_match is not None and names(precondition.if_none_match, tag):
        raise ServiceError(Code.ALREADY_EXISTS, 412, params={"id": found.value.id})
    if precondition.if_match is None:
        raise ServiceError(Code.VERSION_MISSING, 428, params={"version": tag})
    # A weak tag does not identify a version exactly enough to write over it.
    strong = ",".join(t for t in precondition.if_match.split(",") if "W/" not in t)
    if not names(strong, tag):
        raise ServiceError(Code.VERSION_CHANGED, 412, params={"version": tag})


def require_absent(precondition: Precondition) -> None:
    """Who sends ``If-Match`` means to change what is not there any more (412)."""
    if precondition.if_match is not None:
        raise ServiceError(Code.VERSION_CHANGED, 412, params={"version": ""})
