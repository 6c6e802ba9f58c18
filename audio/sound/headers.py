"""Read a file's declared duration, to detect that its end is missing.

Only headers written when the length was known are trusted: a duration that FFmpeg estimates from
the bit rate, or measures on a truncated file, does not reveal missing sound.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import av

# FFmpeg's names of the containers whose headers state the length.
_STATED = {"aiff", "asf", "au", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "tta"}
_UNKNOWN_SIZE = (0, 0xFFFFFFFF)  # written by programs that cannot seek back to the header


def declared_seconds(
    path: Path, container: av.container.InputContainer, stream: av.AudioStream
) -> float | None:
    """Return the duration of this stream in seconds by the file's header, or None."""
    kind = container.format.name
    with path.open("rb") as file:
        if kind == "wav":
            return _wav_seconds(file)
        if kind == "mp3" and not _has_frame_count(file):
            return None
    if kind != "mp3" and kind not in _STATED:
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and not container.streams.video:
        return container.duration / av.time_base
    return None


def _wav_seconds(file: BinaryIO) -> float | None:
    """Return data size over bytes per second (FFmpeg uses the size of the file instead)."""
    if file.read(12)[:4] != b"RIFF":
        return None  # RF64 and similar formats store the size elsewhere
    bytes_per_second = 0
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"data":
            known = size not in _UNKNOWN_SIZE and bytes_per_second > 0
            return size / bytes_per_second if known else None
        body = file.read(size + size % 2)
        if name == b"fmt " and len(body) >= 12:
            bytes_per_second = struct.unpack("<I", body[8:12])[0]
    return None


def _has_frame_count(file: BinaryIO) -> bool:
    """Check whether an MP3 has a Xing, Info or VBRI header, which counts its frames."""
    head = file.read(10)
    if head[:3] == b"ID3":
        size = 0
        for byte in head[6:10]:  # seven bits each
            size = size << 7 | byte & 0x7F
        file.seek(10 + size)
    else:
        file.seek(0)
    # The first frame, of at most 1,441 bytes; padding after the ID3 tag is allowed for.
    first = file.read(4096)
    return any(tag in first for tag in (b"Xing", b"Info", b"VBRI"))
