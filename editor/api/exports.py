"""The API route that renders a recording's newest version in one of the formats."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from archive.catalogue.current import load_snapshot
from editor.api.differences import comments
from editor.app_state import AppState
from editor.responses import error_descriptions
from editor.schemas import Plain, RecordingId
from transcripts.errors import UserError
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME

router = APIRouter(prefix="/api/recordings/{recording}")

_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", "content": {"*/*": {}}}}


@router.get("/files/{name}", response_class=Response, responses={**_FILE, **error_descriptions()})
def export(request: Request, recording: RecordingId, name: Plain) -> Response:
    """Render the newest version, published or not, in a format such as "docx", "vtt" or "txt".

    Only the format "annotations" includes the comments of editors. It leaves them out if anything
    of the recording is withheld, because a comment may quote what is withheld.
    """
    state: AppState = request.app.state.editor
    if name not in BY_NAME:
        raise UserError(f"{name!r} is not a format: use one of {', '.join(BY_NAME)}")
    kind = BY_NAME[name]
    now = load_snapshot(state.catalogue, recording)
    shown_comments = () if now.transcript.withheld else comments(now)
    rendered = kind.render(now.transcript, RenderOptions(comments=shown_comments))
    disposition = f'attachment; filename="{recording}-{kind.file}"'
    headers = {"content-disposition": disposition, "cache-control": "private, no-cache"}
    content = rendered.encode() if isinstance(rendered, str) else rendered
    return Response(content, headers=headers, media_type=kind.media)
