"""The API route that cuts a clip out of a recording, with captions, quote and citation."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from archive.catalogue.current import load_snapshot, recording_row
from archive.publishing.clips import ClipOptions, write_clip
from archive.storage.files import local_copy
from archive.storage.originals import find_original_sound
from audio.scratch import scratch_folder
from audio.sound.cut import CutOptions
from audio.sound.silence import Silence
from editor.app_state import AppState
from editor.responses import error_descriptions
from editor.schemas import ClipRequest, RecordingId
from transcripts.errors import UserError
from transcripts.excerpt import Excerpt, cut_excerpt
from transcripts.formats.clock import clock
from transcripts.transcript import Span
from transcripts.withheld_times import find_silent_times, find_tone_times
from transcripts.withholding import remove_withheld

router = APIRouter(prefix="/api/recordings/{recording}")

MOST_CLIP_SECONDS = 600.0
"""The longest part that is cut, because the sound is held in memory."""

_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "A ZIP file.", "content": {"application/zip": {}}}
}


@router.post(
    "/clip", response_class=Response, responses={**_ZIP, **error_descriptions(403, 413, 415)}
)
async def clip(request: Request, recording: RecordingId, wanted: ClipRequest) -> Response:
    """Cut a part of the newest version: sound, captions and quote with citation in a ZIP file.

    Words and sound that are withheld are left out, published or not. Clips are cut one at a time.
    """
    state: AppState = request.app.state.editor
    name, data = await to_thread.run_sync(
        _cut_clip, state, recording, wanted, limiter=state.clip_limiter
    )
    headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
    return Response(data, headers=headers, media_type="application/zip")


def _cut_clip(state: AppState, recording: str, wanted: ClipRequest) -> tuple[str, bytes]:
    """Return the name of the ZIP file of a clip, without suffix, and the file."""
    span = Span(wanted.start, wanted.end)
    if span.duration > MOST_CLIP_SECONDS:
        raise UserError(
            f"a clip has at most {MOST_CLIP_SECONDS / 60:.0f} minutes: select fewer words, or use "
            "`tapelog clip`"
        )
    shown = remove_withheld(load_snapshot(state.catalogue, recording).transcript)
    if shown is None:
        raise UserError(f"{recording} is withheld: nothing of it can be cut out")
    with state.catalogue.reading() as connection:
        folder = state.catalogue.folder(recording_row(connection, recording).folder)
    sound = find_original_sound(state.catalogue.archive, recording, folder)
    if sound is None or not shown.recording.has_sound:
        raise UserError(f"{shown.recording.file} has no recording to cut a clip from")
    excerpt = cut_excerpt(shown, span, wanted.pad)
    options = ClipOptions(
        CutOptions(wanted.fade, wanted.level),
        f".{wanted.form}",
        Silence(find_silent_times(shown), find_tone_times(shown)),
    )
    packed = BytesIO()
    with scratch_folder() as scratch, local_copy(sound) as file, ZipFile(packed, "w") as made:
        for path in write_clip(excerpt, file, scratch, options):
            made.write(path, path.name)
    return _download_name(excerpt, shown.recording.title or recording), packed.getvalue()


def _download_name(excerpt: Excerpt, title: str) -> str:
    """Return a file name of the title and the times, such as Lamplight-1.46-1.49."""
    ascii_title = "".join(c for c in unicodedata.normalize("NFKD", title) if c.isascii())
    name = "-".join(re.findall("[A-Za-z0-9]+", ascii_title))[:60].rstrip("-") or "clip"
    first, last = clock(excerpt.span.start), clock(excerpt.span.end)
    return f"{name}-{first}-{last}".replace(":", ".")
