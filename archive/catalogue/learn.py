"""What the archive learns of people's voices: share by share, for an undo to take back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, insert, select, update

from archive.catalogue.current import Current
from archive.catalogue.open import Catalogue, lock
from archive.catalogue.rows import person_ids
from archive.catalogue.tables import EDITS, PEOPLE, VOICEPRINTS
from transcripts.edits.edit import Run
from transcripts.edits.live import live
from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class Share:
    """What one confirmed turn says of a person's voice: an embedding and its seconds of speech."""

    words: Run
    seconds: float
    model: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """A person's voice as a model hears it: the mean of the shares by seconds, of unit length."""

    person: str
    model: str
    vector: tuple[float, ...]
    seconds: float
    shares: int


def learn(
    catalogue: Catalogue, recording: str, edit: str, person: str, shares: Sequence[Share]
) -> None:
    """Add what an edit confirmed to what is known of a person's voice; UserError without the edit.

    Learning the same edit again replaces its shares.
    """
    number = int(edit.removeprefix("E")) if edit.removeprefix("E").isdecimal() else 0
    with catalogue.writing() as connection:
        lock(connection, recording)
        of_edit = EDITS.c.recording == recording, EDITS.c.number == number
        if connection.scalar(select(EDITS.c.number).where(*of_edit)) is None:
            raise UserError(f"{recording} has no edit {edit}: nothing was learned")
        known = person_ids(connection, [person])[person]
        mine = VOICEPRINTS.c.recording == recording, VOICEPRINTS.c.edit == number
        connection.execute(VOICEPRINTS.delete().where(*mine))
        rows = [
            {
                "person": known,
                "recording": recording,
                "edit": number,
                "first": share.words[0],
                "last": share.words[1],
                "seconds": share.seconds,
                "model": share.model,
                "vector": np.asarray(share.vector, "<f4").tobytes(),
                "live": True,
            }
            for share in shares
        ]
        if rows:
            connection.execute(insert(VOICEPRINTS), rows)


def relearn(connection: Connection, recording: str, now: Current) -> None:
    """Let the shares count whose edits count, and no others."""
    counting = [int(edit.id[1:]) for edit in live(now.edits).edits]
    mine = VOICEPRINTS.c.recording == recording
    is_live = VOICEPRINTS.c.edit.in_(counting)
    connection.execute(update(VOICEPRINTS).where(mine).values(live=is_live))


def voiceprints(catalogue: Catalogue, model: str) -> tuple[Voiceprint, ...]:
    """Give the voices that the archive knows as a model hears them, by name."""
    wanted = (
        select(PEOPLE.c.name, VOICEPRINTS.c.vector, VOICEPRINTS.c.seconds)
        .join(PEOPLE, PEOPLE.c.id == VOICEPRINTS.c.person)
        .where(VOICEPRINTS.c.model == model, VOICEPRINTS.c.live)
        .order_by(PEOPLE.c.name, VOICEPRINTS.c.id)
    )
    shares: dict[str, list[tuple[np.ndarray[tuple[int], np.dtype[np.float32]], float]]] = {}
    with catalogue.reading() as connection:
        for name, vector, seconds in connection.execute(wanted):
            shares.setdefault(name, []).append((np.frombuffer(vector, "<f4"), seconds))
    return tuple(_voiceprint(name, model, of_person) for name, of_person in shares.items())


def _voiceprint(
    person: str,
    model: str,
    shares: Sequence[tuple[np.ndarray[tuple[int], np.dtype[np.float32]], float]],
) -> Voiceprint:
    total = np.sum([vector * seconds for vector, seconds in shares], axis=0)
    length = float(np.linalg.norm(total))
    vector = tuple(float(x) for x in (total / length if length else total))
    return Voiceprint(person, model, vector, math.fsum(s for _, s in shares), len(shares))
