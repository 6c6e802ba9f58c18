"""Append an edit: nobody overwrites what another decided without having seen it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive.catalogue.current import Current, head, read, remember
from archive.catalogue.documents import touched_of, touched_row
from archive.catalogue.learn import relearn
from archive.catalogue.open import Catalogue, lock
from archive.catalogue.rows import set_recording, update_rows
from archive.catalogue.tables import EDITS, TRANSCRIPTS
from transcripts.doubts import count
from transcripts.edits.apply import touched
from transcripts.edits.change import Change, Edit, Touched
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.errors import UserError
from transcripts.transcript import Transcript


class Conflict(UserError):
    """Somebody else changed the same since; nothing was written.

    `edit` is the one in the way, None where the machine made the transcript anew.
    """

    def __init__(self, message: str, edit: str | None = None) -> None:
        super().__init__(message)
        self.edit = edit


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decides: a change, by whom, when (ISO 8601), at which revision, and why."""

    change: Change
    author: str
    at: str
    base: int
    why: str | None = None


def append(catalogue: Catalogue, recording: str, decision: Decision) -> Current:
    """Make an edit, and give the transcript with it; the edit is the last of its edits.

    UserError where it cannot be made, Conflict where another edit since revision `base`, or a new
    run of the machine, touched the same; then nothing has changed.
    """
    with catalogue.writing() as connection:
        lock(connection, recording)
        row = head(connection, recording)
        _check(decision, row)
        before = read(connection, recording)
        edit = _edit(decision, row)
        touches = _touched(connection, recording, edit, before)
        _check_clashes(connection, recording, decision, touches)
        _insert(connection, row, edit, decision, touches)
        now = read(connection, recording, known=before)
        refused = next((u for u in now.unapplied if u.edit.id == edit.id), None)
        if refused:
            raise UserError(f"this edit ({edit.kind}) cannot be applied: {refused.reason}")
        _keep_in_step(connection, recording, before.applied.transcript, now)
    remember(catalogue, recording, now)
    return now


def _check(decision: Decision, row: Row[Any]) -> None:
    if not decision.author.strip():
        raise UserError("an edit needs an author: say who you are")
    if not 0 <= decision.base <= row.revision:
        raise UserError(
            f"{row.id} has no revision {decision.base}: the newest is {row.revision}, load it again"
        )


def _edit(decision: Decision, row: Row[Any]) -> Edit:
    return Edit(
        f"E{row.edits + 1}", decision.change, decision.author.strip(), decision.at, decision.why
    )


def _touched(connection: Connection, recording: str, edit: Edit, before: Current) -> Touched:
    """Say what an edit touches; undoing touches what the edit did that is undone."""
    if not isinstance(edit.change, Undo | Redo):
        return touched(edit, before.applied)
    values = connection.scalar(
        select(EDITS.c.touched).where(
            EDITS.c.recording == recording, EDITS.c.number == _number(edit.change.edit)
        )
    )
    if values is None:
        raise UserError(f"{recording} has no edit {edit.change.edit}")
    return touched_of(values)


def _number(edit: str) -> int:
    return int(edit[1:]) if re.fullmatch(r"E[0-9]{1,9}", edit) else 0


def _check_clashes(
    connection: Connection, recording: str, decision: Decision, touches: Touched
) -> None:
    since = EDITS.c.recording == recording, EDITS.c.revision > decision.base
    for other in connection.execute(select(EDITS).where(*since).order_by(EDITS.c.number)):
        clash = touches.conflict(touched_of(other.touched))
        if clash:
            raise Conflict(
                f"{other.author} changed {clash} at revision {other.revision} ({other.kind}) and "
                f"you saw revision {decision.base}: look again and decide again, nothing was saved",
                f"E{other.number}",
            )
    run = connection.scalar(
        select(TRANSCRIPTS.c.revision).where(
            TRANSCRIPTS.c.recording == recording,
            TRANSCRIPTS.c.origin == "machine",
            TRANSCRIPTS.c.revision > decision.base,
        )
    )
    if run is not None:
        raise Conflict(
            f"{recording} was processed again at revision {run} and you saw revision "
            f"{decision.base}: load it again and decide again, nothing was saved"
        )


def _insert(
    connection: Connection, row: Row[Any], edit: Edit, decision: Decision, touches: Touched
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
        "base": decision.base,
        "revision": row.revision + 1,
        "touched": touched_row(touches),
    }
    connection.execute(insert(EDITS).values(values))
    set_recording(connection, row.id, edits=row.edits + 1, revision=row.revision + 1)


def _keep_in_step(connection: Connection, recording: str, former: Transcript, now: Current) -> None:
    transcript = now.applied.transcript
    update_rows(connection, recording, former, transcript)
    set_recording(connection, recording, doubts=count(transcript))
    relearn(connection, recording, now)
