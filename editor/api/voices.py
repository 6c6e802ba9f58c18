"""The API route that finds turns which sound like those that an editor corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request

from archive.catalogue.current import Snapshot, load_snapshot, recording_row
from archive.catalogue.documents import baseline_of_document
from archive.storage.originals import find_original_sound
from editor.app_state import AppState
from editor.responses import error_descriptions
from editor.schemas import AlikeTurns, Plain, RecordingId
from editor.voices import Piece, Vectors, cut_into_pieces, turn_voices, voices_file
from speakers.voiceprints.alike import LEAST_EXAMPLES, find_alike_turns
from transcripts.edits.added_turns import is_added

router = APIRouter(prefix="/api/recordings/{recording}")


@router.get("/alike", responses=error_descriptions())
def find_alike(request: Request, recording: RecordingId, speaker: Plain) -> AlikeTurns:
    """Find turns that sound like those that an editor gave to a speaker, the likeliest first.

    At least three corrected turns are needed; then the voices of the recording are computed.
    `ready` is false until that is done; `error` says why the voices cannot be computed.
    """
    state: AppState = request.app.state.editor
    now = load_snapshot(state.catalogue, recording)
    corrected = corrected_turns(now, speaker)
    if len(corrected) < LEAST_EXAMPLES:
        return AlikeTurns(revision=now.revision, ready=True, error=None, turns=())
    voices = recorded_voices(state, recording, now)
    if voices.vectors is None:
        ready = not voices.is_computing and voices.error is None
        return AlikeTurns(revision=now.revision, ready=ready, error=voices.error, turns=())
    sources = frozenset(corrected.values())
    found = find_alike_turns(turn_voices(now, voices.pieces, voices.vectors), speaker, sources)
    return AlikeTurns(revision=now.revision, ready=True, error=None, turns=found)


@dataclass(frozen=True, slots=True)
class RecordedVoices:
    """The pieces of a recording's turns, and their vectors; None until these are computed."""

    pieces: tuple[Piece, ...]
    vectors: Vectors | None
    is_computing: bool
    error: str | None


def recorded_voices(state: AppState, recording: str, now: Snapshot) -> RecordedVoices:
    """Return the vectors of a recording's turns; the first call starts their computation."""
    with state.catalogue.reading() as connection:
        folder = state.catalogue.folder(recording_row(connection, recording).folder)
    sound = find_original_sound(state.catalogue.archive, recording, folder)
    if sound is None:
        return RecordedVoices((), None, False, None)
    file = voices_file(state.catalogue.archive, recording, now)
    parts = cut_into_pieces(baseline_of_document(now.document))
    vectors = state.voices.vectors(file, sound, parts)
    computing = state.voices.is_computing(file)
    return RecordedVoices(parts, vectors, computing, state.voices.failures.get(file))


def corrected_turns(snapshot: Snapshot, speaker: str) -> Mapping[str, str]:
    """Return the turns that an editor gave to `speaker`, each with the speaker it had before."""
    draft, applied = snapshot.applied.state.materialized.draft, snapshot.applied
    machine, found = draft.baseline, {}
    for turn in applied.transcript.turns:
        first, last = applied.run_by_turn.get(turn.id, (0, 0))
        is_by_hand = any(n in draft.assigned_by for n in range(first, last))
        if turn.speaker == speaker and is_by_hand and not is_added(first):
            former = (
                machine.assigned_speaker_by_word[first]
                or machine.speaker_by_voice[machine.voice_by_word[first]]
            )
            if former != speaker:
                found[turn.id] = former
    return found
