"""People and their voices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and a person for every speaker's name."""
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.execute(
        "INSERT INTO people (name) SELECT DISTINCT name FROM speakers WHERE name IS NOT NULL"
    )
    with op.batch_alter_table("speakers") as speakers:
        speakers.add_column(sa.Column("person", sa.Integer()))
        speakers.create_foreign_key("fk_speakers_person", "people", ["person"], ["id"])
        speakers.create_index("ix_speakers_person", ["person"])
    op.execute(
        "UPDATE speakers SET person = (SELECT id FROM people WHERE people.name = speakers.name)"
    )
    op.create_table(
        "voiceprints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("recording", sa.String(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
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


def downgrade() -> None:
    """Drop the tables; speakers keep their names."""
    op.drop_table("voiceprints")
    with op.batch_alter_table("speakers") as speakers:
        speakers.drop_index("ix_speakers_person")
        speakers.drop_constraint("fk_speakers_person", type_="foreignkey")
        speakers.drop_column("person")
    op.drop_table("people")
