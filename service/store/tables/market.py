"""The market's tables: its runs, and what each says of offers and of people."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from service.store.columns import Document, Identity
from service.store.tables.store_table import StoreTable


class MarketRunRow(StoreTable, table=True):
    """A market run: asked for, begun, and what came of it."""

    __tablename__ = "market_runs"

    id: str = Field(primary_key=True, sa_type=Identity)
    asked_at: datetime = Field(index=True)
    asked_by: str
    state: str
    begun_at: datetime | None = None
    alive_at: datetime | None = None
    ended_at: datetime | None = None
    model_hash: str | None = None
    figures: Any = Field(default=None, sa_type=Document, nullable=True)


class MarketPriceRow(StoreTable, table=True):
    """What a run says of an offer; the offer is an id of the store and outlives the offer."""

    __tablename__ = "market_prices"

    run: str = Field(
        primary_key=True, foreign_key="market_runs.id", ondelete="CASCADE", sa_type=Identity
    )
    offer: str = Field(primary_key=True, sa_type=Identity)
    free: float
    load: float
    seats: int | None = None
    queue: int


class MarketTemperRow(StoreTable, table=True):
    """What the run that counts says of somebody who is in several things already.

    It goes with the talent, and with the next run.
    """

    __tablename__ = "market_tempers"

    run: str = Field(
        primary_key=True, foreign_key="market_runs.id", ondelete="CASCADE", sa_type=Identity
    )
    talent: str = Field(
        primary_key=True,
        foreign_key="talents.id",
        ondelete="CASCADE",
        index=True,
        sa_type=Identity,
    )
    free: float
