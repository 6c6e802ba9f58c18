"""Read how long a file says that it is, to know when its end is missing.

Only headers that were written with the length known are believed: what FFmpeg estimates from a bit
rate, or measures on what is left of the file, says nothing of what is missing.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import av

# FFmpeg's names of the containers whose headers state the length.
_STATED = {"aiff", "asf", "au", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "tta"}
_UNKNOWN_SIZE = (0, 0xFFFFFFFF)  # what a program writes that cannot go back to the header


def declared_seconds(
    path: Path, container: av.container.InputContainer, stream: av.AudioStream
) -> float | None:
    """Give the seconds that the file's header promises for this stream, None where it does not."""
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
    """Size of the data over bytes a second (FFmpeg itself looks at the size of the file)."""
    if file.read(12)[:4] != b"RIFF":
        return None  # RF64 and its kin, whose size stands elsewhere
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
    """Whether an MP3 begins with a Xing, Info or VBRI header, which counts the frames to come."""
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
