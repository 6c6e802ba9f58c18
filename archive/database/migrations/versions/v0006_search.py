"""The index of words."""

from __future__ import annotations

from alembic import op

from archive.database.index_tables import make, remove

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables. All in them can be made anew, so they are those of today at any version."""
    make(op.get_bind())


def downgrade() -> None:
    """Take the tables away; nothing is lost with them."""
    remove(op.get_bind())
