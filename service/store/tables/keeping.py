"""Keeping: keys, receipts, imports, encoders and what they made of texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from service.store.columns import (
    Codes,
    Document,
    Identity,
)
from service.store.tables.store_table import StoreTable


class KeyRow(StoreTable, table=True):
    """A bearer key, without its secret."""

    __tablename__ = "keys"

    id: str = Field(primary_key=True, sa_type=Identity)
    role: str
    subject: str | None = Field(default=None, index=True, sa_type=Identity)
    municipalities: tuple[str, ...] = Field(default=(), sa_type=Codes)
    secret_hash: str
    label: str
    created_at: datetime
    revoked_at: datetime | None = None


class ReceiptRow(StoreTable, table=True):
    """What a write was answered with, kept for whoever sends the same ``Idempotency-Key`` again."""

    __tablename__ = "receipts"

    key: str = Field(primary_key=True, sa_type=Identity)
    principal: str = Field(primary_key=True, sa_type=Identity)
    method: str
    path: str
    body_hash: str
    status: int
    headers: Any = Field(sa_type=Document, nullable=False)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(index=True)


class ImportRow(StoreTable, table=True):
    """A staged import and what became of it."""

    __tablename__ = "imports"

    id: str = Field(primary_key=True, sa_type=Identity)
    created_at: datetime
    by: str
    state: str
    files: Any = Field(sa_type=Document, nullable=False)
    report: Any = Field(sa_type=Document, nullable=False)


class EncoderRow(StoreTable, table=True):
    """A sentence encoder that serves or once did, by the name under which it is opened."""

    __tablename__ = "encoders"

    hash: str = Field(primary_key=True, sa_type=Identity)
    name: str
    serving: bool
    switched_at: datetime


class EmbeddingRow(StoreTable, table=True):
    """What one profile's text means to one encoder; ``text_hash`` says which text it was."""

    __tablename__ = "embeddings"
    __table_args__ = (Index(None, "kind", "id"),)

    encoder: str = Field(primary_key=True, sa_type=Identity)
    kind: str = Field(primary_key=True, sa_type=Identity)
    id: str = Field(primary_key=True, sa_type=Identity)
    text_hash: str
    vector: bytes = Field(sa_type=LargeBinary)
