"""Read a file's declared duration, to detect that its end is missing.

Only headers that are written when the length is known are trusted. A duration that FFmpeg estimates
from the bit rate, or measures on a truncated file, does not show that audio is missing.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av

# FFmpeg's names of the containers whose headers state the length.
_STATED = {"aiff", "asf", "au", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "tta"}
_UNKNOWN_SIZE = (
    0,
    2**32 - 1,
    2**64 - 1,
)  # sizes that mean "unknown", from programs that cannot seek back to the header
_PCM = (b"\x01\x00", b"\x03\x00", b"\xfe\xff")  # format codes of WAV: integers, floats, extensible


def declared_seconds(
    path: Path, container: av.container.InputContainer, stream: av.AudioStream
) -> float | None:
    """Return the duration of a stream according to the file's header, in seconds, or None."""
    kind = container.format.name
    with path.open("rb") as file:
        cut = _cut_off_seconds(file, kind, stream.codec_context.bit_rate)
        if cut is not None or kind == "wav":
            return cut or _read_wav_seconds(file)
        if kind == "mp3" and not _has_frame_count(file):
            return None
    if kind != "mp3" and kind not in _STATED:
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and not container.streams.video:
        return container.duration / av.time_base
    return None


@dataclass(frozen=True, slots=True)
class _Layout:
    """The layout of chunks in a container.

    `first` is the offset of the first chunk in bytes; `head` unpacks a chunk's name and size;
    `data` is the name of the chunk with the audio. Chunks begin at multiples of `pad` bytes.
    `counts_head` is true if sizes include the head.
    """

    first: int
    head: struct.Struct
    data: bytes
    pad: int = 2
    counts_head: bool = False


_LAYOUTS = {
    "wav": _Layout(12, struct.Struct("<4sI"), b"data"),
    "aiff": _Layout(12, struct.Struct(">4sI"), b"SSND"),
    "caf": _Layout(8, struct.Struct(">4sQ"), b"data", pad=1),
    "w64": _Layout(
        40, struct.Struct("<16sQ"), bytes.fromhex("64617461f3acd3118cd100c04f8edb8a"), 8, True
    ),
}


def unread_bytes(path: Path, kind: str) -> int:
    """Return how many bytes of audio follow after the chunk that should contain all audio.

    The declared size of that chunk is too small if the recording program was stopped, or if the
    audio exceeds 4 GB. Chunks with other content and a tail of zeros are not audio. Returns 0 if
    nothing follows, and for other containers.
    """
    layout = _LAYOUTS.get(kind)
    if layout is None:
        return 0
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        behind = False
        for name, at, size in _iterate_chunks(file, layout, end):
            if behind and not all(32 <= letter < 127 for letter in name[:4]):
                return _count_bytes_before_trailing_zeros(file, at - layout.head.size, end)
            if name == layout.data and size in _UNKNOWN_SIZE:
                return 0
            behind = behind or name == layout.data
    return 0


def _iterate_chunks(file: BinaryIO, layout: _Layout, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, offset of the content, size) for each chunk up to the end of the file."""
    at = layout.first
    long_size = 0  # size of an RF64 file's audio, which does not fit into the usual 32 bits
    while at + layout.head.size <= end:
        file.seek(at)
        name, size = layout.head.unpack(file.read(layout.head.size))
        at += layout.head.size
        size -= layout.head.size if layout.counts_head else 0
        if name == b"ds64":
            long_size = struct.unpack("<Q", file.read(16)[8:].ljust(8, b"\0"))[0]
        if name == layout.data and size == 0xFFFFFFFF and long_size:
            size = long_size
        yield name, at, size
        at += max(0, size) + -size % layout.pad


def read_chunks(path: Path, chunk_names: Collection[bytes], max_bytes: int) -> dict[bytes, bytes]:
    """Return the content of the named chunks of a WAV or RF64 file, the first of each name.

    Longer chunks than `max_bytes` are left out. Returns {} for other files.
    """
    found: dict[bytes, bytes] = {}
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
                return {}
            end = file.seek(0, os.SEEK_END)
            for name, at, size in _iterate_chunks(file, _LAYOUTS["wav"], end):
                if name in chunk_names and name not in found and 0 < size <= max_bytes:
                    file.seek(at)
                    found[name] = file.read(size)
    except OSError:
        return {}
    return found


def count_trailing_zero_bytes(path: Path) -> int:
    """Return the number of zero bytes at the end of a file."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        return end - _count_bytes_before_trailing_zeros(file, 0, end)


def _count_bytes_before_trailing_zeros(file: BinaryIO, first: int, end: int) -> int:
    """Return the number of bytes from `first` to `end`, without zero bytes at the end."""
    while end > first:
        begin = max(first, end - (1 << 20))
        file.seek(begin)
        rest = file.read(end - begin).rstrip(b"\0")
        if rest:
            return begin + len(rest) - first
        end = begin
    return 0


def _cut_off_seconds(file: BinaryIO, kind: str, bit_rate: int | None) -> float | None:
    """Return how many seconds of audio a file had before its end was cut off.

    The number is computed from the header.

    Returns None if the file has all bytes that its header declares, and for containers other than
    WAV, AIFF, CAF and W64.
    """
    layout, end = _LAYOUTS.get(kind), file.seek(0, os.SEEK_END)
    if layout is None or not bit_rate:
        return None
    for name, at, size in _iterate_chunks(file, layout, end):
        if name == layout.data:
            is_cut = size not in _UNKNOWN_SIZE and at + size > end
            return 8 * size / bit_rate if is_cut else None
    return None


def _read_wav_seconds(file: BinaryIO) -> float | None:
    """Return the duration that a WAV header states: size of the data / bytes per second.

    FFmpeg divides the size of the file instead. Returns None for a compressed format, because its
    bytes per second are only an average.
    """
    file.seek(0)
    if file.read(4) != b"RIFF":
        return None  # RF64 and similar formats store the size elsewhere
    end = file.seek(0, os.SEEK_END)
    bytes_per_second, is_pcm = 0, False
    for name, at, size in _iterate_chunks(file, _LAYOUTS["wav"], end):
        if name == b"data":
            known = size not in _UNKNOWN_SIZE and bytes_per_second > 0
            return size / bytes_per_second if known and is_pcm else None
        file.seek(at)
        body = file.read(12)
        if name == b"fmt " and len(body) == 12:
            is_pcm = body[:2] in _PCM
            bytes_per_second = struct.unpack("<I", body[8:12])[0]
    return None


_OGG_TAIL = 131_072
"""The last page of an Ogg file begins in this many bytes at its end; a page has at most 65,307."""


def has_last_page(path: Path) -> bool:
    """Check whether one of the last pages of an Ogg file is marked as the last of its stream.

    Ogg states no length, but a file that is cut off lacks this mark.
    """
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _OGG_TAIL))
        pages = file.read().split(b"OggS\0")[1:]
    return any(page[:1] and page[0] & 4 for page in pages)


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
    # The first frame has at most 1,441 bytes and may follow padding after the ID3 tag.
    first = file.read(4096)
    return any(tag in first for tag in (b"Xing", b"Info", b"VBRI"))
