"""List and release withheld parts, and find recordings that must not be shown to the public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, select

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot, recording_row
from archive.catalogue.documents import edit_from_row
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, SPEAKERS
from transcripts.edits.change import Edit
from transcripts.edits.history import resolve_undos
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.withhold import WITHHOLDING, Withholding
from transcripts.errors import UserError
from transcripts.folding import folded
from transcripts.withholding import remove_withheld

_PROGRAM = "tapelog"
"""The author of the edits that release withheld parts automatically."""

_RELEASED = "withheld until {}"


@dataclass(frozen=True, slots=True)
class WithheldEntry:
    """An edit in effect that withholds a recording, or a part of it."""

    recording: str
    title: str
    edit: Edit
    is_published: bool
    """Whether the published files already leave the withheld part out."""

    @property
    def phrase(self) -> str:
        """Describe the withheld part, in a phrase that follows the author's name."""
        return cast(Withholding, self.edit.change).phrase

    @property
    def until(self) -> str | None:
        """The day of automatic release (2040-01-01); None if the edit has no end."""
        until: str | None = getattr(self.edit.change, "until", None)
        return until

    def is_due(self, day: str) -> bool:
        """Check whether the part is to be released on `day` or earlier."""
        return self.until is not None and self.until <= day


def list_withheld(catalogue: Catalogue, recording: str | None = None) -> tuple[WithheldEntry, ...]:
    """List the withheld parts, by recording and in order of the edits.

    Raises UnknownRecording if the archive does not have the recording.
    """
    with catalogue.reading() as connection:
        names = [recording] if recording else _find_recordings_with_edits(connection)
        return tuple(entry for name in names for entry in _list_entries(connection, name))


def find_unpublishable(catalogue: Catalogue, recording: str | None = None) -> frozenset[str]:
    """Return the recordings that must not be shown to the public now.

    They are withheld completely, or their published files still contain withheld parts. If
    `recording` is given, only that recording is checked.
    """
    entries = list_withheld(catalogue, recording)
    late = {entry.recording for entry in entries if not entry.is_published}
    others = {entry.recording for entry in entries} - late
    closed = {
        name
        for name in others
        if remove_withheld(load_snapshot(catalogue, name).transcript) is None
    }
    return frozenset(late | closed)


def release(
    catalogue: Catalogue, entry: WithheldEntry, author: str, at: str, why: str | None
) -> None:
    """Undo an edit that withholds a part; the next publication shows the part again."""
    base = load_snapshot(catalogue, entry.recording).revision
    decision = NewEdit(Undo(entry.edit.id), author, at, base, why)
    append(catalogue, entry.recording, decision)


def release_due(
    catalogue: Catalogue, day: str, at: str, recording: str | None = None
) -> tuple[WithheldEntry, ...]:
    """Release the parts that are withheld until `day` (2040-01-01) or earlier; return them."""
    due = tuple(entry for entry in list_withheld(catalogue, recording) if entry.is_due(day))
    for entry in due:
        release(catalogue, entry, _PROGRAM, at, _RELEASED.format(entry.until))
    return due


def find_recordings_of_person(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """Return the recordings in which a person of this name speaks."""
    wanted = select(SPEAKERS.c.recording, SPEAKERS.c.name).where(SPEAKERS.c.name.is_not(None))
    with catalogue.reading() as connection:
        rows = connection.execute(wanted.order_by(SPEAKERS.c.recording)).all()
    same = (row.recording for row in rows if folded(row.name) == folded(name))
    return tuple(dict.fromkeys(same))


def check_pseudonym(catalogue: Catalogue, pseudonym: str) -> None:
    """Raise UserError if somebody in the archive has this name."""
    if find_recordings_of_person(catalogue, pseudonym):
        raise UserError(
            f"the archive has a person called {pseudonym!r}: choose another pseudonym, so that "
            "the two are not confused"
        )


def _find_recordings_with_edits(connection: Connection) -> Sequence[str]:
    wanted = select(EDITS.c.recording).where(EDITS.c.kind.in_(WITHHOLDING)).distinct()
    return connection.scalars(wanted.order_by(EDITS.c.recording)).all()


def _list_entries(connection: Connection, recording: str) -> Iterable[WithheldEntry]:
    row = recording_row(connection, recording)
    kinds = (*WITHHOLDING, Undo.kind, Redo.kind)
    mine = EDITS.c.recording == recording, EDITS.c.kind.in_(kinds)
    rows = connection.execute(select(EDITS).where(*mine).order_by(EDITS.c.number)).all()
    published = [r for r in rows if row.published is not None and r.revision <= row.published]
    known = {edit.id for edit in _find_edits_in_effect(published)}
    for edit in _find_edits_in_effect(rows):
        is_published = row.published is None or edit.id in known
        yield WithheldEntry(recording, row.title or row.file, edit, is_published)


def _find_edits_in_effect(rows: Iterable[Row[Any]]) -> tuple[Edit, ...]:
    return resolve_undos([edit_from_row(row) for row in rows]).edits
