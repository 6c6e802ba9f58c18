"""A recording's transcript as it is now, or as it was at any revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.catalogue.documents import carried, edit_of, replayed
from archive.catalogue.open import Catalogue
from archive.catalogue.tables import EDITS, RECORDINGS, TRANSCRIPTS
from transcripts.edits.apply import Applied
from transcripts.edits.edit import Edit
from transcripts.edits.live import Unapplied, live
from transcripts.errors import UserError
from transcripts.transcript import Transcript


class Unknown(UserError):
    """The archive has no such recording."""


@dataclass(frozen=True, slots=True)
class Current:
    """A transcript at a revision, with what its editors see.

    `edits` are all, in order, undone ones too; `unapplied` are those that do not apply (any more),
    and why. `counting` are those that were applied, with the words of this run. `document` is the
    machine's transcript that the words are numbered in.
    """

    revision: int
    run: int
    document: bytes
    edits: tuple[Edit, ...]
    applied: Applied
    unapplied: tuple[Unapplied, ...]
    counting: tuple[Edit, ...] = ()

    @property
    def transcript(self) -> Transcript:
        """The transcript, which says its revision, when it came about and through whom."""
        transcript = self.applied.transcript
        if self.revision == 0:
            return transcript
        former = transcript.provenance
        options = {**former.options, "revision": self.revision}
        created = max([former.created, *(edit.at for edit in self.edits[-1:])])
        notices = (*former.notices, *_notices(self))
        made = replace(former, options=options, created=created, notices=notices)
        return replace(transcript, provenance=made)


def current(catalogue: Catalogue, recording: str, revision: int | None = None) -> Current:
    """Give a recording's transcript at a revision, the newest if none is given.

    UserError where there is no such recording or revision.
    """
    with catalogue.reading() as connection:
        return read(connection, recording, revision)


def read(connection: Connection, recording: str, revision: int | None = None) -> Current:
    """Do as `current`, within a transaction."""
    newest = head(connection, recording).revision
    wanted = newest if revision is None else revision
    if not 0 <= wanted <= newest:
        raise UserError(f"{recording} has no revision {wanted}: the newest is {newest}")
    runs = _runs(connection, recording, wanted)
    rows = connection.execute(
        select(EDITS)
        .where(EDITS.c.recording == recording, EDITS.c.revision <= wanted)
        .order_by(EDITS.c.number)
    ).all()
    return replay(wanted, runs, rows)


def replay(revision: int, runs: Sequence[Row[Any]], rows: Sequence[Row[Any]]) -> Current:
    """Replay rows of edits over the last of the machine's runs, from whichever run they are of."""
    latest = runs[-1]
    made_on = {f"E{row.number}": row.run for row in rows}
    documents = {run.run: run.document for run in runs}
    edits = tuple(edit_of(row) for row in rows)
    counting = live(edits)
    kept: list[Edit] = []
    lost = list(counting.unapplied)
    for run, group in groupby(counting.edits, key=lambda edit: made_on[edit.id]):
        if run == latest.run:
            kept += group
        else:
            rebased = carried(tuple(group), documents[run], latest.document)
            kept += rebased.edits
            lost += rebased.lost
    applied = replayed(latest.document, tuple(kept))
    unapplied = (*lost, *applied.unapplied)
    refused = {each.edit.id for each in applied.unapplied}
    made = tuple(edit for edit in kept if edit.id not in refused)
    return Current(revision, latest.run, latest.document, edits, applied, unapplied, made)


def head(connection: Connection, recording: str) -> Row[Any]:
    """Give the row of a recording; Unknown where the archive does not have it."""
    row = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).first()
    if row is None:
        raise Unknown(
            f"there is no recording {recording!r} in the archive: `tapelog archive list` names them"
        )
    return row


def _runs(connection: Connection, recording: str, revision: int) -> Sequence[Row[Any]]:
    """Give what the machine made up to a revision, run by run."""
    return connection.execute(
        select(TRANSCRIPTS)
        .where(
            TRANSCRIPTS.c.recording == recording,
            TRANSCRIPTS.c.origin == "machine",
            TRANSCRIPTS.c.revision <= revision,
        )
        .order_by(TRANSCRIPTS.c.run)
    ).all()


def _notices(now: Current) -> Iterable[str]:
    if now.edits:
        authors = ", ".join(dict.fromkeys(edit.author for edit in now.edits))
        yield f"revision {now.revision}, edited by {authors}"
    for unapplied in now.unapplied:
        yield f"{unapplied.edit.kind} by {unapplied.edit.author} is left out: {unapplied.reason}"
