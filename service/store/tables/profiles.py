"""Profiles: one table each; a column bears the name of its dataclass's field."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from matcher.domain import (
    FreeTag,
    OfferStatus,
    OpenTo,
)
from service.store.columns import (
    Choice,
    Codes,
    FreeTags,
    Identity,
)
from service.store.tables.store_table import StoreTable


class OrganisationRow(StoreTable, table=True):
    """An organisation's profile."""

    __tablename__ = "organisations"
    __table_args__ = (Index(None, "municipality", "id"),)

    id: str = Field(primary_key=True, sa_type=Identity)
    name: str
    type: str | None = None
    municipality: str | None = None
    contact_email: str | None = None
    free_tags: tuple[FreeTag, ...] = Field(default=(), sa_type=FreeTags)
    version: int
    updated_at: datetime


class TalentRow(StoreTable, table=True):
    """A talent's profile."""

    __tablename__ = "talents"
    __table_args__ = (Index(None, "municipality", "id"), Index(None, "organisation", "id"))

    id: str = Field(primary_key=True, sa_type=Identity)
    name: str
    email: str | None = None
    birth_date: date | None = None
    municipality: str | None = None
    postcode: str | None = None
    roles: tuple[str, ...] = Field(default=(), sa_type=Codes)
    genres: tuple[str, ...] = Field(default=(), sa_type=Codes)
    level: int | None = None
    goals: tuple[str, ...] = Field(default=(), sa_type=Codes)
    conditions: tuple[str, ...] = Field(default=(), sa_type=Codes)
    languages: tuple[str, ...] = Field(default=(), sa_type=Codes)
    max_travel_km: float | None = None
    times: tuple[str, ...] = Field(default=(), sa_type=Codes)
    bio: str = ""
    links: tuple[str, ...] = Field(default=(), sa_type=Codes)
    organisation: str | None = Field(default=None, foreign_key="organisations.id", sa_type=Identity)
    discoverable: bool = False
    paused: bool = False
    profiling: bool = True
    learning: bool = True
    guardian_approved: bool = False
    target_groups: tuple[str, ...] = Field(default=(), sa_type=Codes)
    meets_peers: bool = False
    joins_give_back: bool = False
    child_certificate: bool = False
    free_tags: tuple[FreeTag, ...] = Field(default=(), sa_type=FreeTags)
    version: int
    updated_at: datetime


class OfferRow(StoreTable, table=True):
    """An offer; ``partners`` are ids of organisations, in the order in which they are named."""

    __tablename__ = "offers"
    __table_args__ = (
        Index(None, "organisation", "id"),
        Index(None, "municipality", "id"),
        Index(None, "status", "id"),
    )

    id: str = Field(primary_key=True, sa_type=Identity)
    organisation: str = Field(foreign_key="organisations.id", sa_type=Identity)
    title: str
    kind: str | None = None
    description: str = ""
    partners: tuple[str, ...] = Field(default=(), sa_type=Codes)
    municipality: str | None = None
    postcode: str | None = None
    setting: str | None = None
    reach: str | None = None
    level_min: int | None = None
    level_max: int | None = None
    age_min: int | None = None
    age_max: int | None = None
    roles: tuple[str, ...] = Field(default=(), sa_type=Codes)
    genres: tuple[str, ...] = Field(default=(), sa_type=Codes)
    goals: tuple[str, ...] = Field(default=(), sa_type=Codes)
    conditions: tuple[str, ...] = Field(default=(), sa_type=Codes)
    languages: tuple[str, ...] = Field(default=(), sa_type=Codes)
    start_date: date | None = None
    end_date: date | None = None
    deadline: date | None = None
    times: tuple[str, ...] = Field(default=(), sa_type=Codes)
    capacity: int | None = None
    open_to: OpenTo = Field(sa_type=Choice(OpenTo))
    outside_fee_dkk: float | None = None
    price_dkk: float | None = None
    pay_dkk: float | None = None
    target_group: str | None = None
    target_ground: str | None = None
    room: str | None = None
    equipment: tuple[str, ...] = Field(default=(), sa_type=Codes)
    loudness: str | None = None
    certificate_needed: bool = False
    audience: str | None = None
    status: OfferStatus = Field(sa_type=Choice(OfferStatus))
    published_on: date | None = None
    cloned_from: str | None = Field(default=None, sa_type=Identity)
    free_tags: tuple[FreeTag, ...] = Field(default=(), sa_type=FreeTags)
    version: int
    updated_at: datetime
