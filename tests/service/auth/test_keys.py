"""Tests of bearer keys."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.auth import KEY_ROLES, NOBODY, SUBJECT_ROLES, Principal, Role, authenticate, new_key
from service.errors import ServiceError
from service.store import Key

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def bearer(plain: str) -> str:
    return f"Bearer {plain}"


def known(key: Key) -> dict[str, Key]:
    return {key.id: key}


def made(
    role: Role, subject: str | None = None, *, municipalities: tuple[str, ...] = ()
) -> tuple[str, Key]:
    return new_key(role, subject, municipalities=municipalities, now=NOW)


@pytest.mark.parametrize("role", KEY_ROLES)
def test_a_key_opens_as_who_it_was_made_for(role: Role) -> None:
    subject = "tal-1" if role in SUBJECT_ROLES else None
    plain, key = made(role, subject)
    assert authenticate(bearer(plain), known(key).get) == Principal(
        role=role, key=key.id, subject=subject
    )


def test_a_key_is_stored_without_its_secret() -> None:
    plain, key = made(Role.ADMIN)
    prefix, public, secret = plain.split("_", 2)
    assert (prefix, public) == ("samspil", key.id)
    assert len(secret) >= 43
    assert secret not in repr(key)


def test_two_keys_share_nothing() -> None:
    (one, first), (other, second) = made(Role.ADMIN), made(Role.ADMIN)
    assert one != other
    assert first.id != second.id
    assert first.secret_hash != second.secret_hash


def test_whoever_sends_no_key_is_nobody() -> None:
    assert authenticate(None, known(made(Role.ADMIN)[1]).get) is NOBODY


def test_a_limited_key_keeps_its_municipalities() -> None:
    plain, key = made(Role.COORDINATOR, municipalities=("0217", "0265", "0217"))
    assert key.municipalities == ("0217", "0265")
    assert authenticate(bearer(plain), known(key).get).municipalities == {"0217", "0265"}


@pytest.mark.parametrize("change", ["secret", "id", "scheme", "prefix", "cut"])
def test_a_key_that_is_not_quite_right_opens_nothing(change: str) -> None:
    plain, key = made(Role.ADMIN)
    wrong = {
        "secret": bearer(f"{plain[:-1]}{'a' if plain[-1] != 'a' else 'b'}"),
        "id": bearer(plain.replace(key.id, "0" * 12)),
        "scheme": f"Basic {plain}",
        "prefix": bearer(plain.replace("samspil", "sampsil")),
        "cut": bearer(plain[:20]),
    }
    with pytest.raises(ServiceError) as refused:
        authenticate(wrong[change], known(key).get)
    assert (refused.value.code, refused.value.status) == ("key_invalid", 401)


def test_a_revoked_key_opens_nothing() -> None:
    plain, key = made(Role.ADMIN)
    revoked = known(replace(key, revoked_at=NOW))
    with pytest.raises(ServiceError, match="key_invalid"):
        authenticate(bearer(plain), revoked.get)


@pytest.mark.parametrize(
    ("role", "subject", "municipalities", "code"),
    [
        (Role.TALENT, None, (), "key_needs_subject"),
        (Role.ORGANISATION, "", (), "key_needs_subject"),
        (Role.ADMIN, "tal-1", (), "key_takes_no_subject"),
        (Role.TALENT, "tal-1", ("0217",), "key_takes_no_municipalities"),
        (Role.ANONYMOUS, None, (), "key_of_nobody"),
    ],
)
def test_a_role_and_the_rest_must_go_together(
    role: Role, subject: str | None, municipalities: tuple[str, ...], code: str
) -> None:
    with pytest.raises(ServiceError, match=code):
        new_key(role, subject, municipalities=municipalities, now=NOW)
