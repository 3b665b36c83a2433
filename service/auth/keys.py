"""Bearer keys: made once, shown once, kept as a hash.

A key reads ``samspil_<public id>_<secret>``. The secret has 256 random bits, so that one round of
SHA-256 is enough: there is no password to guess.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from service.auth.principal import NOBODY, Principal
from service.auth.roles import SUBJECT_ROLES, Role
from service.errors import Code, ServiceError
from service.store.keys import Key

_PREFIX = "samspil"
_ID_BYTES = 6
_SECRET_BYTES = 32
# What a wrong public id is compared with, so that it takes as long as a wrong secret.
_NO_HASH = "0" * 64

FindKey = Callable[[str], Key | None]


def new_key(
    role: Role,
    subject: str | None = None,
    *,
    municipalities: Sequence[str] = (),
    label: str = "",
    now: datetime,
) -> tuple[str, Key]:
    """A new key: its plain text, to be shown once, and what is stored of it.

    Raises ``ServiceError`` (``key_needs_subject``, ``key_takes_no_subject``,
    ``key_takes_no_municipalities``) when the role and the rest do not go together.
    """
    _require_fitting(role, subject, limited=bool(municipalities))
    public, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    key = Key(
        id=public,
        role=role.value,
        subject=subject,
        municipalities=tuple(sorted(set(municipalities))),
        secret_hash=_hash(secret),
        created_at=now,
        label=label,
    )
    return f"{_PREFIX}_{public}_{secret}", key


def authenticate(authorization: str | None, find: FindKey) -> Principal:
    """Who sent this ``Authorization`` header; without one, nobody.

    Raises ``ServiceError`` (``key_invalid``, 401) for a header that is not a valid key's.
    """
    if authorization is None:
        return NOBODY
    public, secret = _parts(authorization)
    key = find(public) if public else None
    known = _NO_HASH if key is None else key.secret_hash
    if not secrets.compare_digest(_hash(secret), known) or key is None or key.revoked_at:
        raise _unauthorised(Code.KEY_INVALID)
    return Principal(
        role=Role(key.role),
        key=key.id,
        subject=key.subject,
        municipalities=frozenset(key.municipalities),
    )


def key_missing() -> ServiceError:
    """The answer to nobody who asks for what needs a key."""
    return _unauthorised(Code.KEY_MISSING)


def _parts(authorization: str) -> tuple[str, str]:
    scheme, _, token = authorization.partition(" ")
    prefix, _, rest = token.strip().partition("_")
    public, _, secret = rest.partition("_")
    if scheme.lower() != "bearer" or prefix != _PREFIX:
        return "", ""
    return public, secret


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _unauthorised(code: Code) -> ServiceError:
    return ServiceError(code, 401, headers={"WWW-Authenticate": 'Bearer realm="samspil"'})


def _require_fitting(role: Role, subject: str | None, *, limited: bool) -> None:
    wrong = None
    if role is Role.ANONYMOUS:
        wrong = "key_of_nobody"
    elif role in SUBJECT_ROLES and not subject:
        wrong = "key_needs_subject"
    elif subject and role not in SUBJECT_ROLES:
        wrong = "key_takes_no_subject"
    elif limited and role is not Role.COORDINATOR:
        wrong = "key_takes_no_municipalities"
    if wrong:
        raise ServiceError(wrong, 422, params={"role": role.value})
