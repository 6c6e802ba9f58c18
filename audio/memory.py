"""Bound the memory of a long recording: keep large arrays in files, and return freed memory."""

from __future__ import annotations

import ctypes
import math
import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from tempfile import TemporaryFile
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

LARGE_BYTES = 2**28
"""Arrays of at least this many bytes are kept in files; an hour of sound takes 230 MB."""

_mapped: WeakSet[mmap.mmap] = WeakSet()

# Parameters of glibc's mallopt (malloc.h) and their values.
_MALLOPT = {
    -8: 1,  # M_ARENA_MAX: all threads share one arena
    -3: 2**30,  # M_MMAP_THRESHOLD: smaller blocks stay in the heap when freed (default 128 kB)
    -1: 2**31 - 1,  # M_TRIM_THRESHOLD: free memory at the top of the heap is kept, too
}


@cache
def keep_freed_memory() -> None:
    """Reuse the memory of one batch for the next.

    By default, every layer gets new pages, which the kernel zeroes first; this takes a quarter of
    the inference time. The process keeps its size until `release_memory` is called.
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


def empty_array(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return an array with undefined content; a large one is in an unnamed temporary file.

    `drop_mapped_pages` frees the memory of arrays in files. If the folder for temporary files has
    no space, large arrays are in memory, too.
    """
    size = 4 * math.prod(shape)
    if size >= LARGE_BYTES:
        with suppress(OSError), TemporaryFile(prefix="tapelog-") as file:
            _reserve(file.fileno(), size)
            mapped = mmap.mmap(file.fileno(), size)
            _mapped.add(mapped)
            return np.frombuffer(mapped, np.float32).reshape(shape)
    return np.empty(shape, np.float32)


def _reserve(descriptor: int, size: int) -> None:
    """Reserve the space of a file; writing to a mapped page on a full disk would raise SIGBUS."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.truncate(descriptor, size)


def drop_mapped_pages() -> None:
    """Free the memory of all arrays in files; their content stays in the files.

    Until then, the pages that were used count as memory of the process.

    """
    if hasattr(mmap, "MADV_DONTNEED"):
        for mapped in list(_mapped):
            mapped.madvise(mmap.MADV_DONTNEED)


def blocks(length: int, size: int = 2**22) -> Iterator[slice]:
    """Yield consecutive slices of a long array, `size` values each, and drop the pages of each."""
    for first in range(0, length, size):
        yield slice(first, min(first + size, length))
        drop_mapped_pages()
