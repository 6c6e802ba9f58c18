"""API routes that find a text in the whole archive, and replace it in one recording."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from archive.catalogue.current import load_snapshot
from archive.catalogue.find_text import find_in_all_recordings
from archive.catalogue.replace_all import replace_in_recording
from editor.api.differences import turns_with_estimated_times
from editor.app_state import AppState
from editor.responses import error_descriptions, json_response
from editor.schemas import FoundPlaces, Plain, RecordingId, ReplacementReport, ReplaceRequest
from transcripts.edits.replace_text import TextPattern
from transcripts.errors import UserError

router = APIRouter(prefix="/api")


@router.get("/places", response_model=FoundPlaces, responses=error_descriptions())
def find_places(
    request: Request,
    find: Annotated[Plain, Query()],
    whole: bool = True,
    case: bool = False,
    sounds: bool = False,
) -> Response:
    """Return where a text occurs in all recordings: in words, and in names of people.

    With `sounds`, words that sound like the text are found. What is withheld is not searched. At
    most the first 20,000 places are returned.
    """
    total, found = find_in_all_recordings(
        request.app.state.editor.catalogue, TextPattern(find, whole, case, sounds)
    )
    return json_response(FoundPlaces.model_construct(total=total, recordings=found))


@router.post(
    "/recordings/{recording}/replace", status_code=201, responses=error_descriptions(403, 413, 415)
)
def replace(request: Request, recording: RecordingId, wanted: ReplaceRequest) -> ReplacementReport:
    """Replace the ticked places of a recording, as one decision; count the places left alone."""
    state: AppState = request.app.state.editor
    text = TextPattern(wanted.find, wanted.whole, wanted.case, wanted.sounds)
    if text.pattern is None:
        raise UserError("there is nothing to find: type at least one word")
    done = replace_in_recording(
        state.catalogue,
        recording,
        text,
        wanted.replacement.strip(),
        request.state.author,
        wanted.passages,
        wanted.speakers,
    )
    if done.edits:
        state.publisher.publish_when_quiet(recording)
        if state.times is not None and turns_with_estimated_times(
            load_snapshot(state.catalogue, recording)
        ):
            state.times.measure_after_edit(recording)
    return ReplacementReport(done=done)
