"""List the published versions of a recording."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from archive.catalogue.current import recording_row
from archive.database.connection import Catalogue
from archive.database.tables import TRANSCRIPTS


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version that was published: its revision, and when its transcript was made (ISO 8601)."""

    revision: int
    created: str


def list_published_versions(catalogue: Catalogue, recording: str) -> tuple[PublishedVersion, ...]:
    """List the published versions, oldest first.

    Raises UnknownRecording if the archive does not have the recording.
    """
    t = TRANSCRIPTS.c
    mine = t.recording == recording, t.origin == "published"
    with catalogue.reading() as connection:
        recording_row(connection, recording)
        rows = connection.execute(select(t.revision, t.created).where(*mine).order_by(t.revision))
        return tuple(PublishedVersion(row.revision, row.created) for row in rows)
