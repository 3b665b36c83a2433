"""Cohorts: whole groups that were proposed, what people changed in them, and who was asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from matcher.domain import Audience
from service.store.columns import Choice, Identity, Packed, Sequence64
from service.store.tables.store_table import StoreTable


class CohortRow(StoreTable, table=True):
    """What is wished of a group for one offer; ``seed`` draws the lots of all its proposals."""

    __tablename__ = "cohorts"
    __table_args__ = (Index(None, "offer", "created_at", "id"),)

    id: str = Field(primary_key=True, sa_type=Identity)
    offer: str = Field(sa_type=Identity)
    audience: Audience = Field(sa_type=Choice(Audience))
    created_at: datetime
    created_by: str
    seed: int = Field(sa_type=Sequence64)
    wish: Any = Field(sa_type=Packed, nullable=False)


class CohortProposalRow(StoreTable, table=True):
    """A group as the system proposed it, with everybody's chance; ``published_at`` is when those
    in it were asked."""

    __tablename__ = "cohort_proposals"

    cohort: str = Field(
        primary_key=True, foreign_key="cohorts.id", ondelete="CASCADE", sa_type=Identity
    )
    number: int = Field(primary_key=True)
    at: datetime
    by: str
    model_hash: str
    candidate_hash: str
    candidates: int
    outcome: Any = Field(sa_type=Packed, nullable=False)
    published_at: datetime | None = None


class CohortChangeRow(StoreTable, table=True):
    """What a person changed in a proposal, why, and what the system had proposed there."""

    __tablename__ = "cohort_changes"
    __table_args__ = (Index(None, "talent"),)

    cohort: str = Field(
        primary_key=True, foreign_key="cohorts.id", ondelete="CASCADE", sa_type=Identity
    )
    number: int = Field(primary_key=True)
    at: datetime
    by: str
    proposal: int
    kind: str
    talent: str = Field(sa_type=Identity)
    reason: str
    was_in: bool
    was_chance: float | None = None
