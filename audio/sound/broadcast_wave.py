"""Read the chunks of a broadcast WAV that describe it: bext (EBU Tech 3285) and iXML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from audio.sound.headers import read_chunks
from transcripts.errors import UserError
from transcripts.sources.bounded_xml import descendants, parse_xml, tag_name

_MOST_BYTES = 1 << 20
"""Longest chunk that is read: iXML has some kilobytes, bext has 602 bytes and a history."""

_SECONDS_PER_DAY = 86_400

_IXML = {"PROJECT": "programme", "NOTE": "comment"}
"""Elements of iXML, with the tag for each. Names of scenes and tracks ("12A", "Boom") are not read,
because they are neither titles nor people.
"""


def broadcast_tags(path: Path) -> dict[str, str]:
    """Return tags of bext and iXML that FFmpeg does not read; {} if the file has neither.

    The keys are "programme", "comment", and "start_time", the time of day (13:05:59.250).
    """
    tags = _read_ixml_tags(read_chunks(path, (b"iXML",), _MOST_BYTES).get(b"iXML", b""))
    seconds = start_time(path)
    if seconds is not None:
        tags["start_time"] = _format_time_of_day(seconds)
    return {key: value for key, value in tags.items() if value}


def start_time(path: Path) -> float | None:
    """Return the time of day at which a broadcast WAV begins, in seconds since midnight, or None.

    The time is stored as samples: TimeReference of bext, or TIMESTAMP_SAMPLES_SINCE_MIDNIGHT of
    iXML. Many programs write 0 for an unknown time, so 0 counts as unknown.
    """
    chunks = read_chunks(path, (b"fmt ", b"bext", b"iXML"), _MOST_BYTES)
    form, bext = chunks.get(b"fmt ", b""), chunks.get(b"bext", b"")
    rate = int.from_bytes(form[4:8], "little")
    samples = int.from_bytes(bext[338:346], "little") if len(bext) >= 346 else 0
    if not samples:
        samples, rate = _read_ixml_time(chunks.get(b"iXML", b""), rate)
    seconds = samples / rate if rate else 0.0
    return seconds if 0 < seconds < _SECONDS_PER_DAY else None


def _format_time_of_day(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02}:{minutes:02}:{rest:06.3f}"


def _read_ixml_tags(data: bytes) -> dict[str, str]:
    root = _parse_ixml(data)
    if root is None:
        return {}
    return {
        tag: " ".join((found.text or "").split())
        for key, tag in _IXML.items()
        for found in root
        if str(found.tag).upper() == key
    }


def _read_ixml_time(data: bytes, rate: int) -> tuple[int, int]:
    """Return the samples since midnight and their rate; (0, `rate`) if the chunk has no time."""
    root = _parse_ixml(data)
    if root is None:
        return 0, rate
    values = {tag_name(e): (e.text or "").strip() for e in _find_speed_elements(root)}
    high, low = (
        values.get(f"timestamp_samples_since_midnight_{part}", "") for part in ("hi", "lo")
    )
    stated = values.get("timestamp_sample_rate", "")
    if not all(len(v) <= 10 and v.isascii() and v.isdigit() for v in (high, low)):
        return 0, rate
    return (int(high) << 32) + int(low), int(stated) if stated.isdigit() else rate


def _find_speed_elements(root: Element) -> Iterator[Element]:
    for found in descendants(root, "speed"):
        yield from found


def _parse_ixml(data: bytes) -> Element | None:
    text = data.rstrip(b"\0 ")
    try:
        root = parse_xml(text) if text else None
    except UserError:
        return None
    return root if root is not None and tag_name(root) == "bwfxml" else None
