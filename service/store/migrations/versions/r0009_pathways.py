"""Pathways: wishes for steps that there are not yet, and lists that are narrowed to a step."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0009"
down_revision = "0008"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table, and room in the slates for the step."""
    op.create_table(
        "wishes",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("talent", _ID, sa.ForeignKey("talents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("role", sa.String()),
        sa.Column("genre", sa.String()),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_wishes_talent_id", "wishes", ["talent", "id"])
    op.create_index("ix_wishes_created_at", "wishes", ["created_at"])
    op.add_column("slates", sa.Column("step", sa.JSON()))


def downgrade() -> None:
    """The wishes are lost; lists that were narrowed are kept, and no longer say to what."""
    op.drop_column("slates", "step")
    op.drop_table("wishes")
