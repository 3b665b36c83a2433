"""Keys: made and shown once, listed, revoked."""

from collections.abc import Iterator, Sequence
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from matcher.domain import OrganisationId, TalentId
from service.auth import KEY_ROLES, Role, new_key
from service.commands.call import Call
from service.commands.columns import folded, whole
from service.commands.exits import ExitCode
from service.commands.places import municipality_given
from service.commands.warming import warm_up
from service.errors import Code, ServiceError
from service.i18n import label
from service.store import ORGANISATIONS, TALENTS, Key, keys, reading, writing


def create(
    call: Call, role_name: str, *, subject: str | None, municipalities: Sequence[str], label: str
) -> None:
    """Make a key and show it, this once."""
    role = _role(role_name)
    places = [municipality_given(one) for one in municipalities]
    plain, key = new_key(role, subject, municipalities=places, label=label, now=call.now)
    with call.store(create=True) as engine:
        with writing(engine) as session:
            _require_subject(session, role, subject)
            is_first = not keys.all_of(session)
            keys.add(session, key)
        _show_new(call, plain, key)
        if is_first:
            warm_up(call, engine)


def _show_new(call: Call, plain: str, key: Key) -> None:
    people = call.terminal.people
    people.print(plain, style="bold", soft_wrap=True)
    people.print("Keep it now: only its hash is stored, and it is not shown again.", style="dim")
    if key.municipalities:
        places = key.municipalities
        names = (f"{label('municipalities', one, lang=call.lang)} ({one})" for one in places)
        people.print(f"Limited to {', '.join(names)}.", soft_wrap=True)
    call.terminal.answer({"key": plain, **_shown(key)})


def list_all(call: Call) -> None:
    """Show every key without its secret."""
    with call.store() as engine, reading(engine) as session:
        found = keys.all_of(session)
    others = ("role", "municipalities", "label", "made")
    table = Table(whole("id"), whole("of"), *map(folded, others))
    for key in found:
        table.add_row(*map(escape, _row(key)))
    call.terminal.people.print(table)
    call.terminal.answer({"keys": [_shown(key) for key in found]})


def revoke(call: Call, key_id: str) -> None:
    """Make a key worthless for good."""
    with call.store() as engine, writing(engine) as session:
        revoked = keys.revoke(session, key_id, now=call.now)
        known = keys.get(session, key_id) is not None
    if not known:
        raise call.refuse(
            f"There is no key {key_id}.",
            advice="`samspil key list` shows the ids; an id is the middle part of a key.",
            exit_code=ExitCode.UNKNOWN,
        )
    call.terminal.people.print(f"Key {key_id} {'is revoked' if revoked else 'was revoked before'}.")
    call.terminal.answer({"id": key_id, "revoked": True, "was_valid": revoked})


_COLUMNS = ("id", "role", "subject", "municipalities", "label", "created_at", "revoked_at")


def _shown(key: Key) -> dict[str, Any]:
    return {name: getattr(key, name) for name in _COLUMNS}


def _row(key: Key) -> Iterator[str]:
    yield from (key.id, key.subject or "", key.role)
    yield ", ".join(key.municipalities)
    yield key.label
    revoked = f"\nrevoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
    yield f"{key.created_at:%Y-%m-%d}{revoked}"


def _role(name: str) -> Role:
    if name in KEY_ROLES:
        return Role(name)
    known = ", ".join(KEY_ROLES)
    raise typer.BadParameter(f"There is no role {name}. Known: {known}.", param_hint="--role")


def _require_subject(session: Session, role: Role, subject: str | None) -> None:
    """Raise ``ServiceError`` when the key would speak for nobody who is known."""
    if role is Role.TALENT and subject and not TALENTS.get(session, TalentId(subject)):
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"id": subject})
    if (
        role is Role.ORGANISATION
        and subject
        and not ORGANISATIONS.get(session, OrganisationId(subject))
    ):
        raise ServiceError(Code.UNKNOWN_ORGANISATION, 404, params={"id": subject})
