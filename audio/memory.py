"""Tune how glibc keeps and returns freed memory."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

# Parameters of glibc's mallopt (malloc.h) and their values.
_MALLOPT = {
    -8: 1,  # M_ARENA_MAX: all threads share one arena
    -3: 2**30,  # M_MMAP_THRESHOLD: smaller blocks stay with the process when freed; default 128 kB
    -1: 2**31 - 1,  # M_TRIM_THRESHOLD: ... and are not returned from the top of the heap
}


@cache
def keep_freed_memory() -> None:
    """Reuse the memory of one batch for the next.

    Otherwise every layer gets fresh pages, which the kernel must zero first; that takes a quarter
    of the inference time. The process stays large until `release_memory` is called.
    """
    with suppress(OSError, AttributeError):
        for parameter, value in _MALLOPT.items():
            ctypes.CDLL(None).mallopt(parameter, value)


def release_memory() -> None:
    """Return freed memory to the system.

    Without this, fragmentation makes a process grow with every recording.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
