"""Receipts: one for each key of each principal, until they are old."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from service.store import Receipt, reading, receipts, writing
from tests.service.store.samples import NOW

RECEIPT = Receipt(
    key="idem-1",
    principal="key-1",
    method="POST",
    path="/v1/events",
    body_hash="ab" * 32,
    status=201,
    headers={"ETag": '"1"', "Location": "/v1/ø"},
    body=b'{"ok": true}\x00\xff',
    created_at=NOW,
)


def add(engine: Engine, *added: Receipt) -> None:
    with writing(engine) as session:
        for one in added:
            receipts.add(session, one)


def test_a_receipt_comes_back_as_it_was_added(engine: Engine) -> None:
    add(engine, RECEIPT)
    with reading(engine) as session:
        assert receipts.get(session, "idem-1", principal="key-1") == RECEIPT


def test_another_principals_key_of_the_same_name_is_another(engine: Engine) -> None:
    add(engine, RECEIPT, replace(RECEIPT, principal="key-2", status=409))
    with reading(engine) as session:
        found = receipts.get(session, "idem-1", principal="key-2")
        assert receipts.get(session, "idem-1", principal="key-3") is None
    assert found is not None
    assert found.status == 409


def test_a_second_receipt_for_one_key_is_an_error(engine: Engine) -> None:
    add(engine, RECEIPT)
    with pytest.raises(IntegrityError):
        add(engine, RECEIPT)


def test_old_receipts_are_pruned(engine: Engine) -> None:
    old = replace(RECEIPT, key="idem-0", created_at=NOW - timedelta(days=2))
    add(engine, RECEIPT, old)
    with writing(engine) as session:
        assert receipts.prune(session, before=NOW - timedelta(days=1)) == 1
        assert receipts.get(session, "idem-0", principal="key-1") is None
        assert receipts.get(session, "idem-1", principal="key-1") == RECEIPT
