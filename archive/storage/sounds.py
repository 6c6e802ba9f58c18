"""Find the published audio of a recording, and its media type."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MEDIA_TYPES = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
}
"""Every extension that published audio may have. Browsers never execute these media types."""

UNKNOWN = "application/octet-stream"


def is_sound(name: str) -> bool:
    """Check whether a published file is the recording's audio."""
    path = Path(name)
    return path.name == name and path.stem == "audio" and path.suffix in MEDIA_TYPES


def media_type(path: Path) -> str:
    """Return the media type of an audio file, determined by its extension alone."""
    return MEDIA_TYPES.get(path.suffix, UNKNOWN)


def choose_sound(names: Iterable[str]) -> str | None:
    """Return the audio file among the file names of a folder; None if it is missing."""
    return min(filter(is_sound, names), default=None)


def find_sound(folder: Path) -> Path | None:
    """Return the audio file in a published folder; None if it is missing.

    A link that leads out of the folder is not accepted.
    """
    for path in sorted(folder.glob("audio.*")):
        if is_sound(path.name) and path.is_file() and path.resolve().parent == folder.resolve():
            return path
    return None
