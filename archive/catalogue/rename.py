"""Rename a person in every recording, or merge two people, by ordinary edits.

Each recording gets its own edits, which its editors see and may undo individually. The edits share
one reason, by which `take_back` finds all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select

from archive.catalogue.append import Decision, append
from archive.catalogue.current import current
from archive.catalogue.people import person
from archive.catalogue.rows import person_ids
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, REFUSALS, SPEAKERS
from transcripts.doubts import SURE
from transcripts.edits.apply import Applied
from transcripts.edits.change import Change
from transcripts.edits.history import effective
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.edits.kinds.voices import AssignVoice
from transcripts.errors import UserError
from transcripts.identifiers import check_name
from transcripts.transcript import Speaker


@dataclass(frozen=True, slots=True)
class NameDecision:
    """A rename or merge for all recordings: its author, and its time (ISO 8601)."""

    former: str
    name: str
    author: str
    at: str

    @property
    def why(self) -> str:
        """The reason stored with each of the edits."""
        return f"{self.former} is {self.name}, in all recordings"


@dataclass(frozen=True, slots=True)
class Renamed:
    """The changed recordings, and those skipped because the person in them is uncertain."""

    changed: tuple[str, ...]
    left: tuple[str, ...] = ()


def rename(catalogue: Catalogue, said: NameDecision) -> Renamed:
    """Rename a person to an unused name; UserError if it is taken or invalid."""
    _check(said)
    known = person(catalogue, said.former)
    if _speaks(catalogue, said.name):
        raise UserError(
            f"the archive knows a {said.name!r} already: if they are one person, "
            "use `tapelog people merge`"
        )
    if known.refused:
        _refuse(catalogue, said.name, known.refused)
    return _rename(catalogue, said)


def merge(catalogue: Catalogue, said: NameDecision) -> Renamed:
    """Merge one person into another; UserError if either is unknown.

    If both speak in a recording, the latter gets all turns of the former.
    """
    _check(said)
    one, other = person(catalogue, said.former), person(catalogue, said.name)
    if bool(one.refused) != bool(other.refused):
        refused, kept = (one, other) if one.refused else (other, one)
        raise UserError(
            f"no voice of {refused.name!r} is to be kept, but one of {kept.name!r} may be: "
            "use `tapelog people forget` or `allow`, so that both are the same, and merge them then"
        )
    return _rename(catalogue, said)


def take_back(catalogue: Catalogue, said: NameDecision) -> Renamed:
    """Undo the edits of a rename or merge that still apply; UserError if there are none."""
    with catalogue.reading() as connection:
        of_it = select(EDITS.c.recording).where(EDITS.c.why == said.why).distinct()
        recordings = connection.scalars(of_it.order_by(EDITS.c.recording)).all()
    changed = []
    for recording in recordings:
        now = current(catalogue, recording)
        counting = {edit.id for edit in effective(now.edits).edits}
        ours = [edit.id for edit in now.edits if edit.why == said.why and edit.id in counting]
        if ours:
            _decide(catalogue, recording, said, [Undo(edit) for edit in reversed(ours)], why=None)
            changed.append(recording)
    if not changed:
        raise UserError(
            f"nothing says that {said.former!r} is {said.name!r}: give the names as they were given"
        )
    return Renamed(tuple(changed))


def _rename(catalogue: Catalogue, said: NameDecision) -> Renamed:
    with catalogue.reading() as connection:
        rows = _speakers(connection, said.former)
    sure = {row.recording for row in rows}
    left = {row.recording for row in rows if row.confidence < SURE}
    changed = sorted(sure - left)
    for recording in changed:
        for step in (_of_voices, _of_words, _of_names):
            now = current(catalogue, recording).applied
            _decide(catalogue, recording, said, list(step(now, said)), why=said.why)
    return Renamed(tuple(changed), tuple(sorted(left)))


def _of_voices(now: Applied, said: NameDecision) -> Iterator[Change]:
    """Yield edits that give the former name's voices to the speaker with the new name, if any."""
    one, other = _both(now, said)
    if other:
        yield from (AssignVoice(voice, other[0].id) for speaker in one for voice in speaker.voices)


def _of_words(now: Applied, said: NameDecision) -> Iterator[Change]:
    """Yield edits that reassign the turns that an editor had assigned, which belong to no voice."""
    one, other = _both(now, said)
    theirs = {speaker.id for speaker in one}
    turns = [turn.id for turn in now.transcript.turns if turn.speaker in theirs]
    runs = sorted(now.runs[turn] for turn in turns if turn in now.runs)
    if other and runs:
        yield AssignSpeaker(tuple(runs), other[0].id)


def _of_names(now: Applied, said: NameDecision) -> Iterator[Change]:
    """Yield edits that set the new name; if another speaker has it, they clear the former one."""
    one, other = _both(now, said)
    yield from (SetName(speaker.id, None if other else said.name) for speaker in one)


def _both(now: Applied, said: NameDecision) -> tuple[list[Speaker], list[Speaker]]:
    """Return a recording's speakers with the former name, and those with the new name."""
    people = now.transcript.speakers
    return [s for s in people if s.name == said.former], [s for s in people if s.name == said.name]


def _decide(
    catalogue: Catalogue,
    recording: str,
    said: NameDecision,
    changes: Sequence[Change],
    why: str | None,
) -> None:
    for change in changes:
        base = current(catalogue, recording).revision
        append(catalogue, recording, Decision(change, said.author, said.at, base, why))


def _speakers(connection: Connection, name: str) -> Sequence[Row[tuple[str, float]]]:
    wanted = select(SPEAKERS.c.recording, SPEAKERS.c.confidence)
    return connection.execute(wanted.where(SPEAKERS.c.name == name)).all()


def _speaks(catalogue: Catalogue, name: str) -> bool:
    with catalogue.reading() as connection:
        return bool(_speakers(connection, name))


def _refuse(catalogue: Catalogue, name: str, since: str) -> None:
    """Transfer a refusal of enrolment to the new name."""
    with catalogue.writing() as connection:
        known = person_ids(connection, [name])[name]
        refused = select(REFUSALS.c.person).where(REFUSALS.c.person == known)
        if connection.scalar(refused) is None:
            connection.execute(insert(REFUSALS).values(person=known, at=since))


def _check(said: NameDecision) -> None:
    check_name(said.name)
    if said.name != " ".join(said.name.split()) or not any(c.isalnum() for c in said.name):
        raise UserError(
            f"{said.name!r} is not a valid name: write it with single spaces between words"
        )
    if said.former == said.name:
        raise UserError(
            f"the former and the new name are both {said.name!r}: give two different names"
        )
