"""Choose the device and its number format, and run work in parallel on the CPU cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from typing import TypeVar

import torch

Part = TypeVar("Part")
Done = TypeVar("Done")


@cache
def device() -> torch.device:
    """Return the GPU if there is one, otherwise the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@cache
def compute_dtype() -> torch.dtype:
    """Return the fastest number format that does not change results noticeably.

    This is float16 on a GPU, bfloat16 on a CPU that has instructions for it, otherwise float32.
    """
    if device().type == "cuda":
        return torch.float16
    able = torch.cpu.get_capabilities()
    native = able.get("avx512_bf16") or able.get("amx_bf16")
    return torch.bfloat16 if native else torch.float32


def autocast() -> torch.autocast:
    """Return a context manager that multiplies in `compute_dtype()`.

    Weights and sums stay float32.
    """
    return torch.autocast(
        device().type,
        dtype=compute_dtype() if compute_dtype() != torch.float32 else None,
        enabled=compute_dtype() != torch.float32,
    )


def parallelism() -> int:
    """Return how many parts to process at once: one on a GPU, otherwise one per core."""
    return 1 if device().type == "cuda" else torch.get_num_threads()


def parallel_map(function: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
    """Map `function` over parts in order: one core per part, or all cores for a single part.

    Layers of speech models are small: cores that share a layer wait for each other longer than they
    compute, and much longer on a busy machine.
    """
    threads = torch.get_num_threads()
    if len(parts) < 2 or parallelism() < 2:
        yield from map(function, parts)
        return
    pool = ThreadPoolExecutor(parallelism(), initializer=partial(torch.set_num_threads, 1))
    try:
        yield from pool.map(function, parts)
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)  # the initializer also changed the default of new threads


def split_evenly(parts: Sequence[Part], max_size: int) -> list[Sequence[Part]]:
    """Split parts into consecutive batches of at most `max_size`, equally many for each core."""
    count = min(len(parts), parallelism() * -(-len(parts) // (parallelism() * max_size)))
    edges = [len(parts) * i // count for i in range(count + 1)] if count else []
    return [parts[a:b] for a, b in pairwise(edges)]
