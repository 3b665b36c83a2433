"""Rounds: ranked wishes of both sides for some offers, and what came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from matcher.domain import Side
from matcher.market.lottery import Lottery
from service.store.columns import Choice, Codes, Document, Identity, Sequence64
from service.store.tables.store_table import StoreTable


class RoundRow(StoreTable, table=True):
    """A round over ``offers``; ``outcome`` holds numbers alone, ``seed`` draws the lots."""

    __tablename__ = "rounds"

    id: str = Field(primary_key=True, sa_type=Identity)
    title: str
    municipality: str | None = None
    offers: tuple[str, ...] = Field(sa_type=Codes)
    opened_at: datetime
    opened_by: str
    closes_at: datetime
    side: Side = Field(sa_type=Choice(Side))
    lottery: Lottery = Field(sa_type=Choice(Lottery))
    seed: int = Field(sa_type=Sequence64)
    state: str
    ran_at: datetime | None = None
    ran_by: str | None = None
    model_hash: str | None = None
    outcome: Any = Field(default=None, sa_type=Document, nullable=True)
    published_at: datetime | None = None
    published_by: str | None = None


class RoundWishRow(StoreTable, table=True):
    """One wish of one talent, ``place`` 0 the dearest; the last four say what the run made of it.

    ``left_out`` is the code of the rule that said no, ``blocks`` that both would rather swap.
    """

    __tablename__ = "round_wishes"
    __table_args__ = (Index(None, "talent"), Index(None, "offer"))

    round: str = Field(
        primary_key=True, foreign_key="rounds.id", ondelete="CASCADE", sa_type=Identity
    )
    talent: str = Field(
        primary_key=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity
    )
    offer: str = Field(primary_key=True, sa_type=Identity)
    place: int
    came_true: bool = False
    blocks: bool = False
    left_out: str | None = None


class RoundRankRow(StoreTable, table=True):
    """How an offer ranks one talent, 0 the best, equal ranks a tie, -1 not wanted.

    ``suggested`` says that the system put it there, since nobody had.
    """

    __tablename__ = "round_ranks"
    __table_args__ = (Index(None, "talent"), Index(None, "offer"))

    round: str = Field(
        primary_key=True, foreign_key="rounds.id", ondelete="CASCADE", sa_type=Identity
    )
    offer: str = Field(primary_key=True, sa_type=Identity)
    talent: str = Field(
        primary_key=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity
    )
    rank: int
    suggested: bool = False


class RoundCompanionRow(StoreTable, table=True):
    """Whom one talent says it comes together with; a group is where all say the same."""

    __tablename__ = "round_companions"
    __table_args__ = (Index(None, "talent"), Index(None, "companion"))

    round: str = Field(
        primary_key=True, foreign_key="rounds.id", ondelete="CASCADE", sa_type=Identity
    )
    talent: str = Field(
        primary_key=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity
    )
    companion: str = Field(primary_key=True, sa_type=Identity)
    together_only: bool = True
