"""Encoders: which one serves, what profiles mean to each, and which one a slate was made with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the two tables, and room in the slates."""
    op.create_table(
        "encoders",
        sa.Column("hash", _ID, primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("serving", sa.Boolean(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "embeddings",
        sa.Column("encoder", _ID, primary_key=True),
        sa.Column("kind", _ID, primary_key=True),
        sa.Column("id", _ID, primary_key=True),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_embeddings_kind_id", "embeddings", ["kind", "id"])
    op.add_column("slates", sa.Column("encoder_hash", sa.String()))


def downgrade() -> None:
    """Slates forget which encoder they were made with."""
    op.drop_column("slates", "encoder_hash")
    op.drop_table("embeddings")
    op.drop_table("encoders")
