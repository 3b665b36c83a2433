"""Peers and partners: who wants to meet others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0010"
down_revision = "0009"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_MUTUAL = ("peers_for_talent", "partners_for_organisation")


def upgrade() -> None:
    """Make the table; lists of people for people need no room of their own."""
    op.create_table(
        "connections",
        sa.Column("id", _ID, primary_key=True),
        _named("first", "talents", ondelete="CASCADE", nullable=False),
        _named("second", "talents", ondelete="CASCADE", nullable=False),
        sa.Column("first_wish", sa.String(), nullable=False),
        sa.Column("second_wish", sa.String()),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT),
        sa.Column("second_asked_at", _MOMENT),
        sa.Column("first_by", sa.String()),
        sa.Column("second_by", sa.String()),
        sa.Column("answered_at", _MOMENT),
        sa.Column("connected_at", _MOMENT),
        _named("organiser", "organisations", ondelete="SET NULL", nullable=True),
        _named("slate", "slates", ondelete=None, nullable=True),
    )
    pair = ["first", "second"]
    op.create_index("ix_connections_first_second", "connections", pair, unique=True)
    op.create_index("ix_connections_second", "connections", ["second"])
    op.create_index("ix_connections_connected_at_id", "connections", ["connected_at", "id"])


def downgrade() -> None:
    """Who wanted to meet whom is forgotten, and the lists go: an older version knows none."""
    op.drop_table("connections")
    slates = sa.table("slates", sa.column("id"), sa.column("direction"))
    events = sa.table("events", sa.column("recommendation"))
    mutual = sa.select(slates.c.id).where(slates.c.direction.in_(_MUTUAL))
    named = events.c.recommendation.in_(mutual)
    op.execute(sa.update(events).where(named).values(recommendation=None))
    op.execute(sa.delete(slates).where(slates.c.direction.in_(_MUTUAL)))


def _named(name: str, table: str, *, ondelete: str | None, nullable: bool) -> sa.Column[str]:
    constraint = f"fk_connections_{name}_{table}"
    key = sa.ForeignKey(f"{table}.id", name=constraint, ondelete=ondelete)
    return sa.Column(name, _ID, key, nullable=nullable)
