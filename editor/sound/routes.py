"""API routes for the audio of a recording and its waveform."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from archive.catalogue.current import UnknownRecording, recording_row
from archive.storage.errors import MissingFile
from archive.storage.originals import find_original_sound
from archive.storage.sounds import UNKNOWN, media_type
from editor.app_state import AppState
from editor.responses import error_descriptions
from editor.schemas import RecordingId
from editor.sound.ranges import send_file
from editor.sound.waves import waveform, waveform_file

router = APIRouter(prefix="/recordings/{recording}")

_REVALIDATE = {"cache-control": "private, no-cache"}
"""Browsers may cache audio, but must revalidate it."""

_MOST_ATTEMPTS = 5
"""Attempts to open the audio, which a publication may move or remove after it was found."""

_WHOLE: dict[int | str, dict[str, Any]] = {200: {"description": "The whole file."}}
_PART: dict[int | str, dict[str, Any]] = {
    206: {"description": "The requested range."},
    416: {"description": "The file has no such range."},
}


@router.head("/audio", include_in_schema=False)
@router.get(
    "/audio", response_class=FileResponse, responses={**_WHOLE, **_PART, **error_descriptions()}
)
def audio(request: Request, recording: RecordingId) -> Response:
    """Send the audio of a recording in a format that browsers play, whole or by range."""
    for _ in range(_MOST_ATTEMPTS):
        found = _require_sound(request, recording)
        with suppress(MissingFile):
            return send_file(request, found, _REVALIDATE, media_type(found))
    raise _missing_sound(recording)


@router.get(
    "/peaks", response_class=FileResponse, responses={**_WHOLE, **_PART, **error_descriptions()}
)
async def peaks(request: Request, recording: RecordingId) -> Response:
    """Return the waveform in audiowaveform's data format, version 2, 8 bits."""
    found = await run_in_threadpool(_require_sound, request, recording)
    state: AppState = request.app.state.editor
    path = await waveform(
        found, waveform_file(state.catalogue.archive, recording), state.waveform_limiter
    )
    return await run_in_threadpool(send_file, request, path, _REVALIDATE, UNKNOWN)


def _require_sound(request: Request, recording: str) -> Path:
    """Return the path of a recording's audio; raise `UnknownRecording` if there is none.

    Editors hear what is withheld from publication.
    """
    state: AppState = request.app.state.editor
    with state.catalogue.reading() as connection:
        folder = state.catalogue.folder(recording_row(connection, recording).folder)
    found = find_original_sound(state.catalogue.archive, recording, folder)
    if found is None:
        raise _missing_sound(recording)
    return found


def _missing_sound(recording: str) -> UnknownRecording:
    return UnknownRecording(f"{recording} has no playable audio: process it again")
