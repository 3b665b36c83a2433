"""Words: what profiles are found by."""

from sqlmodel import Field

from service.store.columns import (
    Identity,
    Sequence64,
)
from service.store.tables.store_table import StoreTable


class TalentWordsRow(StoreTable, table=True):
    """The words that a talent is found by; an index of the database's own kind goes with it."""

    __tablename__ = "talent_words"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    id: str = Field(unique=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    edition: str
    card: str
    rest: str


class OfferWordsRow(StoreTable, table=True):
    """The words that an offer is found by, in the same way."""

    __tablename__ = "offer_words"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    id: str = Field(unique=True, foreign_key="offers.id", ondelete="CASCADE", sa_type=Identity)
    edition: str
    card: str
    rest: str
