"""Files of the archive as answers, whole or by range, wherever the archive is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from archive.storage.files import storage_of
from archive.storage.sounds import UNKNOWN

_CHUNK = 2**20
"""Bytes that are asked of a URL at once: half a minute of sound, and a moment of the network."""


INERT = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
"""Headers of every file that came with a recording: a browser that opens it runs nothing of it."""


def sent(request: Request, path: Path, headers: Mapping[str, str], media: str) -> Response:
    """Send a file of the archive, or the range of it that was asked for.

    The media type comes from the caller, never from the file. A file of unknown type is offered as
    a download.
    """
    headers = {**headers, **INERT}
    if media == UNKNOWN:
        headers["content-disposition"] = "attachment"
    storage = storage_of(path)
    if (local := storage.local_path(path)) is not None:
        return FileResponse(local, media_type=media, headers=headers)
    info = storage.info(path)
    size = info.size
    told = {**headers, "accept-ranges": "bytes", "etag": f'"{info.version}"'}
    start, end = _asked(request, size, told["etag"]) or (0, size)
    if start >= end and size:
        return Response(status_code=416, headers={**told, "content-range": f"bytes */{size}"})
    whole = (start, end) == (0, size)
    told["content-length"] = str(end - start)
    if not whole:
        told["content-range"] = f"bytes {start}-{end - 1}/{size}"
    body = _read(path, start, end) if request.method != "HEAD" else iter(())
    return StreamingResponse(body, 200 if whole else 206, told, media)


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _CHUNK):
        yield storage_of(path).read_range(path, at, min(at + _CHUNK, end))


def _asked(request: Request, size: int, mark: str) -> tuple[int, int] | None:
    """Return the requested range, its end excluded; None for the whole file.

    Several ranges at once are answered with the whole, as RFC 9110 allows, and so is a range of a
    file that has changed since.
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
    if found is None or found.groups() == ("", "") or request.headers.get("if-range", mark) != mark:
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)
