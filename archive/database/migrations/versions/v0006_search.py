"""The search index."""

from __future__ import annotations

from alembic import op

from archive.database.index_tables import make, remove

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables as the current code defines them: their content can be rebuilt."""
    make(op.get_bind())


def downgrade() -> None:
    """Drop the tables; they can be rebuilt."""
    remove(op.get_bind())
