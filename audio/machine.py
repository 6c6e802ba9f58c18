"""What the machine computes on, and with which kind of number."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

import torch

# Parameters of glibc's mallopt (malloc.h), and what each is set to here.
_MALLOPT = {
    -8: 1,  # M_ARENA_MAX: all threads share the memory that is kept
    -3: 2**30,  # M_MMAP_THRESHOLD: smaller blocks are kept when they are freed; 128 kB otherwise
    -1: 2**31 - 1,  # M_TRIM_THRESHOLD: and not given back from the end, either
}


@cache
def device() -> torch.device:
    """Give the GPU where there is one, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@cache
def precision() -> torch.dtype:
    """Give the type of number that the device multiplies fastest without harm to what is heard.

    float16 on a GPU; on a processor bfloat16 where it has instructions for it, else float32.
    """
    if device().type == "cuda":
        return torch.float16
    able = torch.cpu.get_capabilities()
    native = able.get("avx512_bf16") or able.get("amx_bf16")
    return torch.bfloat16 if native else torch.float32


def quickly() -> torch.autocast:
    """Multiply in the machine's precision inside a `with`: weights and sums stay float32."""
    return torch.autocast(
        device().type,
        dtype=precision() if precision() != torch.float32 else None,
        enabled=precision() != torch.float32,
    )


@cache
def hold_memory() -> None:
    """Keep the memory of one batch for the next, where the C library can be told to.

    Otherwise every layer gets fresh pages from the system, which fills each with zeros first: a
    quarter of the time of listening. The process stays as large as it was at its largest.
    """
    with suppress(OSError, AttributeError):
        for parameter, value in _MALLOPT.items():
            ctypes.CDLL(None).mallopt(parameter, value)
