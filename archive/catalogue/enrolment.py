"""Enrolment of voices: one embedding per confirmed turn, so that undoing an edit removes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from archive.catalogue.candidates import CandidateKey, EnrolmentCandidate, enrolment_candidates
from archive.catalogue.current import Current, head, read
from archive.catalogue.rows import person_ids
from archive.database.connection import Catalogue, lock
from archive.database.tables import LESSONS, PEOPLE, RECORDINGS, REFUSALS, VOICEPRINTS
from speakers.voiceprints.known import NOBODY, KnownVoices, pool_embeddings


@dataclass(frozen=True, slots=True)
class EnrolmentBatch:
    """The turns of a recording at a revision that are to be enrolled and are not yet.

    `folder` is where its sound was published.
    """

    recording: str
    revision: int
    grounds: tuple[EnrolmentCandidate, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class TurnEmbedding:
    """The embedding of one turn, of unit length, and its seconds of clean speech."""

    ground: EnrolmentCandidate
    seconds: float
    vector: tuple[float, ...]


def pending_enrolments(catalogue: Catalogue, model: str) -> tuple[str, ...]:
    """Return the recordings that were entered or edited since their voices were last learned."""
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


def enrolment_batch(catalogue: Catalogue, recording: str, model: str) -> EnrolmentBatch:
    """Describe what a recording has to teach that was not learned; UserError if there is none."""
    with catalogue.reading() as connection:
        now = read(connection, recording)
        folder = catalogue.folder(head(connection, recording).folder)
        known = {_key(row) for row in _shares(connection, recording) if row.model == model}
        found = tuple(g for g in enrolment_candidates(now) if g.key not in known)
        refused = _refused(connection, (g.person for g in found))
    teaching = tuple(g for g in found if g.person not in refused)
    return EnrolmentBatch(recording, now.revision, teaching, folder)


def enrol(
    catalogue: Catalogue, taught: EnrolmentBatch, shares: Sequence[TurnEmbedding], model: str
) -> int:
    """Keep what a lesson gave and note that it is learned; returns how many shares are new.

    What was edited meanwhile is left to the next lesson. Shares of another model go.
    """
    with catalogue.writing() as connection:
        lock(connection, taught.recording)
        now = read(connection, taught.recording)
        standing = {ground.key for ground in enrolment_candidates(now)}
        refused = _refused(connection, (s.ground.person for s in shares))
        kept = [s for s in shares if s.ground.key in standing and s.ground.person not in refused]
        _add(connection, taught.recording, kept, model)
        other = VOICEPRINTS.c.recording == taught.recording, VOICEPRINTS.c.model != model
        connection.execute(delete(VOICEPRINTS).where(*other))
        mine = LESSONS.c.recording == taught.recording
        connection.execute(delete(LESSONS).where(mine))
        values = {"recording": taught.recording, "revision": taught.revision, "model": model}
        connection.execute(insert(LESSONS).values(values))
    return len(kept)


def refresh_embeddings(connection: Connection, recording: str, now: Current) -> None:
    """Let the shares count whose words are still their person's, for the same reason, no others."""
    rows = _shares(connection, recording)
    standing = {ground.key for ground in enrolment_candidates(now)} if rows else set()
    for live in (True, False):
        changed = [r.id for r in rows if (_key(r) in standing) == live and r.live != live]
        if changed:
            which = VOICEPRINTS.c.id.in_(changed)
            connection.execute(update(VOICEPRINTS).where(which).values(live=live))


def embeddings_are_current(connection: Connection, recording: str, now: Current) -> bool:
    """Whether the shares that count are those that should."""
    rows = _shares(connection, recording)
    standing = {ground.key for ground in enrolment_candidates(now)} if rows else set()
    return all((_key(row) in standing) == row.live for row in rows)


def known_voices(catalogue: Catalogue, model: str, without: str | None = None) -> KnownVoices:
    """Return the known voices by name, as embeddings of one model.

    Embeddings from the recording `without` are left out, so that it is not evidence for itself.
    """
    wanted = (
        select(PEOPLE.c.name, VOICEPRINTS.c.vector, VOICEPRINTS.c.seconds)
        .join(PEOPLE, PEOPLE.c.id == VOICEPRINTS.c.person)
        .where(VOICEPRINTS.c.model == model, VOICEPRINTS.c.live)
        .where(VOICEPRINTS.c.recording != (without or ""))
    )
    with catalogue.reading() as connection:
        rows = connection.execute(wanted).all()
    if not rows:
        return NOBODY
    names, vectors, seconds = zip(*rows, strict=True)
    prints = np.frombuffer(b"".join(vectors), "<f4").reshape(len(rows), -1)
    weights = np.array(seconds, np.float32)
    people, owners = np.unique(np.array(names), return_inverse=True)
    # In an order that does not depend on when each was learned: sums of floats do.
    order = np.lexsort((*prints.T[:4], weights, owners))
    return pool_embeddings(people.tolist(), owners[order], prints[order], weights[order])


def _add(
    connection: Connection, recording: str, shares: Sequence[TurnEmbedding], model: str
) -> None:
    people = person_ids(connection, (s.ground.person for s in shares))
    rows = [
        {
            "person": people[share.ground.person],
            "recording": recording,
            "edit": share.ground.edit,
            "first": share.ground.words[0],
            "last": share.ground.words[1],
            "start": share.ground.key[4],
            "end": share.ground.key[5],
            "seconds": share.seconds,
            "model": model,
            "vector": np.asarray(share.vector, "<f4").tobytes(),
            "live": True,
        }
        for share in shares
    ]
    if rows:
        connection.execute(insert(VOICEPRINTS), rows)


def delete_stale_embeddings(connection: Connection, recording: str) -> None:
    """Delete the shares that do not count: after a new run their words have other numbers."""
    stale = VOICEPRINTS.c.recording == recording, ~VOICEPRINTS.c.live
    connection.execute(delete(VOICEPRINTS).where(*stale))


def _shares(connection: Connection, recording: str) -> Sequence[Row[Any]]:
    columns = [c for c in VOICEPRINTS.c if c.name != "vector"]
    wanted = select(*columns, PEOPLE.c.name).join(PEOPLE, PEOPLE.c.id == VOICEPRINTS.c.person)
    return connection.execute(wanted.where(VOICEPRINTS.c.recording == recording)).all()


def _key(row: Row[Any]) -> CandidateKey:
    return (row.edit, row.name, row.first, row.last, row.start, row.end)


def _refused(connection: Connection, names: Iterable[str]) -> set[str]:
    """Return those of some people whose voices are not to be kept."""
    wanted = select(PEOPLE.c.name).join(REFUSALS, REFUSALS.c.person == PEOPLE.c.id)
    return set(connection.scalars(wanted.where(PEOPLE.c.name.in_(sorted(set(names))))))
