"""Market: runs, prices of offers, tempering of people, and which run a list went by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Lists from before were asked for without a word of the market, and went by none."""
    op.create_table(
        "market_runs",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.Column("alive_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("model_hash", sa.String()),
        sa.Column("figures", sa.JSON()),
    )
    op.create_index("ix_market_runs_asked_at", "market_runs", ["asked_at"])
    op.create_table(
        "market_prices",
        _run(),
        sa.Column("offer", _ID, primary_key=True),
        sa.Column("free", sa.Float(), nullable=False),
        sa.Column("load", sa.Float(), nullable=False),
        sa.Column("seats", sa.Integer()),
        sa.Column("queue", sa.Integer(), nullable=False),
    )
    op.create_table(
        "market_tempers",
        _run(),
        sa.Column("talent", _ID, sa.ForeignKey("talents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("free", sa.Float(), nullable=False),
    )
    op.create_index("ix_market_tempers_talent", "market_tempers", ["talent"])
    op.add_column(
        "slates", sa.Column("market", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("slates", sa.Column("market_run", sa.String()))


def downgrade() -> None:
    """Prices are lost; lists stay, and no longer say which run they went by."""
    op.drop_column("slates", "market_run")
    op.drop_column("slates", "market")
    for table in ("market_tempers", "market_prices", "market_runs"):
        op.drop_table(table)


def _run() -> sa.Column[str]:
    runs = sa.ForeignKey("market_runs.id", ondelete="CASCADE")
    return sa.Column("run", _ID, runs, primary_key=True)
