"""The tables: one class each; a profile's columns bear the names of its dataclass's fields."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from matcher.domain import (
    Audience,
    Direction,
    EventKind,
    FreeTag,
    OfferStatus,
    OpenTo,
    Order,
    Side,
    Surface,
)
from service.store.columns import (
    Choice,
    Codes,
    Document,
    FreeTags,
    Identity,
    Packed,
    Sequence64,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class StoreTable(SQLModel, registry=registry(metadata=METADATA)):
    """What all tables share: a metadata of our own, apart from anybody else's SQLModels."""

    @classmethod
    def table(cls) -> Table:
        """The Core table, for the queries that build no objects."""
        return METADATA.tables[str(cls.__tablename__)]


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
    status: OfferStatus = Field(sa_type=Choice(OfferStatus))
    published_on: date | None = None
    cloned_from: str | None = Field(default=None, sa_type=Identity)
    free_tags: tuple[FreeTag, ...] = Field(default=(), sa_type=FreeTags)
    version: int
    updated_at: datetime


class TalentWordsRow(StoreTable, table=True):
    """The words that a talent is found by; an index of the database's own kind goes with it."""

    __tablename__ = "talent_words"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    id: str = Field(unique=True, foreign_key="talents.id", ondelete="CASCADE", sa_type=Identity)
    edition: str
    card: str
    rest: str


class OfferWordsRow(StoreTable, table=True):
    """The words that an offer is found by, in the same way."""

    __tablename__ = "offer_words"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    id: str = Field(unique=True, foreign_key="offers.id", ondelete="CASCADE", sa_type=Identity)
    edition: str
    card: str
    rest: str


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
    model_hash: str
    schema_hash: str
    encoder_hash: str | None = None
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
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence64)
    kind: str
    id: str = Field(sa_type=Identity)
    other: str | None = Field(default=None, sa_type=Identity)


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
