"""Giving back: what somebody may give at home, the steps of it, and whom it was suggested with."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from matcher.domain import GiveBackActor, GiveBackState, GiveBackStep
from service.store.columns import Choice, Codes, Document, Identity, Sequence64
from service.store.tables.store_table import StoreTable


class GiveBackRow(StoreTable, table=True):
    """One give-back: of one talent, for one participation; ``offer`` outlives that offer.

    ``slot`` is the offer of the slot at home, ``act`` what those share who play together,
    ``friends`` the roles of friends who come along without a profile, ``reasons`` why the slot was
    suggested.
    """

    __tablename__ = "give_backs"
    __table_args__ = (
        UniqueConstraint("talent", "offer"),
        Index(None, "municipality", "id"),
        Index(None, "slot", "id"),
        Index(None, "act"),
    )

    id: str = Field(primary_key=True, sa_type=Identity)
    talent: str = Field(foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    offer: str = Field(sa_type=Identity)
    municipality: str
    host_municipality: str
    state: GiveBackState = Field(sa_type=Choice(GiveBackState))
    slot: str | None = Field(
        default=None, foreign_key="offers.id", ondelete="SET NULL", sa_type=Identity
    )
    act: str | None = Field(default=None, sa_type=Identity)
    friends: tuple[str, ...] = Field(default=(), sa_type=Codes)
    reasons: list[list[object]] = Field(sa_type=Document, nullable=False)
    opened_at: datetime
    since: datetime
    version: int


class GiveBackStepRow(StoreTable, table=True):
    """One step of a give-back: who took it and when; goes with the give-back."""

    __tablename__ = "give_back_steps"
    __table_args__ = (Index(None, "give_back", "seq"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    give_back: str = Field(foreign_key="give_backs.id", ondelete="CASCADE", sa_type=Identity)
    step: GiveBackStep = Field(sa_type=Choice(GiveBackStep))
    state: GiveBackState = Field(sa_type=Choice(GiveBackState))
    actor: GiveBackActor = Field(sa_type=Choice(GiveBackActor))
    key: str
    at: datetime
    slot: str | None = Field(default=None, sa_type=Identity)
    reason: str | None = None


class GiveBackCompanionRow(StoreTable, table=True):
    """Somebody from home who was asked to play along; ``answer`` is none until there is one."""

    __tablename__ = "give_back_companions"

    give_back: str = Field(
        primary_key=True, foreign_key="give_backs.id", ondelete="CASCADE", sa_type=Identity
    )
    talent: str = Field(
        primary_key=True,
        foreign_key="talents.id",
        ondelete="CASCADE",
        index=True,
        sa_type=Identity,
    )
    answer: bool | None = None
    asked_at: datetime
