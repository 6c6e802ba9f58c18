"""Read a sound file's tags: ID3, RIFF INFO, bext and iXML of broadcast WAV, Vorbis comments."""

from __future__ import annotations

from pathlib import Path

import av

from audio.sound.broadcast_wave import broadcast_tags
from audio.sound.decode import LENIENT_METADATA


def read_tags(path: Path) -> dict[str, str]:
    """Return tags by FFmpeg's names for them ("title", "album"); {} if the file cannot be read."""
    try:
        with av.open(str(path), **LENIENT_METADATA) as container:
            streams = {key: value for s in container.streams for key, value in s.metadata.items()}
            return {**broadcast_tags(path), **streams, **container.metadata}
    except (av.FFmpegError, OSError, ValueError):
        return {}
