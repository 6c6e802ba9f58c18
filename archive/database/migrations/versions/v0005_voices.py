"""Voices: the times of enrolled turns, enrolment progress, and refusals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables; voices enrolled earlier are enrolled again, with times."""
    op.drop_table("voiceprints")
    _voiceprints(
        sa.Column("edit", sa.Integer()),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("end", sa.Float(), nullable=False),
    )
    op.create_table(
        "lessons",
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("recording", name="pk_lessons"),
        sa.ForeignKeyConstraint(["recording"], ["recordings.id"], name="fk_lessons_recording"),
    )
    op.create_table(
        "refusals",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_refusals"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_refusals_person"),
    )


def downgrade() -> None:
    """Drop the tables with every voice."""
    for table in ("refusals", "lessons", "voiceprints"):
        op.drop_table(table)
    _voiceprints(sa.Column("edit", sa.Integer(), nullable=False))


def _voiceprints(*columns: sa.Column[int] | sa.Column[float]) -> None:
    op.create_table(
        "voiceprints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("recording", sa.String(), nullable=False),
        *columns,
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_voiceprints"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_voiceprints_person"),
        sa.ForeignKeyConstraint(
            ["recording", "edit"],
            ["edits.recording", "edits.number"],
            name="fk_voiceprints_recording_edit",
        ),
    )
    op.create_index("ix_voiceprints_person_model", "voiceprints", ["person", "model"])
    op.create_index("ix_voiceprints_recording_edit", "voiceprints", ["recording", "edit"])
