"""The numbers of passages, in the order in which readers want them: the newest broadcast first.

A number has, from its highest bits, the day (the newest first, no day at all last), the recording
(the one indexed last first) and the place in it. Both databases can follow numbers without sorting,
and a stretch of days is a stretch of numbers.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY_BITS, _RECORDING_BITS, _PLACE_BITS = 18, 24, 21
_BEHIND_DAY = _RECORDING_BITS + _PLACE_BITS
_NO_DAY = (1 << _DAY_BITS) - 1
_BEFORE = date(1860, 1, 1).toordinal() - 1
"""The oldest voice that can be played is of 1860; 18 bits of days reach to the year 2577."""

_LARGEST = (1 << 63) - 1
"""Databases have no larger number. No passage has this one: recordings count from 1."""

PLACES = 1 << _PLACE_BITS
PLACES_A_SECOND = 2
"""So the places last for twelve days. Coarser, and an edit in quick talk would move the places of
more turns behind it; finer, and very long recordings would not fit."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def first_number(day: str | None, recording: int) -> int:
    """Return the number of a recording's place 0; `recording` is its number in the index."""
    begins = first_day(day) if day else None
    rank = _NO_DAY if begins is None else _rank(begins)
    return (rank << _BEHIND_DAY) + (((1 << _RECORDING_BITS) - 1 - recording) << _PLACE_BITS)


def stretch(since: date | None, until: date | None) -> tuple[int, int]:
    """Return the numbers of some days: the first, and the one behind the last.

    Where a day is asked for, recordings without one are not among them.
    """
    low = _rank(until) if until else 0
    high = _rank(since) if since else _NO_DAY - bool(until)
    return low << _BEHIND_DAY, min((high + 1) << _BEHIND_DAY, _LARGEST)


def first_day(text: str) -> date | None:
    """Read a day, or the first of a month or year (2010-09-15, 2010-09, 2010); None for others."""
    return _date(text, last=False)


def last_day(text: str) -> date | None:
    """Read a day, or the last of a month or year; None for others."""
    return _date(text, last=True)


def _date(text: str, last: bool) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year = int(match[1])
    try:
        month = int(match[2]) if match[2] else 12 if last else 1
        day = int(match[3]) if match[3] else monthrange(year, month)[1] if last else 1
        return date(year, month, day)
    except ValueError:  # no such month or day; calendar's own error is one, too
        return None


def _rank(day: date) -> int:
    return _NO_DAY - min(max(day.toordinal() - _BEFORE, 1), _NO_DAY)
