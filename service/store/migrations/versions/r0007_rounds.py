"""Rounds: ranked wishes of both sides, and what came of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

revision = "0007"
down_revision = "0006"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_NUMBER: TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODES = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "rounds",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("municipality", sa.String()),
        sa.Column("offers", _CODES, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("lottery", sa.String(), nullable=False),
        sa.Column("seed", _NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True)),
        sa.Column("ran_by", sa.String()),
        sa.Column("model_hash", sa.String()),
        sa.Column("outcome", sa.JSON()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_by", sa.String()),
    )
    _make_lists()
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """What was wished is lost; invitations stay in the log."""
    for table in ("round_companions", "round_ranks", "round_wishes", "rounds"):
        op.drop_table(table)


_INDEXES = (
    ("round_wishes", "talent"),
    ("round_wishes", "offer"),
    ("round_ranks", "talent"),
    ("round_ranks", "offer"),
    ("round_companions", "talent"),
    ("round_companions", "companion"),
)


def _make_lists() -> None:
    """What belongs to a round: wishes, ranks, companions."""
    op.create_table(
        "round_wishes",
        _of_round("round_wishes"),
        _of_talent("round_wishes"),
        sa.Column("offer", _ID, primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("came_true", sa.Boolean(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.String()),
    )
    op.create_table(
        "round_ranks",
        _of_round("round_ranks"),
        sa.Column("offer", _ID, primary_key=True),
        _of_talent("round_ranks"),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("suggested", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "round_companions",
        _of_round("round_companions"),
        _of_talent("round_companions"),
        sa.Column("companion", _ID, primary_key=True),
        sa.Column("together_only", sa.Boolean(), nullable=False),
    )


def _of_round(table: str) -> sa.Column[str]:
    key = sa.ForeignKey("rounds.id", name=f"fk_{table}_round_rounds", ondelete="CASCADE")
    return sa.Column("round", _ID, key, primary_key=True)


def _of_talent(table: str) -> sa.Column[str]:
    key = sa.ForeignKey("talents.id", name=f"fk_{table}_talent_talents", ondelete="CASCADE")
    return sa.Column("talent", _ID, key, primary_key=True)
