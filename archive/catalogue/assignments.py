"""Find the people to whom recordings are assigned, without replaying all edits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from archive.catalogue.checks import edits_in_effect
from transcripts.edits.kinds.assign_recording import AssignRecording


def find_assignments(connection: Connection) -> Mapping[str, str]:
    """Return the assigned person by recording; unassigned recordings are missing."""
    found: dict[str, str] = {}
    for recording, edit in edits_in_effect(connection, AssignRecording):
        assert isinstance(edit.change, AssignRecording)
        person = " ".join((edit.change.person or "").split())
        found.pop(recording, None)
        if person:
            found[recording] = person
    return found


def find_recordings_assigned_to(connection: Connection, person: str) -> tuple[str, ...]:
    """List the recordings that are assigned to a person."""
    return tuple(r for r, name in find_assignments(connection).items() if name == person)
