"""Cohorts: proposed groups, what people changed, who waits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0006"
down_revision = "0005"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_NUMBER: TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "cohorts",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("offer", _ID, nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("seed", _NUMBER, nullable=False),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_cohorts_offer_created_at_id", "cohorts", ["offer", "created_at", "id"])
    op.create_table(
        "cohort_proposals",
        _of_cohort("cohort_proposals"),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("model_hash", sa.String(), nullable=False),
        sa.Column("candidate_hash", sa.String(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "cohort_changes",
        _of_cohort("cohort_changes"),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("talent", _ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("was_in", sa.Boolean(), nullable=False),
        sa.Column("was_chance", sa.Float()),
    )
    op.create_index("ix_cohort_changes_talent", "cohort_changes", ["talent"])


def downgrade() -> None:
    """What was proposed and why it was changed is lost; invitations stay in the log."""
    op.drop_table("cohort_changes")
    op.drop_table("cohort_proposals")
    op.drop_table("cohorts")


def _of_cohort(table: str) -> sa.Column[str]:
    key = sa.ForeignKey("cohorts.id", name=f"fk_{table}_cohort_cohorts", ondelete="CASCADE")
    return sa.Column("cohort", _ID, key, primary_key=True)
