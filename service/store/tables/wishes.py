"""Wishes: steps that somebody misses, and asks for."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from service.store.columns import Identity
from service.store.tables.store_table import StoreTable


class WishRow(StoreTable, table=True):
    """What one talent wishes that there were; ``words`` are its own, and may be empty."""

    __tablename__ = "wishes"
    __table_args__ = (Index(None, "talent", "id"),)

    id: str = Field(primary_key=True, sa_type=Identity)
    talent: str = Field(foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    goal: str
    role: str | None = None
    genre: str | None = None
    reach: str
    kind: str
    words: str
    created_at: datetime = Field(index=True)
