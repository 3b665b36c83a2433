"""The log: what was shown and done, what became of it, and what changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from matcher.domain import (
    Audience,
    Direction,
    EventKind,
    Order,
    Side,
    Surface,
)
from service.store.columns import (
    Choice,
    Document,
    Identity,
    Packed,
    Sequence64,
)
from service.store.tables.store_table import StoreTable


class SlateRow(StoreTable, table=True):
    """A slate as it was answered; ``subject`` is an id of the store and outlives the profile."""

    __tablename__ = "slates"
    __table_args__ = (Index(None, "subject", "at", "id"), Index(None, "at", "id"))

    id: str = Field(primary_key=True, sa_type=Identity)
    at: datetime
    viewer_role: str
    viewer_key: str
    viewer_surface: Surface = Field(sa_type=Choice(Surface))
    direction: Direction = Field(sa_type=Choice(Direction))
    subject: str = Field(sa_type=Identity)
    audience: Audience = Field(sa_type=Choice(Audience))
    item_limit: int
    item_order: Order = Field(sa_type=Choice(Order))
    min_score: float
    diverse: bool
    max_km: float | None = None
    query: str | None = None
    near: str | None = None
    step: Any = Field(default=None, sa_type=Document, nullable=True)
    market: bool = False
    model_hash: str
    schema_hash: str
    encoder_hash: str | None = None
    market_run: str | None = None
    seed: int = Field(sa_type=Sequence64)
    candidates: int
    candidate_hash: str
    exclusions: Any = Field(sa_type=Document, nullable=False)
    items: Any = Field(sa_type=Packed, nullable=False)
    exploration: float = 0.0
    unshown: Any = Field(default=None, sa_type=Packed, nullable=True)


class EventRow(StoreTable, table=True):
    """One line of the event log; talent and offer are ids of the store and outlive the profiles."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "talent", "seq"),
        Index(None, "offer", "seq"),
        Index(None, "recommendation", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    id: str = Field(unique=True, sa_type=Identity)
    kind: EventKind = Field(sa_type=Choice(EventKind))
    side: Side = Field(sa_type=Choice(Side))
    talent: str = Field(sa_type=Identity)
    offer: str = Field(sa_type=Identity)
    at: datetime
    recommendation: str | None = Field(default=None, foreign_key="slates.id", sa_type=Identity)
    rating: int | None = None
    reason: str | None = None
    recorded_by: str
    recorded_at: datetime


class PairRow(StoreTable, table=True):
    """What has become of one talent and one offer; ``seat`` says whether the talent holds one."""

    __tablename__ = "pairs"
    __table_args__ = (Index(None, "offer", "seat"),)

    talent: str = Field(
        primary_key=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity
    )
    offer: str = Field(
        primary_key=True, foreign_key="offers.id", ondelete="CASCADE", sa_type=Identity
    )
    state: int
    seat: bool
    updated_at: datetime


class BlockRow(StoreTable, table=True):
    """A talent and an organisation that are never shown to one another."""

    __tablename__ = "blocks"

    talent: str = Field(
        primary_key=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity
    )
    organisation: str = Field(
        primary_key=True,
        foreign_key="organisations.id",
        ondelete="CASCADE",
        index=True,
        sa_type=Identity,
    )
    by: Side = Field(primary_key=True, sa_type=Choice(Side))
    created_at: datetime


class ChangeRow(StoreTable, table=True):
    """One line of the change log; numbered in the order of the commits."""

    __tablename__ = "changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    kind: str
    id: str = Field(sa_type=Identity)
    other: str | None = Field(default=None, sa_type=Identity)
