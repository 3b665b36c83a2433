"""The first tables: profiles, slates, events, the change log, keys, receipts, imports."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

# A migration says by itself what it makes: the types of today's code may change later.
_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SEQ: TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODES: TypeEngine[Any] = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make every table, those that others refer to first."""
    _organisations()
    _talents()
    _offers()
    _slates()
    _events()
    _pairs()
    _blocks()
    _changes()
    _keys()
    _receipts()
    _imports()


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    for table in (
        "imports",
        "receipts",
        "keys",
        "changes",
        "blocks",
        "pairs",
        "events",
        "slates",
        "offers",
        "talents",
        "organisations",
    ):
        op.drop_table(table)


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", _ID, primary_key=True),
        *_required(sa.String(), "name"),
        *_optional(sa.String(), "type", "municipality", "contact_email"),
        *_required(_CODES, "free_tags"),
        *_versioned(),
    )
    op.create_index("ix_organisations_municipality_id", "organisations", ["municipality", "id"])


def _talents() -> None:
    op.create_table(
        "talents",
        sa.Column("id", _ID, primary_key=True),
        *_required(sa.String(), "name", "bio"),
        *_optional(sa.String(), "email", "municipality", "postcode"),
        *_optional(sa.Date(), "birth_date"),
        *_optional(sa.Integer(), "level"),
        *_optional(sa.Float(), "max_travel_km"),
        *_required(_CODES, "roles", "genres", "goals", "conditions", "languages", "times"),
        *_required(_CODES, "links", "target_groups", "free_tags"),
        *_required(sa.Boolean(), "discoverable", "paused", "profiling", "guardian_approved"),
        sa.Column("organisation", _ID, sa.ForeignKey("organisations.id")),
        *_versioned(),
    )
    for column in ("municipality", "organisation"):
        op.create_index(f"ix_talents_{column}_id", "talents", [column, "id"])


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("organisation", _ID, sa.ForeignKey("organisations.id"), nullable=False),
        *_required(sa.String(), "title", "description", "open_to", "status"),
        *_optional(sa.String(), "kind", "municipality", "postcode", "setting", "reach"),
        *_optional(sa.String(), "target_group", "target_ground"),
        *_optional(sa.Integer(), "level_min", "level_max", "age_min", "age_max", "capacity"),
        *_required(_CODES, "partners", "roles", "genres", "goals", "conditions", "languages"),
        *_required(_CODES, "times", "free_tags"),
        *_optional(sa.Date(), "start_date", "end_date", "deadline", "published_on"),
        *_optional(sa.Float(), "outside_fee_dkk", "price_dkk", "pay_dkk"),
        *_optional(_ID, "cloned_from"),
        *_versioned(),
    )
    for column in ("organisation", "municipality", "status"):
        op.create_index(f"ix_offers_{column}_id", "offers", [column, "id"])


def _slates() -> None:
    op.create_table(
        "slates",
        sa.Column("id", _ID, primary_key=True),
        *_required(_ID, "subject"),
        *_required(_time(), "at"),
        *_required(
            sa.String(), "viewer_role", "viewer_key", "viewer_surface", "direction", "audience"
        ),
        *_required(sa.String(), "item_order", "model_hash", "schema_hash", "candidate_hash"),
        *_required(sa.Integer(), "item_limit", "candidates"),
        *_required(_SEQ, "seed"),
        *_required(sa.Float(), "min_score"),
        *_optional(sa.Float(), "max_km"),
        *_required(sa.Boolean(), "diverse"),
        *_required(sa.JSON(), "exclusions"),
        *_required(sa.LargeBinary(), "items"),
    )
    op.create_index("ix_slates_subject_at_id", "slates", ["subject", "at", "id"])
    op.create_index("ix_slates_at_id", "slates", ["at", "id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column("id", _ID, nullable=False, unique=True),
        *_required(_ID, "talent", "offer"),
        *_required(_time(), "at", "recorded_at"),
        *_required(sa.String(), "kind", "side", "recorded_by"),
        sa.Column("recommendation", _ID, sa.ForeignKey("slates.id")),
        *_optional(sa.Integer(), "rating"),
        *_optional(sa.String(), "reason"),
        sqlite_autoincrement=True,
    )
    for column in ("talent", "offer", "recommendation"):
        op.create_index(f"ix_events_{column}_seq", "events", [column, "seq"])


def _pairs() -> None:
    op.create_table(
        "pairs",
        sa.Column("talent", _ID, _goes_with("talents.id"), primary_key=True),
        sa.Column("offer", _ID, _goes_with("offers.id"), primary_key=True),
        *_required(sa.Integer(), "state"),
        *_required(sa.Boolean(), "seat"),
        *_required(_time(), "updated_at"),
    )
    op.create_index("ix_pairs_offer_seat", "pairs", ["offer", "seat"])


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("talent", _ID, _goes_with("talents.id"), primary_key=True),
        sa.Column("organisation", _ID, _goes_with("organisations.id"), primary_key=True),
        sa.Column("by", sa.String(), primary_key=True),
        *_required(_time(), "created_at"),
    )
    op.create_index("ix_blocks_organisation", "blocks", ["organisation"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", _SEQ, primary_key=True),
        *_required(sa.String(), "kind"),
        *_required(_ID, "id"),
        *_optional(_ID, "other"),
        sqlite_autoincrement=True,
    )


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", _ID, primary_key=True),
        *_required(sa.String(), "role", "secret_hash", "label"),
        *_optional(_ID, "subject"),
        *_required(_CODES, "municipalities"),
        *_required(_time(), "created_at"),
        *_optional(_time(), "revoked_at"),
    )
    op.create_index("ix_keys_subject", "keys", ["subject"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("key", _ID, primary_key=True),
        sa.Column("principal", _ID, primary_key=True),
        *_required(sa.String(), "method", "path", "body_hash"),
        *_required(sa.Integer(), "status"),
        *_required(sa.JSON(), "headers"),
        *_required(sa.LargeBinary(), "body"),
        *_required(_time(), "created_at"),
    )
    op.create_index("ix_receipts_created_at", "receipts", ["created_at"])


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", _ID, primary_key=True),
        *_required(_time(), "created_at"),
        *_required(sa.String(), "by", "state"),
        *_required(sa.JSON(), "files", "report"),
    )


def _required(type_: TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, type_, nullable=False) for name in names]


def _optional(type_: TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, type_) for name in names]


def _versioned() -> list[sa.Column[Any]]:
    return [*_required(sa.Integer(), "version"), *_required(_time(), "updated_at")]


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _goes_with(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete="CASCADE")
