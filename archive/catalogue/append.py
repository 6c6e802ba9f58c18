"""Save an edit, unless a concurrent edit changed the same words or speakers."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Row, insert, select

from archive.catalogue.current import (
    Snapshot,
    cache_snapshot,
    read_snapshot,
    recording_row,
    with_edit,
)
from archive.catalogue.documents import build_affected_parts_row, parse_affected_parts
from archive.catalogue.enrolment import refresh_embeddings
from archive.catalogue.rows import build_metadata_row, update_recording_columns, update_rows
from archive.database.connection import Catalogue, lock
from archive.database.edit_hashes import add_hash
from archive.database.tables import EDITS, TRANSCRIPTS
from transcripts.doubts import count_doubts
from transcripts.edits.apply import affected_parts
from transcripts.edits.change import AffectedParts, Change, Edit
from transcripts.edits.kinds.set_metadata import SetMetadata
from transcripts.edits.kinds.speakers import AddSpeaker, SetName, SetRole
from transcripts.edits.kinds.table import parse_change
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.errors import UserError


class Conflict(UserError):
    """A concurrent change affected the same words or speakers, so nothing was saved.

    `edit` is the id of the other edit; None if the recording was processed again.
    """

    def __init__(self, message: str, edit: str | None = None) -> None:
        super().__init__(message)
        self.edit = edit


@dataclass(frozen=True, slots=True)
class NewEdit:
    """An edit to save; `at` is ISO 8601, `base_revision` the revision that the author saw."""

    change: Change
    author: str
    at: str
    base_revision: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class AppendResult:
    """The result of an edit: the transcript before and after it, and the published revision."""

    snapshot_before: Snapshot
    snapshot_after: Snapshot
    published_revision: int | None


def append(catalogue: Catalogue, recording: str, new_edit: NewEdit) -> Snapshot:
    """Save an edit and return the transcript that includes it.

    Raises UserError if the edit cannot be applied. Raises Conflict if another edit or a new machine
    run since `base_revision` affected the same words or speakers. In both cases nothing is saved.
    """
    return append_edit(catalogue, recording, new_edit).snapshot_after


def append_edit(catalogue: Catalogue, recording: str, new_edit: NewEdit) -> AppendResult:
    """Save an edit like `append`; return the transcripts before and after it."""
    with catalogue.writing() as connection:
        lock(connection, recording)
        row = recording_row(connection, recording)
        _check_new_edit(new_edit, row)
        before = read_snapshot(connection, recording, newest=row.revision)
        edit = _build_edit(new_edit, row)
        affected = _find_affected_parts(connection, recording, edit, before)
        if new_edit.base_revision < row.revision:
            _check_conflicts(connection, recording, new_edit, affected)
        now = with_edit(before, edit)
        refused = next((u for u in now.unapplied if u.edit.id == edit.id), None)
        if refused:
            raise UserError(f"this edit ({edit.kind}) cannot be applied: {refused.reason}")
        _insert(connection, row, edit, new_edit, affected)
        add_hash(connection, recording, row.edits + 1)
        transcript = now.applied.transcript
        update_rows(connection, recording, before.applied.transcript, transcript)
        counts = {
            "edits": row.edits + 1,
            "revision": now.revision,
            "doubts": count_doubts(transcript),
        }
        update_recording_columns(connection, recording, **counts, **build_metadata_row(transcript))
        refresh_embeddings(connection, recording, now)
    cache_snapshot(catalogue, recording, now)
    return AppendResult(before, now, row.published)


def _check_new_edit(new_edit: NewEdit, row: Row[Any]) -> None:
    if not new_edit.author.strip():
        raise UserError("an edit needs an author: enter your name")
    if not 0 <= new_edit.base_revision <= row.revision:
        raise UserError(
            f"{row.id} has no revision {new_edit.base_revision}: the newest is {row.revision}; "
            "load the page again"
        )


def _build_edit(new_edit: NewEdit, row: Row[Any]) -> Edit:
    """Build the numbered edit, equal to what will be read back from its row."""
    change = _compose_accents(new_edit.change)
    edit = Edit(f"E{row.edits + 1}", change, new_edit.author.strip(), new_edit.at, new_edit.why)
    return replace(edit, change=parse_change(edit.kind, edit.parameters))


def _compose_accents(change: Change) -> Change:
    """Compose accented letters (NFC), so that the same text always has the same bytes."""
    if not isinstance(change, AddSpeaker | SetName | SetRole | SetMetadata):
        return change
    texts = {field.name: getattr(change, field.name) for field in fields(change)}
    values: dict[str, Any] = {n: normalize("NFC", t) for n, t in texts.items() if t is not None}
    return replace(change, **values)


def _find_affected_parts(
    connection: Connection, recording: str, edit: Edit, snapshot: Snapshot
) -> AffectedParts:
    """Return the words and speakers that an edit affects.

    An undo or redo affects the same as the edit that it undoes or redoes.
    """
    if not isinstance(edit.change, Undo | Redo):
        return affected_parts(edit, snapshot.applied)
    values = connection.scalar(
        select(EDITS.c.touched).where(
            EDITS.c.recording == recording, EDITS.c.number == _parse_edit_number(edit.change.edit)
        )
    )
    if values is None:
        raise UserError(f"{recording} has no edit {edit.change.edit}")
    return parse_affected_parts(values)


def _parse_edit_number(edit: str) -> int:
    return int(edit[1:]) if re.fullmatch(r"E[0-9]{1,9}", edit) else 0


def _check_conflicts(
    connection: Connection, recording: str, new_edit: NewEdit, affected_parts: AffectedParts
) -> None:
    since = EDITS.c.recording == recording, EDITS.c.revision > new_edit.base_revision
    for other in connection.execute(select(EDITS).where(*since).order_by(EDITS.c.number)):
        clash = affected_parts.conflict(parse_affected_parts(other.touched))
        if clash:
            raise Conflict(
                f"your edit was not saved, because {other.author} changed {clash} in revision "
                f"{other.revision} ({other.kind}) and your page shows revision "
                f"{new_edit.base_revision}: reload the page and make the edit again",
                f"E{other.number}",
            )
    run = connection.scalar(
        select(TRANSCRIPTS.c.revision).where(
            TRANSCRIPTS.c.recording == recording,
            TRANSCRIPTS.c.origin == "machine",
            TRANSCRIPTS.c.revision > new_edit.base_revision,
        )
    )
    if run is not None:
        raise Conflict(
            f"{recording} was processed again at revision {run}, but your page shows revision "
            f"{new_edit.base_revision}: your edit was not saved; reload the page and make the edit "
            "again"
        )


def _insert(
    connection: Connection,
    row: Row[Any],
    edit: Edit,
    new_edit: NewEdit,
    affected_parts: AffectedParts,
) -> None:
    values = {
        "recording": row.id,
        "number": row.edits + 1,
        "kind": edit.kind,
        "parameters": edit.parameters,
        "author": edit.author,
        "at": edit.at,
        "why": edit.why,
        "run": row.run,
        "base": new_edit.base_revision,
        "revision": row.revision + 1,
        "touched": build_affected_parts_row(affected_parts),
    }
    connection.execute(insert(EDITS).values(values))
