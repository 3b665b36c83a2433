"""Keys: found by id, revoked for good, and with the profile they speak for."""

from datetime import timedelta

from sqlalchemy import Engine

from matcher.domain import TalentId
from service.store import TALENTS, ChangeKind, Key, changes, keys, reading, writing
from tests.service.store.samples import NOW, settle

LATER = NOW + timedelta(hours=1)


def key(key_id: str = "key-1", role: str = "coordinator", subject: str | None = None) -> Key:
    return Key(
        id=key_id,
        role=role,
        subject=subject,
        municipalities=("0217", "0265"),
        secret_hash="ab" * 32,
        created_at=NOW,
        label="Kulturhuset på havnen",
    )


def add(engine: Engine, *added: Key) -> None:
    with writing(engine) as session:
        for one in added:
            keys.add(session, one)


def test_a_key_comes_back_as_it_was_added(engine: Engine) -> None:
    add(engine, key())
    with reading(engine) as session:
        assert keys.get(session, "key-1") == key()
        assert keys.get(session, "key-2") is None


def test_all_keys_come_oldest_first(engine: Engine) -> None:
    add(engine, key("b"), key("a"))
    with reading(engine) as session:
        assert [found.id for found in keys.all_of(session)] == ["a", "b"]


def test_a_key_is_revoked_once_and_for_good(engine: Engine) -> None:
    add(engine, key())
    with writing(engine) as session:
        assert keys.revoke(session, "key-1", now=NOW)
        assert not keys.revoke(session, "key-1", now=LATER)
        found = keys.get(session, "key-1")
    assert found is not None
    assert found.revoked_at == NOW


def test_an_unknown_key_cannot_be_revoked(engine: Engine) -> None:
    with writing(engine) as session:
        assert not keys.revoke(session, "key-1", now=NOW)


def test_an_erased_talents_keys_are_revoked_and_nobody_elses(engine: Engine) -> None:
    settle(engine)
    add(
        engine,
        key("own", role="talent", subject="tal-1"),
        key("other", role="talent", subject="tal-2"),
        key("house", role="organisation", subject="tal-1"),
    )
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=LATER)
        revoked = {found.id: found.revoked_at for found in keys.all_of(session)}
    assert revoked == {"own": LATER, "other": None, "house": None}


def test_new_and_revoked_keys_enter_the_change_log(engine: Engine) -> None:
    add(engine, key())
    with writing(engine) as session:
        keys.revoke(session, "key-1", now=NOW)
        logged = changes.since(session, 0, limit=10)
    assert [(change.kind, change.id) for change in logged] == [(ChangeKind.KEY, "key-1")] * 2
