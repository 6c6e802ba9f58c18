"""Hold back files that are still being written."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from flows.sources.arrival import Arrival, Found, Waiting

SECONDS = 10.0
"""Seconds for which a file must be unchanged.

Copy programs write about every second, and a network share reports writes after 3 to 5 s; a larger
value would only delay new files.
"""

_Inode = tuple[int, int]

Trace = tuple[int, int, int, int, int]
"""Device, inode, size in bytes, mtime and ctime in nanoseconds."""


def separate_unfinished(
    items: Iterable[Found],
    seconds: float = SECONDS,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Found]:
    """Yield finished arrivals as they are; yield a `Waiting` for each file still being written.

    Recently changed files come last, and are checked again after `seconds`. The text files that
    came with a recording are checked in the same way.
    """
    writing: frozenset[_Inode] | None = None
    recent: list[tuple[Arrival, tuple[Trace, ...]]] = []
    for each in items:
        if not isinstance(each, Arrival):
            yield each
            continue
        if writing is None:  # not needed for a source without recordings
            writing = open_for_writing()
        traces = _read_stat_values(each)
        if _is_settled(traces, seconds, writing):
            yield each
        else:
            recent.append((each, traces))
    if recent:
        wait(seconds)
        writing = open_for_writing()
        for arrival, traces in recent:
            yield _recheck_arrival(arrival, traces, writing)


def open_for_writing() -> frozenset[_Inode]:
    """Return the device and inode of every file that any process has open for writing.

    Uses /proc, so it works only on Linux; it sees other users' processes only as root.
    """
    found = set()
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            info = handle.stat()
            if stat.S_ISREG(info.st_mode) and _is_open_for_writing(handle):
                found.add((info.st_dev, info.st_ino))
        except (OSError, ValueError):  # closed meanwhile, or owned by another user
            continue
    return frozenset(found)


def _is_open_for_writing(handle: Path) -> bool:
    fields = (handle.parents[1] / "fdinfo" / handle.name).read_text().split()
    flags = int(fields[fields.index("flags:") + 1], 8)
    return flags & os.O_ACCMODE != os.O_RDONLY


def _read_stat_values(arrival: Arrival) -> tuple[Trace, ...]:
    """Return the stat values of an arrival's files.

    Returns () if a file is missing, because reading it will report that.
    """
    try:
        locations = (arrival.file, *(path for _, path in arrival.texts))
        paths = [each for each in locations if isinstance(each, Path)]  # objects are complete
        stats = [os.stat(path) for path in paths]  # noqa: PTH116 - a third of Path.stat's time
    except OSError:
        return ()
    return tuple((s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for s in stats)


def _is_settled(
    traces: tuple[Trace, ...], seconds: float, files_open_for_writing: frozenset[_Inode]
) -> bool:
    """Check whether all files were last changed long ago, and none is open for writing.

    A modification time in the future proves nothing, because clocks differ. A copy that keeps the
    original's mtime still has a recent ctime.
    """
    before = time.time_ns() - round(seconds * 1e9)
    return all(max(t[3:]) <= before and t[:2] not in files_open_for_writing for t in traces)


def _recheck_arrival(
    arrival: Arrival, traces: tuple[Trace, ...], files_open_for_writing: frozenset[_Inode]
) -> Found:
    if _read_stat_values(arrival) != traces:
        return Waiting(arrival.file, "this file or a text beside it is still being written")
    if any(trace[:2] in files_open_for_writing for trace in traces):
        return Waiting(arrival.file, "is still open for writing in a program")
    return arrival
