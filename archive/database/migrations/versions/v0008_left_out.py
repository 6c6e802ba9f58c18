"""The entries of each source that are not recordings, for `tapelog status`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table, empty: the next batch of a source fills it."""
    op.create_table(
        "left_out",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "entry", name="pk_left_out"),
    )


def downgrade() -> None:
    """Drop the table; batches still report what they leave out."""
    op.drop_table("left_out")
