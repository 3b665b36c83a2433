"""Receipts: what a write was answered with, for whoever sends its ``Idempotency-Key`` again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from service.store.tables import ReceiptRow

_RECEIPTS = ReceiptRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to one write of one principal; ``body_hash`` is that of the request's body."""

    key: str
    principal: str
    method: str
    path: str
    body_hash: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    created_at: datetime


def add(session: Session, receipt: Receipt) -> None:
    """Add the receipt in the transaction of the write that it is for."""
    fields = {column.name: getattr(receipt, column.name) for column in _RECEIPTS.c}
    fields["headers"] = dict(receipt.headers)
    session.execute(insert(_RECEIPTS).values(fields))


def get(session: Session, key: str, *, principal: str) -> Receipt | None:
    """The receipt for that principal's key, if it was used before."""
    chosen = select(_RECEIPTS).where(_RECEIPTS.c.key == key, _RECEIPTS.c.principal == principal)
    row = session.execute(chosen).one_or_none()
    return None if row is None else Receipt(**row._mapping)


def prune(session: Session, *, before: datetime) -> int:
    """Delete the receipts from before a moment; says how many."""
    old = delete(_RECEIPTS).where(_RECEIPTS.c.created_at < before)
    return session.connection().execute(old).rowcount
