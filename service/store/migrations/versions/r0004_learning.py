"""Learning: who takes part in it, and what an explored list must tell of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Lists from before were not explored; whoever is there has not said no yet."""
    op.add_column(
        "talents", sa.Column("learning", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(
        "slates", sa.Column("exploration", sa.Float(), nullable=False, server_default="0")
    )
    op.add_column("slates", sa.Column("unshown", sa.LargeBinary()))


def downgrade() -> None:
    """Who has said no is forgotten: an older version learns from nobody."""
    op.drop_column("slates", "unshown")
    op.drop_column("slates", "exploration")
    op.drop_column("talents", "learning")
