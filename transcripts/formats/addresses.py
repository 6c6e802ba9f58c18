"""Build the web addresses of a recording's files, for formats that identify items by address."""

from __future__ import annotations

from urllib.parse import quote

from transcripts.formats.options import RenderOptions
from transcripts.transcript import Recording

_UNKNOWN = "https://address.invalid"
"""The host if the files' web address is unknown; RFC 2606 reserves `.invalid` for such uses."""


def file_address(recording: Recording, options: RenderOptions, name: str) -> str:
    """Return the address of a file in the same folder as the transcript."""
    folder = options.folder_url or f"{_UNKNOWN}/{quote(recording.id, safe='')}"
    return f"{folder.rstrip('/')}/{quote(name, safe='')}"


def sound_address(recording: Recording, options: RenderOptions) -> str:
    """Return the address of the audio."""
    return file_address(recording, options, options.sound_file or recording.file)
