"""Compute a recording's transcript at its newest revision or at an earlier one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, select

from archive.catalogue.documents import (
    baseline_of_document,
    edit_from_row,
    parse_document,
    rebase_edits_of_documents,
)
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, RECORDINGS, TRANSCRIPTS
from transcripts.edits.apply import Applied, apply_edits
from transcripts.edits.change import Edit
from transcripts.edits.history import Unapplied, resolve_undos
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.errors import UserError
from transcripts.transcript import Transcript

_MOST_CACHED = 8
"""The maximum number of cached transcripts: the two newest for each of a few editors, because the
next edit starts from them. Each takes some MB per hour of speech. Without a cached transcript, all
edits are replayed.
"""


class UnknownRecording(UserError):
    """The archive has no such recording."""


@dataclass(frozen=True, slots=True)
class ReplayInputs:
    """The stored data from which edits are replayed.

    `documents` are the machine's transcripts by run, `hashes` their sha256; `run_by_edit` is the
    run whose word numbers an edit uses.
    """

    documents: Mapping[int, bytes]
    hashes: Mapping[int, str]
    run_by_edit: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A transcript at a revision, with its edits.

    `edits` are all edits in order, including undone ones. `unapplied` are the edits that no longer
    apply, with the reasons. `edits_in_effect` are the edits in effect, with the word numbers of the
    latest run. `document` is the machine's transcript, which defines the word numbers.
    """

    revision: int
    run: int
    document: bytes
    edits: tuple[Edit, ...]
    applied: Applied
    unapplied: tuple[Unapplied, ...]
    replay_inputs: ReplayInputs = field(repr=False, compare=False)
    edits_in_effect: tuple[Edit, ...] = ()

    @property
    def transcript(self) -> Transcript:
        """The transcript, with its revision, time and editors."""
        transcript = self.applied.transcript
        if self.revision == 0:
            return transcript
        former = transcript.provenance
        options = replace(former.options, revision=self.revision)
        created = max([former.created, *(edit.at for edit in self.edits[-1:])])
        notices = (*former.notices, *_list_notices(self))
        made = replace(former, options=options, created=created, notices=notices)
        return replace(transcript, provenance=made)


def load_snapshot(catalogue: Catalogue, recording: str, revision: int | None = None) -> Snapshot:
    """Return a recording's transcript at a revision, by default the newest.

    Raises UserError if there is no such recording or revision.
    """
    with catalogue.reading() as connection:
        now = read_snapshot(connection, recording, revision)
    cache_snapshot(catalogue, recording, now)
    return now


def read_snapshot(
    connection: Connection,
    recording: str,
    revision: int | None = None,
    newest: int | None = None,
) -> Snapshot:
    """Load a snapshot like `load_snapshot`, within a transaction.

    `newest` is the newest revision, if known.
    """
    newest = recording_row(connection, recording).revision if newest is None else newest
    wanted = newest if revision is None else revision
    if not 0 <= wanted <= newest:
        raise UserError(f"{recording} has no revision {wanted}: the newest is {newest}")
    cached = _find_newest_cached(connection.engine, recording, wanted)
    hashes = _select_document_hashes(connection, recording, wanted)
    if cached is not None and cached.replay_inputs.hashes == hashes:
        rows = _select_rows_since(connection, recording, wanted, cached)
        if rows is not None:
            return (
                _replay_rows(wanted, cached.replay_inputs, cached.edits, rows, cached)
                if rows
                else cached
            )
    past = ReplayInputs(_load_documents(connection, recording, wanted), hashes, {})
    return _replay_rows(wanted, past, (), _select_edit_rows(connection, recording, wanted))


def with_edit(snapshot: Snapshot, edit: Edit) -> Snapshot:
    """Return the next revision, with one more edit on the latest run.

    This does not access the database.
    """
    past = replace(
        snapshot.replay_inputs,
        run_by_edit={**snapshot.replay_inputs.run_by_edit, edit.id: snapshot.run},
    )
    return _replay(snapshot.revision + 1, past, (*snapshot.edits, edit), snapshot)


def cache_snapshot(catalogue: Catalogue, recording: str, snapshot: Snapshot) -> None:
    """Cache a transcript to speed up later replays; call this only after the commit.

    Cached transcripts do not become outdated, because edits and runs are only ever added. If the
    catalogue was restored from a backup, its runs or its last edit differ from those of the cached
    transcripts, and the cached transcripts are not used.
    """
    with _snapshot_lock:
        cache = _snapshot_cache.setdefault(catalogue.engine, OrderedDict())
        cache[recording, snapshot.revision] = snapshot
        cache.move_to_end((recording, snapshot.revision))
        while len(cache) > _MOST_CACHED:
            cache.popitem(last=False)


_snapshot_cache: WeakKeyDictionary[Engine, OrderedDict[tuple[str, int], Snapshot]] = (
    WeakKeyDictionary()
)
_snapshot_lock = Lock()


def _find_newest_cached(engine: Engine, recording: str, revision: int) -> Snapshot | None:
    """Return the newest cached transcript of a recording up to a revision, or None."""
    with _snapshot_lock:
        cache = _snapshot_cache.get(engine, OrderedDict())
        candidates = [now for (of, at), now in cache.items() if of == recording and at <= revision]
    return max(candidates, key=lambda now: now.revision, default=None)


def _replay_rows(
    revision: int,
    replay_inputs: ReplayInputs,
    earlier_edits: tuple[Edit, ...],
    rows: Sequence[Row[Any]],
    earlier_snapshot: Snapshot | None = None,
) -> Snapshot:
    """Replay `earlier_edits`, then the edits in `rows`.

    If `earlier_snapshot` is given, it is the result of `earlier_edits`, and these are not applied
    again.
    """
    replay_inputs = replace(
        replay_inputs,
        run_by_edit={**replay_inputs.run_by_edit, **{f"E{row.number}": row.run for row in rows}},
    )
    return _replay(
        revision,
        replay_inputs,
        (*earlier_edits, *(edit_from_row(row) for row in rows)),
        earlier_snapshot,
    )


def _replay(
    revision: int,
    replay_inputs: ReplayInputs,
    edits: tuple[Edit, ...],
    earlier_snapshot: Snapshot | None,
) -> Snapshot:
    """Apply edits to the latest machine run; rebase the edits of earlier runs onto it."""
    counting = resolve_undos(edits)
    latest = max(replay_inputs.documents, default=0)
    if (
        lacking := {latest, *(replay_inputs.run_by_edit[edit.id] for edit in edits)}
        - replay_inputs.documents.keys()
    ):
        runs = ", ".join(map(str, sorted(lacking)))
        raise UserError(f"the transcript of run {runs} is missing: restore a backup of the archive")
    document = replay_inputs.documents[latest]
    current_edits: list[Edit] = []
    unapplied_edits = list(counting.unapplied)
    for run, group in groupby(counting.edits, key=lambda edit: replay_inputs.run_by_edit[edit.id]):
        if run == latest:
            current_edits += group
        else:
            moved = rebase_edits_of_documents(tuple(group), replay_inputs.documents[run], document)
            current_edits += moved.edits
            unapplied_edits += moved.lost
    applied = apply_edits(
        parse_document(document),
        current_edits,
        baseline_of_document(document),
        earlier_snapshot.applied if earlier_snapshot else None,
    )
    unapplied = (*unapplied_edits, *applied.unapplied)
    refused = {each.edit.id for each in applied.unapplied}
    applied_edits = tuple(edit for edit in current_edits if edit.id not in refused)
    return Snapshot(
        revision, latest, document, edits, applied, unapplied, replay_inputs, applied_edits
    )


def recording_row(connection: Connection, recording: str) -> Row[Any]:
    """Return the row of a recording; raises UnknownRecording if the archive does not have it."""
    row = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).first()
    if row is None:
        raise UnknownRecording(
            f"there is no recording {recording!r} in the archive: see `tapelog archive list`"
        )
    return row


def _select_edit_rows(
    connection: Connection, recording: str, revision: int, first: int = 1
) -> Sequence[Row[Any]]:
    """Return the rows of edits from number `first` up to a revision."""
    mine = EDITS.c.recording == recording, EDITS.c.revision <= revision, EDITS.c.number >= first
    return connection.execute(select(EDITS).where(*mine).order_by(EDITS.c.number)).all()


def _select_rows_since(
    connection: Connection, recording: str, revision: int, cached_snapshot: Snapshot
) -> Sequence[Row[Any]] | None:
    """Return the rows of edits after `cached_snapshot`; None if its last edit is not stored."""
    if not cached_snapshot.edits:
        return _select_edit_rows(connection, recording, revision)
    rows = _select_edit_rows(connection, recording, revision, len(cached_snapshot.edits))
    return rows[1:] if rows and edit_from_row(rows[0]) == cached_snapshot.edits[-1] else None


def _select_document_hashes(
    connection: Connection, recording: str, revision: int
) -> dict[int, str]:
    """Return the hashes of the machine's documents up to a revision, by run."""
    wanted = select(TRANSCRIPTS.c.run, TRANSCRIPTS.c.sha256)
    return {
        r.run: r.sha256
        for r in connection.execute(_select_machine_documents(wanted, recording, revision))
    }


def _load_documents(connection: Connection, recording: str, revision: int) -> dict[int, bytes]:
    """Return the machine's documents up to a revision, by run."""
    wanted = select(TRANSCRIPTS.c.run, TRANSCRIPTS.c.document)
    return {
        r.run: r.document
        for r in connection.execute(_select_machine_documents(wanted, recording, revision))
    }


def _select_machine_documents(statement: Select[Any], recording: str, revision: int) -> Select[Any]:
    t = TRANSCRIPTS.c
    return statement.where(t.recording == recording, t.origin == "machine", t.revision <= revision)


def newest_published_change(snapshot: Snapshot) -> int:
    """Return the latest revision at which something changed that published files show."""
    revision = snapshot.revision
    for edit in reversed(snapshot.edits):
        is_before_run = snapshot.replay_inputs.run_by_edit[edit.id] != snapshot.run
        if is_before_run or edit.change.is_published:
            break
        revision -= 1
    return revision


def _list_notices(snapshot: Snapshot) -> Iterable[str]:
    silent: set[str] = set()  # edits that notices leave out, such as those that withhold words
    for edit in snapshot.edits:
        about = edit.change.edit if isinstance(edit.change, Undo | Redo) else None
        if edit.change.is_internal or about in silent:
            silent.add(edit.id)
    if shown := [edit for edit in snapshot.edits if edit.id not in silent]:
        authors = ", ".join(dict.fromkeys(edit.author for edit in shown))
        yield f"Corrected by {authors} (version {snapshot.revision})"
    for unapplied in snapshot.unapplied:
        yield f"{unapplied.edit.kind} by {unapplied.edit.author} does not apply: {unapplied.reason}"
