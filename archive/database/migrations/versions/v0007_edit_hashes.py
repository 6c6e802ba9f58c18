"""A hash chain over the edits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.database.edit_hashes import add_hash
from archive.database.tables import EDITS

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table and hash the existing edits."""
    op.create_table(
        "edit_hashes",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("recording", "number", name="pk_edit_hashes"),
        sa.ForeignKeyConstraint(
            ["recording", "number"],
            ["edits.recording", "edits.number"],
            name="fk_edit_hashes_recording_number",
        ),
    )
    connection = op.get_bind()
    edits = sa.select(EDITS.c.recording, EDITS.c.number).order_by(*EDITS.primary_key)
    for row in connection.execute(edits).all():
        add_hash(connection, row.recording, row.number)


def downgrade() -> None:
    """Drop the table; it can be rebuilt from the edits."""
    op.drop_table("edit_hashes")
