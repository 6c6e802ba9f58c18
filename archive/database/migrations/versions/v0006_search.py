"""The search index."""

from __future__ import annotations

from alembic import op

from archive.database.index_tables import create_tables, drop_tables

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables as the current code defines them: their content can be rebuilt."""
    create_tables(op.get_bind())


def downgrade() -> None:
    """Drop the tables; they can be rebuilt."""
    drop_tables(op.get_bind())
