"""Show editors the published files of a recording, as readers see them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from archive.catalogue.current import UnknownRecording, recording_row
from archive.storage.manifest import read_listed_files
from archive.storage.outside import is_outside
from archive.storage.sounds import UNKNOWN, is_sound, media_type
from editor.app_state import AppState
from editor.schemas import Plain, RecordingId
from editor.sound.ranges import send_file
from transcripts.formats.page.parts import SCRIPTS, csp_hash, read_part

_HEADERS = {"cache-control": "private, no-cache"}
"""Browsers must ask each time, because the next publication has other files."""


def published_file(request: Request, recording: RecordingId, name: Plain) -> Response:
    """Send a published file of a recording whose folder is inside the archive.

    The browser shows pages and plays sound; it downloads all other files. In a page, it runs only
    scripts that this version of tapelog writes. Raises `UnknownRecording` if there is no such file.
    """
    state: AppState = request.app.state.editor
    with state.catalogue.reading() as connection:
        row = recording_row(connection, recording)
    folder = state.catalogue.folder(row.folder)
    path = folder / name
    if (
        row.published is None
        or is_outside(state.catalogue.archive, folder)
        or name not in read_listed_files(folder)
        or not _is_directly_in(folder, path)
    ):
        raise UnknownRecording(f"{recording} has no published file {name!r} in this archive")
    if path.suffix == ".html":
        policy = {"content-security-policy": _page_policy()}
        return HTMLResponse(path.read_bytes(), headers=_HEADERS | policy)
    return send_file(request, path, _HEADERS, media_type(path) if is_sound(name) else UNKNOWN)


def _is_directly_in(folder: Path, path: Path) -> bool:
    """Check that a path is a file of the folder, and not a link that leads out of it."""
    return path.is_file() and path.resolve().parent == folder.resolve()


@cache
def _page_policy() -> str:
    """Return the content security policy of published pages, whichever version wrote them."""
    scripts = ("".join(map(read_part, SCRIPTS)), read_part("repairs.js"))
    hashes = " ".join(f"'{csp_hash(script)}'" for script in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            f"script-src {hashes}",
            "media-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
