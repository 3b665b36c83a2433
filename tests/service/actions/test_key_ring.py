"""Tests of the keys that are remembered for a moment."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from service.actions.key_ring import KeyRing
from service.auth import NOBODY, Role, new_key
from service.errors import ServiceError
from service.store import keys, writing
from tests.service.api.house import NOW


@dataclass
class Seconds:
    """A clock that stands until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def plain(engine: Engine) -> str:
    """A reader's key in the store."""
    made, key = new_key(Role.READER, now=NOW)
    with writing(engine) as session:
        keys.add(session, key)
    return made


def revoke(engine: Engine, plain: str) -> None:
    with writing(engine) as session:
        keys.revoke(session, plain.split("_")[1], now=NOW)


def test_a_key_in_the_store_opens(engine: Engine, plain: str) -> None:
    ring = KeyRing(engine, seconds=2)
    assert ring.authenticate(f"Bearer {plain}").role is Role.READER
    assert ring.authenticate(None) is NOBODY


def test_a_revoked_key_works_only_as_long_as_it_is_remembered(engine: Engine, plain: str) -> None:
    clock = Seconds()
    ring = KeyRing(engine, seconds=2, clock=clock)
    ring.authenticate(f"Bearer {plain}")
    revoke(engine, plain)

    clock.now = 1.9
    assert ring.authenticate(f"Bearer {plain}").role is Role.READER
    clock.now = 2.1
    with pytest.raises(ServiceError, match="key_invalid"):
        ring.authenticate(f"Bearer {plain}")


def test_a_ring_that_trusts_nothing_asks_every_time(engine: Engine, plain: str) -> None:
    ring = KeyRing(engine, seconds=0)
    ring.authenticate(f"Bearer {plain}")
    revoke(engine, plain)
    with pytest.raises(ServiceError, match="key_invalid"):
        ring.authenticate(f"Bearer {plain}")


def test_a_key_made_after_it_was_refused_opens(engine: Engine) -> None:
    ring = KeyRing(engine, seconds=60)
    made, key = new_key(Role.READER, now=NOW)
    with pytest.raises(ServiceError):
        ring.authenticate(f"Bearer {made}")
    with writing(engine) as session:
        keys.add(session, key)
    assert ring.authenticate(f"Bearer {made}").key == key.id
