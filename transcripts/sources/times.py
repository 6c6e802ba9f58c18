"""Parse times as people and programs write them, to seconds from the start of the recording."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from math import isfinite

MOST_SECONDS = 1000 * 3600.0
"""Later times, in seconds, are ignored: no recording is longer than a thousand hours."""

TIME = r"(?<![\d:.,])(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,;:]\d{1,3})?(?![\d:])"
"""A time with at least minutes and seconds, and optionally a fraction or frames."""

_PARTS = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:([.,;:])(\d{1,3}))?\s*")
_OFFSET = re.compile(r"\s*(\d+(?:\.\d+)?)(h|m|s|ms|f|t)\s*")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}

_FRAMES = 25.0
"""Frames per second for times with frames if the source does not state the rate."""


def parse_clock_time(text: str) -> float | None:
    """Parse "1:02:03.4", "02:03", "00:00:59,198" or "01:02:03:12" (frames), else return None."""
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, mark, fraction = match.groups()
    if mark == ":" and hours is None:  # 01:02:03 was parsed as minutes, seconds and frames
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    if not fraction:
        return float(whole)
    part = int(fraction) / (_FRAMES if mark in ";:" else 10 ** len(fraction))
    return whole + part


def parse_offset_time(text: str, frame_rate: float = 30.0, tick_rate: float = 1.0) -> float | None:
    """Parse a time of TTML: "12.5s", "90t", "00:01:02.345" or "00:01:02:12"."""
    if match := _OFFSET.fullmatch(text):
        value, unit = float(match[1]), match[2]
        return (
            value / {"f": frame_rate, "t": tick_rate}[unit]
            if unit in "ft"
            else value * _UNITS[unit]
        )
    return parse_clock_time(text)


def parse_number_time(value: object, unit: float = 1.0) -> float | None:
    """Parse a number, or a text with a number, as a time in units of `unit` seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        time = float(value) * unit
    except (ValueError, OverflowError):
        return parse_clock_time(value) if isinstance(value, str) else None
    return time if isfinite(time) and 0 <= time <= MOST_SECONDS else None


def longest_rising_subsequence(times: Sequence[float]) -> frozenset[int]:
    """Return the indices of the longest subsequence of times that never decreases.

    Takes time proportional to n log n.
    """
    ends: list[float] = []
    places: list[int] = []
    before: list[int] = []
    for index, time in enumerate(times):
        rank = bisect_right(ends, time)
        before.append(places[rank - 1] if rank else -1)
        if rank == len(ends):
            ends.append(time)
            places.append(index)
        else:
            ends[rank], places[rank] = time, index
    kept: set[int] = set()
    index = places[-1] if places else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return frozenset(kept)
