"""What a process that listens keeps of its memory, where the C library can be told."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

# Parameters of glibc's mallopt (malloc.h), and what each is set to here.
_MALLOPT = {
    -8: 1,  # M_ARENA_MAX: all threads share the memory that is kept
    -3: 2**30,  # M_MMAP_THRESHOLD: smaller blocks are kept when they are freed; 128 kB otherwise
    -1: 2**31 - 1,  # M_TRIM_THRESHOLD: and not given back from the end, either
}


@cache
def hold() -> None:
    """Keep the memory of one batch for the next.

    Otherwise every layer gets fresh pages from the system, which fills each with zeros first: a
    quarter of the time of listening. The process stays large until it gives back what is free.
    """
    with suppress(OSError, AttributeError):
        for parameter, value in _MALLOPT.items():
            ctypes.CDLL(None).mallopt(parameter, value)


def give_back() -> None:
    """Give the system what a step took and nothing holds any more.

    Pieces of all lengths leave holes: without this a process grows with every recording.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
