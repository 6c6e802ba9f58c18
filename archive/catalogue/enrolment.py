"""Enrol voices: store an embedding per confirmed turn, until the confirmation is undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from archive.catalogue.candidates import CandidateKey, EnrolmentCandidate, find_enrolment_candidates
from archive.catalogue.current import Snapshot, read_snapshot, recording_row
from archive.catalogue.rows import ensure_person_ids
from archive.database.connection import Catalogue, lock
from archive.database.tables import LESSONS, PEOPLE, RECORDINGS, REFUSALS, VOICEPRINTS
from speakers.voiceprints.known import NOBODY, KnownVoices, pool_embeddings

_LENGTH_TOLERANCE, _TIME_TOLERANCE = 1e-4, 0.1
"""How far the length of a stored embedding may be from 1, and by how many seconds its speech may
exceed its turn.
"""


@dataclass(frozen=True, slots=True)
class EnrolmentBatch:
    """The turns of a recording at a revision that have not been enrolled yet.

    `folder` is the published folder with the audio.
    """

    recording: str
    revision: int
    candidates: tuple[EnrolmentCandidate, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class TurnEmbedding:
    """The embedding of one turn, of unit length, and its seconds of clean speech."""

    candidate: EnrolmentCandidate
    seconds: float
    vector: tuple[float, ...]


def find_pending_enrolments(catalogue: Catalogue, model: str) -> tuple[str, ...]:
    """Return the recordings that were ingested or edited since their last enrolment."""
    same = and_(
        LESSONS.c.recording == RECORDINGS.c.id,
        LESSONS.c.revision == RECORDINGS.c.revision,
        LESSONS.c.model == model,
    )
    wanted = (
        select(RECORDINGS.c.id)
        .outerjoin(LESSONS, same)
        .where(LESSONS.c.recording.is_(None))
        .order_by(RECORDINGS.c.entered, RECORDINGS.c.id)
    )
    with catalogue.reading() as connection:
        return tuple(connection.scalars(wanted))


def build_enrolment_batch(catalogue: Catalogue, recording: str, model: str) -> EnrolmentBatch:
    """Return the turns that are not enrolled yet; raises UserError if the recording is unknown."""
    with catalogue.reading() as connection:
        now = read_snapshot(connection, recording)
        folder = catalogue.folder(recording_row(connection, recording).folder)
        known = {
            _build_candidate_key(row)
            for row in _select_stored_embeddings(connection, recording)
            if row.model == model
        }
        found = tuple(g for g in find_enrolment_candidates(now) if g.key not in known)
        refusing = _find_refusing_people(connection, (g.person for g in found))
    accepted = tuple(g for g in found if g.person not in refusing)
    return EnrolmentBatch(recording, now.revision, accepted, folder)


def enrol(
    catalogue: Catalogue, batch: EnrolmentBatch, embeddings: Sequence[TurnEmbedding], model: str
) -> int:
    """Store a batch's embeddings and mark the recording as enrolled; return the number stored.

    Turns that were edited in the meantime are left to the next batch. Embeddings of other models
    are deleted.
    """
    with catalogue.writing() as connection:
        lock(connection, batch.recording)
        now = read_snapshot(connection, batch.recording)
        valid = {candidate.key for candidate in find_enrolment_candidates(now)}
        refusing = _find_refusing_people(connection, (s.candidate.person for s in embeddings))
        stored = [
            s for s in embeddings if s.candidate.key in valid and s.candidate.person not in refusing
        ]
        _insert_embeddings(connection, batch.recording, stored, model)
        other = VOICEPRINTS.c.recording == batch.recording, VOICEPRINTS.c.model != model
        connection.execute(delete(VOICEPRINTS).where(*other))
        mine = LESSONS.c.recording == batch.recording
        connection.execute(delete(LESSONS).where(mine))
        values = {"recording": batch.recording, "revision": batch.revision, "model": model}
        connection.execute(insert(LESSONS).values(values))
    return len(stored)


def refresh_embeddings(connection: Connection, recording: str, snapshot: Snapshot) -> None:
    """Mark a recording's embeddings as live if their turns are still confirmed for the same person.

    All other embeddings of the recording are marked as not live.
    """
    rows = _select_stored_embeddings(connection, recording)
    valid = {candidate.key for candidate in find_enrolment_candidates(snapshot)} if rows else set()
    for live in (True, False):
        changed = [
            r.id for r in rows if (_build_candidate_key(r) in valid) == live and r.live != live
        ]
        if changed:
            which = VOICEPRINTS.c.id.in_(changed)
            connection.execute(update(VOICEPRINTS).where(which).values(live=live))


def embeddings_are_current(connection: Connection, recording: str, snapshot: Snapshot) -> bool:
    """Check that the valid embeddings of a recording are marked as live, and no others."""
    rows = _select_stored_embeddings(connection, recording)
    valid = {candidate.key for candidate in find_enrolment_candidates(snapshot)} if rows else set()
    return all((_build_candidate_key(row) in valid) == row.live for row in rows)


def find_damaged_embeddings(connection: Connection, recording: str) -> Iterator[int]:
    """Yield the ids of embeddings without unit length, or with more speech than their turn.

    Damage that changes the length by less than 1e-4, such as a flipped sign, is not noticed.
    """
    v = VOICEPRINTS.c
    wanted = select(v.id, v.vector, v.seconds, v.start, v.end).where(v.recording == recording)
    for row in connection.execute(wanted.order_by(v.id)):
        is_whole = row.vector and len(row.vector) % 4 == 0
        vector = np.frombuffer(row.vector if is_whole else b"", "<f4").astype(np.float64)
        has_length = abs(float(np.linalg.norm(vector)) - 1.0) < _LENGTH_TOLERANCE
        if not (has_length and 0.0 < row.seconds <= row.end - row.start + _TIME_TOLERANCE):
            yield row.id


def load_known_voices(
    catalogue: Catalogue, model: str, excluded_recording: str | None = None
) -> KnownVoices:
    """Return the known voices by name, as embeddings of one model.

    Embeddings from the recording `excluded_recording` are excluded, so that a recording is never
    evidence for itself.
    """
    wanted = (
        select(PEOPLE.c.name, VOICEPRINTS.c.vector, VOICEPRINTS.c.seconds)
        .join(PEOPLE, PEOPLE.c.id == VOICEPRINTS.c.person)
        .where(VOICEPRINTS.c.model == model, VOICEPRINTS.c.live)
        .where(VOICEPRINTS.c.recording != (excluded_recording or ""))
    )
    with catalogue.reading() as connection:
        rows = connection.execute(wanted).all()
    if not rows:
        return NOBODY
    names, vectors, seconds = zip(*rows, strict=True)
    vectors_ = np.frombuffer(b"".join(vectors), "<f4").reshape(len(rows), -1)
    weights = np.array(seconds, np.float32)
    people, owners = np.unique(np.array(names), return_inverse=True)
    # Sorted by value, not by time of enrolment, because float sums depend on the order.
    order = np.lexsort((*vectors_.T[:4], weights, owners))
    return pool_embeddings(people.tolist(), owners[order], vectors_[order], weights[order])


def _insert_embeddings(
    connection: Connection, recording: str, embeddings: Sequence[TurnEmbedding], model: str
) -> None:
    people = ensure_person_ids(connection, (s.candidate.person for s in embeddings))
    rows = [
        {
            "person": people[embedding.candidate.person],
            "recording": recording,
            "edit": embedding.candidate.edit,
            "first": embedding.candidate.words[0],
            "last": embedding.candidate.words[1],
            "start": embedding.candidate.key[4],
            "end": embedding.candidate.key[5],
            "seconds": embedding.seconds,
            "model": model,
            "vector": np.asarray(embedding.vector, "<f4").tobytes(),
            "live": True,
        }
        for embedding in embeddings
    ]
    if rows:
        connection.execute(insert(VOICEPRINTS), rows)


def delete_stale_embeddings(connection: Connection, recording: str) -> None:
    """Delete the embeddings of earlier machine runs: a new run numbers the words anew."""
    stale = VOICEPRINTS.c.recording == recording, ~VOICEPRINTS.c.live
    connection.execute(delete(VOICEPRINTS).where(*stale))


def _select_stored_embeddings(connection: Connection, recording: str) -> Sequence[Row[Any]]:
    columns = [c for c in VOICEPRINTS.c if c.name != "vector"]
    wanted = select(*columns, PEOPLE.c.name).join(PEOPLE, PEOPLE.c.id == VOICEPRINTS.c.person)
    return connection.execute(wanted.where(VOICEPRINTS.c.recording == recording)).all()


def _build_candidate_key(row: Row[Any]) -> CandidateKey:
    return (row.edit, row.name, row.first, row.last, row.start, row.end)


def _find_refusing_people(connection: Connection, names: Iterable[str]) -> set[str]:
    """Return which of the given people refused enrolment."""
    wanted = select(PEOPLE.c.name).join(REFUSALS, REFUSALS.c.person == PEOPLE.c.id)
    return set(connection.scalars(wanted.where(PEOPLE.c.name.in_(sorted(set(names))))))
