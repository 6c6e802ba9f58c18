"""Hashed files, arrived recordings, and the state of podcast feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables, empty."""
    op.create_index("ix_recordings_sha256", "recordings", ["sha256"])
    op.create_table(
        "files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_files"),
    )
    op.create_table(
        "arrivals",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_sha256", "arrivals", ["sha256"])
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )
    op.create_table(
        "episodes",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("programme", sa.Text()),
        sa.Column("date", sa.String(10)),
        sa.Column("transcript", sa.Text()),
        sa.Column("transcript_url", sa.Text()),
        sa.PrimaryKeyConstraint("feed", "guid", name="pk_episodes"),
        sa.ForeignKeyConstraint(["feed"], ["feeds.url"], name="fk_episodes_feed"),
    )


def downgrade() -> None:
    """Drop the tables; files are then hashed, and feeds read, as if for the first time."""
    for table in ("episodes", "feeds", "arrivals", "files"):
        op.drop_table(table)
    op.drop_index("ix_recordings_sha256", "recordings")
