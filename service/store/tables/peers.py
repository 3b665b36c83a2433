"""Peers: what two people have said about meeting one another."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from matcher.domain import PeerWish
from service.store.columns import Choice, Identity
from service.store.tables.store_table import StoreTable


class ConnectionRow(StoreTable, table=True):
    """One line for each two; ``first`` is who spoke first. It goes when one of the two goes."""

    __tablename__ = "connections"
    __table_args__ = (
        Index(None, "first", "second", unique=True),
        Index(None, "second"),
        Index(None, "connected_at", "id"),
    )

    id: str = Field(primary_key=True, sa_type=Identity)
    first: str = Field(foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    second: str = Field(foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    first_wish: PeerWish = Field(sa_type=Choice(PeerWish))
    second_wish: PeerWish | None = Field(default=None, sa_type=Choice(PeerWish), nullable=True)
    began_at: datetime
    asked_at: datetime | None = None
    second_asked_at: datetime | None = None
    first_by: str | None = None
    second_by: str | None = None
    answered_at: datetime | None = None
    connected_at: datetime | None = None
    organiser: str | None = Field(
        default=None, foreign_key="organisations.id", ondelete="SET NULL", sa_type=Identity
    )
    slate: str | None = Field(default=None, foreign_key="slates.id", sa_type=Identity)
