"""Rename a person in every recording, or merge two people, by ordinary edits.

Every recording gets its own edits, which its editors see and can undo. The edits share one reason
text, by which `undo_rename` finds all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.people import find_person
from archive.catalogue.rows import ensure_person_ids
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, REFUSALS, SPEAKERS
from transcripts.doubts import SURE
from transcripts.edits.apply import Applied
from transcripts.edits.change import Change
from transcripts.edits.history import resolve_undos
from transcripts.edits.kinds.assign_speaker import AssignSpeaker
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.edits.kinds.voices import AssignVoice
from transcripts.errors import UserError
from transcripts.identifiers import check_name
from transcripts.transcript import Speaker


@dataclass(frozen=True, slots=True)
class NameDecision:
    """A rename or merge in all recordings, with its author and its time (ISO 8601)."""

    former_name: str
    new_name: str
    author: str
    at: str

    @property
    def why(self) -> str:
        """The reason stored with each of the edits."""
        return f"{self.former_name} is {self.new_name}, in all recordings"


@dataclass(frozen=True, slots=True)
class RenameResult:
    """The changed recordings, and those left alone because the machine is unsure of the name."""

    changed_recordings: tuple[str, ...]
    unchanged_recordings: tuple[str, ...] = ()


def rename_person(catalogue: Catalogue, decision: NameDecision) -> RenameResult:
    """Rename a person to an unused name; raises UserError if it is taken or invalid.

    A rename that was interrupted is continued.
    """
    _check_names(decision)
    done = _find_already_changed_recordings(catalogue, decision)
    if done and not _find_recordings_with_speaker(catalogue, decision.former_name):
        return RenameResult(tuple(sorted(done)))
    known = find_person(catalogue, decision.former_name)
    if _find_recordings_with_speaker(catalogue, decision.new_name) - done:
        raise UserError(
            f"the archive already has {decision.new_name!r}: if they are the same person, "
            "use `tapelog people merge`"
        )
    if known.refused_at:
        _copy_refusal(catalogue, decision.new_name, known.refused_at)
    return _rename(catalogue, decision)


def merge_people(catalogue: Catalogue, decision: NameDecision) -> RenameResult:
    """Merge a person into another; raises UserError if either is unknown.

    If both speak in a recording, all turns go to the second person. A merge that was interrupted
    is continued.
    """
    _check_names(decision)
    done = _find_already_changed_recordings(catalogue, decision)
    if done and not _find_recordings_with_speaker(catalogue, decision.former_name):
        return RenameResult(tuple(sorted(done)))
    former_person, new_person = (
        find_person(catalogue, decision.former_name),
        find_person(catalogue, decision.new_name),
    )
    if bool(former_person.refused_at) != bool(new_person.refused_at):
        refused, accepting = (
            (former_person, new_person) if former_person.refused_at else (new_person, former_person)
        )
        raise UserError(
            f"{refused.name!r} refused a voiceprint, but {accepting.name!r} did not: "
            "set both the same with `tapelog people forget` or `allow`, then merge them"
        )
    return _rename(catalogue, decision)


def undo_rename(catalogue: Catalogue, decision: NameDecision) -> RenameResult:
    """Undo the edits of a rename or merge that are still in effect.

    Raises UserError if there are none.
    """
    changed = []
    for recording in _find_recordings_of_decision(catalogue, decision):
        now = load_snapshot(catalogue, recording)
        counting = {edit.id for edit in resolve_undos(now.edits).edits}
        own_edits = [
            edit.id for edit in now.edits if edit.why == decision.why and edit.id in counting
        ]
        if own_edits:
            _append_all(
                catalogue,
                recording,
                decision,
                [Undo(edit) for edit in reversed(own_edits)],
                why=None,
            )
            changed.append(recording)
    if not changed:
        raise UserError(
            f"{decision.former_name!r} was not renamed to {decision.new_name!r}: use the "
            "same two names as in the rename or merge"
        )
    return RenameResult(tuple(changed))


def _rename(catalogue: Catalogue, decision: NameDecision) -> RenameResult:
    with catalogue.reading() as connection:
        rows = _select_speakers(connection, decision.former_name)
    recordings = {row.recording for row in rows}
    uncertain = {row.recording for row in rows if row.confidence < SURE}
    changed = sorted(recordings - uncertain)
    for recording in changed:
        for step in (_build_voice_edits, _build_turn_edits, _build_name_edits):
            now = load_snapshot(catalogue, recording).applied
            _append_all(catalogue, recording, decision, list(step(now, decision)), why=decision.why)
    return RenameResult(tuple(changed), tuple(sorted(uncertain)))


def _build_voice_edits(edited_transcript: Applied, decision: NameDecision) -> Iterator[Change]:
    """Yield edits that assign the former name's voices to a speaker with the new name, if any."""
    one, other = _find_speakers_named(edited_transcript, decision)
    if other:
        yield from (AssignVoice(voice, other[0].id) for speaker in one for voice in speaker.voices)


def _build_turn_edits(edited_transcript: Applied, decision: NameDecision) -> Iterator[Change]:
    """Yield an edit that reassigns the turns that editors had given to the former name."""
    one, other = _find_speakers_named(edited_transcript, decision)
    theirs = {speaker.id for speaker in one}
    turns = [turn.id for turn in edited_transcript.transcript.turns if turn.speaker in theirs]
    runs = sorted(
        edited_transcript.run_by_turn[turn]
        for turn in turns
        if turn in edited_transcript.run_by_turn
    )
    if other and runs:
        yield AssignSpeaker(tuple(runs), other[0].id)


def _build_name_edits(edited_transcript: Applied, decision: NameDecision) -> Iterator[Change]:
    """Yield edits that set the new name, or clear the former one if another speaker has it."""
    one, other = _find_speakers_named(edited_transcript, decision)
    yield from (SetName(speaker.id, None if other else decision.new_name) for speaker in one)


def _find_speakers_named(
    edited_transcript: Applied, decision: NameDecision
) -> tuple[list[Speaker], list[Speaker]]:
    """Return a recording's speakers with the former name, and those with the new name."""
    people = edited_transcript.transcript.speakers
    return [s for s in people if s.name == decision.former_name], [
        s for s in people if s.name == decision.new_name
    ]


def _append_all(
    catalogue: Catalogue,
    recording: str,
    decision: NameDecision,
    changes: Sequence[Change],
    why: str | None,
) -> None:
    for change in changes:
        base = load_snapshot(catalogue, recording).revision
        append(catalogue, recording, NewEdit(change, decision.author, decision.at, base, why))


def _select_speakers(connection: Connection, name: str) -> Sequence[Row[tuple[str, float]]]:
    wanted = select(SPEAKERS.c.recording, SPEAKERS.c.confidence)
    return connection.execute(wanted.where(SPEAKERS.c.name == name)).all()


def _find_recordings_with_speaker(catalogue: Catalogue, name: str) -> set[str]:
    with catalogue.reading() as connection:
        return {row.recording for row in _select_speakers(connection, name)}


def _find_already_changed_recordings(catalogue: Catalogue, decision: NameDecision) -> set[str]:
    """Return the recordings that an earlier, interrupted run of a decision has changed."""
    changed = set(_find_recordings_of_decision(catalogue, decision))
    return (
        changed & _find_recordings_with_speaker(catalogue, decision.new_name) if changed else set()
    )


def _find_recordings_of_decision(catalogue: Catalogue, decision: NameDecision) -> Sequence[str]:
    """Return the recordings that have edits of a decision, whether in effect or undone."""
    mine = select(EDITS.c.recording).where(EDITS.c.why == decision.why).distinct()
    with catalogue.reading() as connection:
        return connection.scalars(mine.order_by(EDITS.c.recording)).all()


def _copy_refusal(catalogue: Catalogue, name: str, refused_at: str) -> None:
    """Transfer a refusal of enrolment to the new name."""
    with catalogue.writing() as connection:
        known = ensure_person_ids(connection, [name])[name]
        refused = select(REFUSALS.c.person).where(REFUSALS.c.person == known)
        if connection.scalar(refused) is None:
            connection.execute(insert(REFUSALS).values(person=known, at=refused_at))


def _check_names(decision: NameDecision) -> None:
    check_name(decision.new_name)
    if decision.new_name != " ".join(decision.new_name.split()) or not any(
        c.isalnum() for c in decision.new_name
    ):
        raise UserError(
            f"{decision.new_name!r} is not a valid name: write it with single spaces between words"
        )
    if decision.former_name == decision.new_name:
        raise UserError(
            f"the former and the new name are both {decision.new_name!r}: use two different names"
        )
