"""Giving back: what is due at home, and what slots and people say of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

revision = "0008"
down_revision = "0007"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SEQ: TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODES: TypeEngine[Any] = sa.JSON().with_variant(JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_OF_TALENTS = ("meets_peers", "joins_give_back", "child_certificate")
_OF_OFFERS = ("room", "loudness", "audience")


def upgrade() -> None:
    """Nobody has opted in yet; slots say nothing of what is there."""
    for name in _OF_TALENTS:
        op.add_column("talents", _no(name))
    for name in _OF_OFFERS:
        op.add_column("offers", sa.Column(name, sa.String()))
    op.add_column("offers", sa.Column("equipment", _CODES, nullable=False, server_default="[]"))
    op.add_column("offers", _no("certificate_needed"))
    _give_backs()
    _steps()
    _companions()


def downgrade() -> None:
    """Who wanted to join or to meet others is forgotten, and so is every give-back."""
    for table in ("give_back_companions", "give_back_steps", "give_backs"):
        op.drop_table(table)
    for name in ("certificate_needed", "equipment", *_OF_OFFERS):
        op.drop_column("offers", name)
    for name in _OF_TALENTS:
        op.drop_column("talents", name)


def _give_backs() -> None:
    op.create_table(
        "give_backs",
        sa.Column("id", _ID, primary_key=True),
        _named("talent", "give_backs", of="talents", ondelete="CASCADE"),
        sa.Column("offer", _ID, nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("host_municipality", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        _named("slot", "give_backs", of="offers", ondelete="SET NULL", nullable=True),
        sa.Column("act", _ID),
        sa.Column("friends", _CODES, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("talent", "offer", name="uq_give_backs_talent_offer"),
    )
    op.create_index("ix_give_backs_municipality_id", "give_backs", ["municipality", "id"])
    op.create_index("ix_give_backs_slot_id", "give_backs", ["slot", "id"])
    op.create_index("ix_give_backs_act", "give_backs", ["act"])


def _steps() -> None:
    op.create_table(
        "give_back_steps",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        _named("give_back", "give_back_steps", of="give_backs", ondelete="CASCADE"),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("slot", _ID),
        sa.Column("reason", sa.String()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_give_back_steps_give_back_seq", "give_back_steps", ["give_back", "seq"])


def _companions() -> None:
    table = "give_back_companions"
    op.create_table(
        table,
        _named("give_back", table, of="give_backs", ondelete="CASCADE", primary_key=True),
        _named("talent", table, of="talents", ondelete="CASCADE", primary_key=True),
        sa.Column("answer", sa.Boolean()),
        sa.Column("asked_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_give_back_companions_talent", table, ["talent"])


def _named(
    name: str,
    table: str,
    *,
    of: str,
    ondelete: str,
    nullable: bool = False,
    primary_key: bool = False,
) -> sa.Column[str]:
    key = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{name}_{of}", ondelete=ondelete)
    return sa.Column(name, _ID, key, nullable=nullable, primary_key=primary_key)


def _no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
