"""Recordings, transcripts and edits, with the columns used to search them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_IMMUTABLE = {"edits": "an edit is never changed", "transcripts": "a transcript is never changed"}


def upgrade() -> None:
    """Create the tables; transcripts and edits become immutable."""
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("programme", sa.Text()),
        sa.Column("date", sa.String(10)),
        sa.Column("duration", sa.Float(), nullable=False),
        sa.Column("entered", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("published", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
    )
    for columns in (["entered", "id"], *([c, "entered", "id"] for c in ("programme", "date"))):
        op.create_index(f"ix_recordings_{'_'.join(columns)}", "recordings", columns)
    op.create_index("ix_recordings_doubts_entered_id", "recordings", ["doubts", "entered", "id"])
    op.create_table(
        "transcripts",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("origin IN ('machine', 'published')", name="ck_transcripts_origin"),
        _of_recording("transcripts"),
        sa.PrimaryKeyConstraint("recording", "revision", "origin", name="pk_transcripts"),
    )
    op.create_table(
        "edits",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("touched", sa.JSON(), nullable=False),
        _of_recording("edits"),
        sa.PrimaryKeyConstraint("recording", "number", name="pk_edits"),
        sa.UniqueConstraint("recording", "revision", name="uq_edits_recording_revision"),
    )
    op.create_table(
        "speakers",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("confidence", sa.Float(), nullable=False),
        _of_recording("speakers"),
        sa.PrimaryKeyConstraint("recording", "id", name="pk_speakers"),
    )
    op.create_index("ix_speakers_name", "speakers", ["name"])
    op.create_table(
        "corrections",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("turn", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        _of_recording("corrections"),
        sa.PrimaryKeyConstraint("recording", "id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_status_kind_score", "corrections", ["status", "kind", "score"])
    for table, message in _IMMUTABLE.items():
        _make_immutable(table, message)


def downgrade() -> None:
    """Drop the tables with their content."""
    for table in ("corrections", "speakers", "edits", "transcripts", "recordings"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in _IMMUTABLE:
            op.execute(f"DROP FUNCTION keep_{table}()")


def _of_recording(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["recording"], ["recordings.id"], name=f"fk_{table}_recording")


def _make_immutable(table: str, message: str) -> None:
    """Add triggers that reject updates and deletions of rows."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
    )
