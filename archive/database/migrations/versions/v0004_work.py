"""The job queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table; earlier recordings are not in it."""
    op.create_table(
        "work",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("run", sa.String()),
        sa.Column("holder", sa.String()),
        sa.Column("until", sa.Float()),
        sa.Column("arrived", sa.String(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("seconds", sa.Float()),
        sa.Column("took", sa.Float()),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name="ck_work_state"
        ),
        sa.PrimaryKeyConstraint("recording", name="pk_work"),
    )
    op.create_index(
        "ix_work_state_tries_arrived_recording",
        "work",
        ["state", "tries", "arrived", "recording"],
    )
    op.create_index("ix_work_batch_state", "work", ["batch", "state"])


def downgrade() -> None:
    """Drop the table; recordings that arrive again are processed again, from cached steps."""
    op.drop_table("work")
