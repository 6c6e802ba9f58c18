"""Send files of the archive, whole or by range, from a disk or an object store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from archive.storage.files import storage_of
from archive.storage.sounds import UNKNOWN

INERT = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
"""Headers of every file from an archive, so that a browser never executes its content."""


def send_file(
    request: Request, path: Path, headers: Mapping[str, str], media_type: str
) -> Response:
    """Send a file of the archive, or the requested range of it.

    The caller chooses the media type; it is never guessed from the content. A file of unknown type
    is sent as a download. Raises MissingFile. Once the file is open, a publication may replace it.
    """
    headers = {**headers, **INERT}
    if media_type == UNKNOWN:
        headers["content-disposition"] = "attachment"
    opened = storage_of(path).open_version(path)
    size = opened.info.size
    etag = f'"{opened.info.version.replace(" ", "-")}"'
    response_headers = {**headers, "accept-ranges": "bytes", "etag": etag}
    start, end = _parse_requested_range(request, size, etag) or (0, size)
    if start >= end and size:
        refused = {**response_headers, "content-range": f"bytes */{size}", "content-length": "0"}
        return StreamingResponse(opened.read(0, 0), 416, refused)
    whole = (start, end) == (0, size)
    response_headers["content-length"] = str(end - start)
    if not whole:
        response_headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    body = opened.read(start, start if request.method == "HEAD" else end)
    return StreamingResponse(body, 200 if whole else 206, response_headers, media_type)


def _parse_requested_range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the requested half-open range of bytes; None for the whole file.

    A request for several ranges gets the whole file, as RFC 9110 allows. So does a request with an
    If-Range header if the file has changed.
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
    if found is None or found.groups() == ("", "") or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)
