"""A recording's transcript, as it is now or as it was at an earlier revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, select

from archive.catalogue.documents import baseline, edit_of, parsed, rebased
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, RECORDINGS, TRANSCRIPTS
from transcripts.edits.apply import Applied, apply
from transcripts.edits.change import Edit
from transcripts.edits.history import Unapplied, effective
from transcripts.errors import UserError
from transcripts.transcript import Transcript

_REMEMBERED = 8
"""The number of cached transcripts: the two newest for each of a few editors, because the next edit
starts from them. Each takes some MB per hour of speech. Without a cached one, all edits are
replayed."""


class UnknownRecording(UserError):
    """The archive has no such recording."""


@dataclass(frozen=True, slots=True)
class ReplayInputs:
    """The inputs of a replay: the documents and their hashes by run, and the run of each edit."""

    documents: Mapping[int, bytes]
    hashes: Mapping[int, str]
    made_on: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Current:
    """A transcript at a revision, with its edits.

    `edits` are all edits in order, including undone ones. `unapplied` are those that no longer
    apply, with reasons. `counting` are those that are in effect, with word numbers of the latest
    run. `document` is the machine's transcript, which defines the word numbers.
    """

    revision: int
    run: int
    document: bytes
    edits: tuple[Edit, ...]
    applied: Applied
    unapplied: tuple[Unapplied, ...]
    past: ReplayInputs = field(repr=False, compare=False)
    counting: tuple[Edit, ...] = ()

    @property
    def transcript(self) -> Transcript:
        """The transcript, with its revision, time and editors."""
        transcript = self.applied.transcript
        if self.revision == 0:
            return transcript
        former = transcript.provenance
        options = replace(former.options, revision=self.revision)
        created = max([former.created, *(edit.at for edit in self.edits[-1:])])
        notices = (*former.notices, *_notices(self))
        made = replace(former, options=options, created=created, notices=notices)
        return replace(transcript, provenance=made)


def current(catalogue: Catalogue, recording: str, revision: int | None = None) -> Current:
    """Return a recording's transcript at a revision, the newest if none is given.

    UserError if there is no such recording or revision.
    """
    with catalogue.reading() as connection:
        now = read(connection, recording, revision)
    remember(catalogue, recording, now)
    return now


def read(
    connection: Connection,
    recording: str,
    revision: int | None = None,
    newest: int | None = None,
) -> Current:
    """Do the same as `current` within a transaction; `newest` is the newest revision, if known."""
    newest = head(connection, recording).revision if newest is None else newest
    wanted = newest if revision is None else revision
    if not 0 <= wanted <= newest:
        raise UserError(f"{recording} has no revision {wanted}: the newest is {newest}")
    known = _remembered(connection.engine, recording, wanted)
    hashes = _hashes(connection, recording, wanted)
    if known is not None and known.past.hashes == hashes:
        rows = _since(connection, recording, wanted, known)
        if rows is not None:
            return _with_rows(wanted, known.past, known.edits, rows, known) if rows else known
    past = ReplayInputs(_documents(connection, recording, wanted), hashes, {})
    return _with_rows(wanted, past, (), _rows(connection, recording, wanted))


def with_edit(before: Current, edit: Edit) -> Current:
    """Return the next revision: one more edit on the latest run. Does not access the database."""
    past = replace(before.past, made_on={**before.past.made_on, edit.id: before.run})
    return _replay(before.revision + 1, past, (*before.edits, edit), before)


def remember(catalogue: Catalogue, recording: str, now: Current) -> None:
    """Cache a transcript to speed up later replays; call it only after the commit.

    Cached transcripts do not become stale, because edits and runs are only ever added. If the
    catalogue was restored from a backup, its runs or its last edit differ from the cached ones,
    which are then ignored.
    """
    with _lock:
        kept = _memory.setdefault(catalogue.engine, OrderedDict())
        kept[recording, now.revision] = now
        kept.move_to_end((recording, now.revision))
        while len(kept) > _REMEMBERED:
            kept.popitem(last=False)


_memory: WeakKeyDictionary[Engine, OrderedDict[tuple[str, int], Current]] = WeakKeyDictionary()
_lock = Lock()


def _remembered(engine: Engine, recording: str, revision: int) -> Current | None:
    """Return the newest cached transcript of a recording up to a revision."""
    with _lock:
        kept = _memory.get(engine, OrderedDict())
        fitting = [now for (of, at), now in kept.items() if of == recording and at <= revision]
    return max(fitting, key=lambda now: now.revision, default=None)


def _with_rows(
    revision: int,
    past: ReplayInputs,
    before: tuple[Edit, ...],
    rows: Sequence[Row[Any]],
    former: Current | None = None,
) -> Current:
    """Replay the edits `before`, followed by those of new rows."""
    past = replace(past, made_on={**past.made_on, **{f"E{row.number}": row.run for row in rows}})
    return _replay(revision, past, (*before, *(edit_of(row) for row in rows)), former)


def _replay(
    revision: int, past: ReplayInputs, edits: tuple[Edit, ...], former: Current | None
) -> Current:
    """Apply edits to the latest machine run; rebase the edits of earlier runs onto it."""
    latest = max(past.documents)
    document = past.documents[latest]
    counting = effective(edits)
    kept: list[Edit] = []
    lost = list(counting.unapplied)
    for run, group in groupby(counting.edits, key=lambda edit: past.made_on[edit.id]):
        if run == latest:
            kept += group
        else:
            moved = rebased(tuple(group), past.documents[run], document)
            kept += moved.edits
            lost += moved.lost
    applied = apply(parsed(document), kept, baseline(document), former.applied if former else None)
    unapplied = (*lost, *applied.unapplied)
    refused = {each.edit.id for each in applied.unapplied}
    made = tuple(edit for edit in kept if edit.id not in refused)
    return Current(revision, latest, document, edits, applied, unapplied, past, made)


def head(connection: Connection, recording: str) -> Row[Any]:
    """Return the row of a recording; UnknownRecording if the archive does not have it."""
    row = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).first()
    if row is None:
        raise UnknownRecording(
            f"there is no recording {recording!r} in the archive: `tapelog archive list` names them"
        )
    return row


def _rows(
    connection: Connection, recording: str, revision: int, first: int = 1
) -> Sequence[Row[Any]]:
    """Return the rows of edits from number `first` up to a revision."""
    mine = EDITS.c.recording == recording, EDITS.c.revision <= revision, EDITS.c.number >= first
    return connection.execute(select(EDITS).where(*mine).order_by(EDITS.c.number)).all()


def _since(
    connection: Connection, recording: str, revision: int, known: Current
) -> Sequence[Row[Any]] | None:
    """Return the rows of edits after those of `known`; None if its last edit is not stored."""
    if not known.edits:
        return _rows(connection, recording, revision)
    rows = _rows(connection, recording, revision, len(known.edits))
    return rows[1:] if rows and edit_of(rows[0]) == known.edits[-1] else None


def _hashes(connection: Connection, recording: str, revision: int) -> dict[int, str]:
    """Return the hashes of the machine's documents up to a revision, by run."""
    wanted = select(TRANSCRIPTS.c.run, TRANSCRIPTS.c.sha256)
    return {r.run: r.sha256 for r in connection.execute(_by_machine(wanted, recording, revision))}


def _documents(connection: Connection, recording: str, revision: int) -> dict[int, bytes]:
    """Return the machine's documents up to a revision, by run."""
    wanted = select(TRANSCRIPTS.c.run, TRANSCRIPTS.c.document)
    return {r.run: r.document for r in connection.execute(_by_machine(wanted, recording, revision))}


def _by_machine(wanted: Select[Any], recording: str, revision: int) -> Select[Any]:
    t = TRANSCRIPTS.c
    return wanted.where(t.recording == recording, t.origin == "machine", t.revision <= revision)


def _notices(now: Current) -> Iterable[str]:
    if now.edits:
        authors = ", ".join(dict.fromkeys(edit.author for edit in now.edits))
        yield f"Corrected by {authors} (version {now.revision})"
    for unapplied in now.unapplied:
        yield f"{unapplied.edit.kind} by {unapplied.edit.author} is left out: {unapplied.reason}"
