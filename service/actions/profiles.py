"""Profiles: read, list, create, replace, change and delete what is kept of anybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from sqlalchemy.orm import Session

from service.actions.versions import Precondition, require_absent, require_unchanged
from service.auth import Action, Principal, Target, require
from service.errors import Code, ServiceError
from service.store.profiles import Filter, Id, Profiles, Value, Versioned


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileKind(Generic[Id, Value, Filter]):
    """One kind of profile: where it is kept, which actions it takes, whose each one is.

    ``erasable`` is whose it is to delete, which co-owners may not. ``private`` kinds do not even
    say to strangers whether an id is taken. ``guard`` refuses a change (before, after) that this
    principal may not make.
    """

    name: str
    store: Profiles[Id, Value, Filter]
    read: Action
    create: Action
    change: Action
    delete: Action
    unknown: Code
    id_of: Callable[[Value], Id]
    target: Callable[[Session, Value], Target]
    erasable: Callable[[Session, Value], Target]
    guard: Callable[[Value | None, Value, Principal], None]
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes something, when, and knowing which version."""

    principal: Principal
    now: datetime
    precondition: Precondition


def read(
    session: Session, kind: ProfileKind[Id, Value, Filter], key: Id, *, principal: Principal
) -> Versioned[Value]:
    """The profile. Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_…``."""
    return _found(session, kind, key, principal=principal, action=kind.read)


def create(
    session: Session, kind: ProfileKind[Id, Value, Filter], value: Value, *, change: Change
) -> Versioned[Value]:
    """Store a new profile. Raises ``ServiceError``: 403, 409 ``already_exists``."""
    _require_new(session, kind, value, change=change)
    if kind.store.get(session, kind.id_of(value)) is not None:
        raise ServiceError(Code.ALREADY_EXISTS, 409, params={"id": value.id})
    return _stored(session, kind, value, now=change.now)


def put(
    session: Session, kind: ProfileKind[Id, Value, Filter], value: Value, *, change: Change
) -> tuple[Versioned[Value], bool]:
    """Create or replace a profile; says whether it was created.

    Raises ``ServiceError``: 403; 412 and 428 as ``require_unchanged`` says.
    """
    before = kind.store.get(session, kind.id_of(value))
    if before is None:
        _require_new(session, kind, value, change=change)
        require_absent(change.precondition)
    else:
        _require_change(session, kind, before, after=value, change=change)
    return _stored(session, kind, value, now=change.now), before is None


def amend(
    session: Session,
    kind: ProfileKind[Id, Value, Filter],
    key: Id,
    *,
    merge: Callable[[Value], Value],
    change: Change,
) -> Versioned[Value]:
    """Replace a profile by what ``merge`` makes of it. Raises as ``put`` does, and 404."""
    found = _found(session, kind, key, principal=change.principal, action=kind.change)
    require_unchanged(found, change.precondition)
    after = merge(found.value)
    _require_change(session, kind, found, after=after, change=change)
    return _stored(session, kind, after, now=change.now)


def delete(
    session: Session, kind: ProfileKind[Id, Value, Filter], key: Id, *, change: Change
) -> None:
    """Erase a profile. Raises as ``amend`` does, and ``StoreRefused`` while others name it."""
    found = _found(session, kind, key, principal=change.principal, action=kind.delete)
    require(change.principal, kind.delete, target=kind.erasable(session, found.value))
    require_unchanged(found, change.precondition)
    kind.store.delete(session, key, now=change.now)


def _found(
    session: Session,
    kind: ProfileKind[Id, Value, Filter],
    key: Id,
    *,
    principal: Principal,
    action: Action,
) -> Versioned[Value]:
    found = kind.store.get(session, key)
    if found is None:
        if kind.private:
            require(principal, action, target=Target(owners=frozenset({key})))
        raise ServiceError(kind.unknown, 404, params={kind.name: key})
    require(principal, action, target=kind.target(session, found.value))
    return found


def _require_new(
    session: Session, kind: ProfileKind[Id, Value, Filter], value: Value, *, change: Change
) -> None:
    require(change.principal, kind.create, target=kind.target(session, value))
    kind.guard(None, value, change.principal)


def _require_change(
    session: Session,
    kind: ProfileKind[Id, Value, Filter],
    before: Versioned[Value],
    *,
    after: Value,
    change: Change,
) -> None:
    """What one may not have, one may neither take nor give away."""
    for value in (before.value, after):
        require(change.principal, kind.change, target=kind.target(session, value))
    require_unchanged(before, change.precondition)
    kind.guard(before.value, after, change.principal)


def _stored(
    session: Session, kind: ProfileKind[Id, Value, Filter], value: Value, *, now: datetime
) -> Versioned[Value]:
    kind.store.put_many(session, (value,), now=now)
    stored = kind.store.get(session, kind.id_of(value))
    if stored is None:
        raise LookupError(value.id)
    return stored
