"""Number passages in the order of search results, newest broadcast first.

A number packs, from the highest bits, the day (newest first, undated last), the recording (last
indexed first) and the position in it. Both databases can read numbers in order without sorting, and
a range of days is a range of numbers.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY_BITS, _RECORDING_BITS, _PLACE_BITS = 18, 24, 21
_DAY_SHIFT = _RECORDING_BITS + _PLACE_BITS
_UNDATED = (1 << _DAY_BITS) - 1
_DAY_ZERO = date(1860, 1, 1).toordinal() - 1
"""Days are counted from 1860, the year of the oldest playable recording of a voice; 18 bits reach
to the year 2577."""

_LARGEST = (1 << 63) - 1
"""The largest integer in both databases. No passage has it, because recordings count from 1."""

PLACES = 1 << _PLACE_BITS
PLACES_A_SECOND = 2
"""Positions per second of audio, which suffice for twelve days.

With fewer, an edit in fast speech would renumber more of the turns after it; with more, very long
recordings would not fit.
"""

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?~?")


def first_number(day: str | None, recording: int) -> int:
    """Return the number of a recording's first passage; `recording` is its index number."""
    begins = parse_first_day(day) if day else None
    rank = _UNDATED if begins is None else _count_days_since_zero(begins)
    return (rank << _DAY_SHIFT) + (((1 << _RECORDING_BITS) - 1 - recording) << _PLACE_BITS)


def number_range(since: date | None, until: date | None) -> tuple[int, int]:
    """Return the half-open range of passage numbers for a range of days.

    Undated recordings are excluded if `since` or `until` is given.
    """
    low = _count_days_since_zero(until) if until else 0
    high = _count_days_since_zero(since) if since else _UNDATED - bool(until)
    return low << _DAY_SHIFT, min((high + 1) << _DAY_SHIFT, _LARGEST)


def parse_first_day(text: str) -> date | None:
    """Parse a date and return its first day (2010-09-15, 2010-09, 2010); None if invalid."""
    return _parse_date(text, last=False)


def parse_last_day(text: str) -> date | None:
    """Parse a date and return the last day of it, its month or its year; None if invalid."""
    return _parse_date(text, last=True)


def _parse_date(text: str, last: bool) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year = int(match[1])
    try:
        month = int(match[2]) if match[2] else 12 if last else 1
        day = int(match[3]) if match[3] else monthrange(year, month)[1] if last else 1
        return date(year, month, day)
    except ValueError:  # no such month or day: calendar's own exception is a ValueError, too
        return None


def _count_days_since_zero(day: date) -> int:
    return _UNDATED - min(max(day.toordinal() - _DAY_ZERO, 1), _UNDATED)
