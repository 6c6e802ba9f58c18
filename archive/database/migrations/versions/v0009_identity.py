"""The archive's identity, and why hosts cannot process recordings, for `tapelog status`."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables; the id is random, and no folder contains it yet."""
    identity = op.create_table(
        "identity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
    )
    op.bulk_insert(identity, [{"id": str(uuid.uuid4()), "stored": False}])
    op.create_table(
        "host_faults",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("host", "place", name="pk_host_faults"),
    )


def downgrade() -> None:
    """Drop the tables; the next upgrade creates another identity."""
    op.drop_table("host_faults")
    op.drop_table("identity")
