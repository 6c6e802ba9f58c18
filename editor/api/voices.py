"""The API route that finds turns which sound like those that an editor corrected."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request

from archive.catalogue.current import Current, head, read
from archive.catalogue.documents import baseline
from archive.storage.originals import original_sound
from editor.app_state import AppState
from editor.responses import failures
from editor.schemas import AlikeTurns, Plain, RecordingId
from editor.voices import pieces, turn_voices, voices_file
from speakers.voiceprints.alike import LEAST_EXAMPLES, alike_turns

router = APIRouter(prefix="/api/recordings/{recording}")


@router.get("/alike", responses=failures())
def find_alike(request: Request, recording: RecordingId, speaker: Plain) -> AlikeTurns:
    """Find turns that sound like those that an editor gave to a speaker, the likeliest first.

    With fewer than three corrected turns none is found. `ready` is false while the voices of the
    recording are computed, which begins when there are three; `error` says why they cannot be.
    """
    state: AppState = request.app.state.editor
    with state.catalogue.reading() as connection:
        now = read(connection, recording)
        folder = state.catalogue.folder(head(connection, recording).folder)
    sound = original_sound(state.catalogue.archive, recording, folder)
    corrected = corrected_turns(now, speaker)
    if sound is None or len(corrected) < LEAST_EXAMPLES:
        return AlikeTurns(revision=now.revision, ready=True, error=None, turns=())
    file = voices_file(state.catalogue.archive, recording, now)
    parts = pieces(baseline(now.document))
    vectors = state.voices.vectors(file, sound, parts)
    if vectors is None:
        error = state.voices.failures.get(file)
        return AlikeTurns(revision=now.revision, ready=False, error=error, turns=())
    sources = frozenset(corrected.values())
    found = alike_turns(turn_voices(now, parts, vectors), speaker, sources)
    return AlikeTurns(revision=now.revision, ready=True, error=None, turns=found)


def corrected_turns(snapshot: Current, speaker: str) -> Mapping[str, str]:
    """Return the turns that an editor gave to `speaker`, each with the speaker it had before."""
    draft, applied = snapshot.applied.state.materialized.draft, snapshot.applied
    machine, found = draft.baseline, {}
    for turn in applied.transcript.turns:
        first, last = applied.runs.get(turn.id, (0, 0))
        if turn.speaker == speaker and any(n in draft.assigned_by for n in range(first, last)):
            former = machine.assigned[first] or machine.voice_owner[machine.voices[first]]
            if former != speaker:
                found[turn.id] = former
    return found
