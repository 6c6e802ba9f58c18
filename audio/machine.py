"""What the machine computes on, and with which kind of number."""

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


def cores() -> int:
    """Say how many parts of a work are done at once: one on a GPU, which is one device."""
    return 1 if device().type == "cuda" else torch.get_num_threads()


def side_by_side(work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
    """Do the work on each part, in order; each core takes parts of its own, a single part all.

    Layers of speech models are small: cores that share each of them wait for each other longer than
    they work, and several times as long where somebody else wants one of them.
    """
    threads = torch.get_num_threads()
    if len(parts) < 2 or cores() < 2:
        yield from map(work, parts)
        return
    pool = ThreadPoolExecutor(cores(), initializer=partial(torch.set_num_threads, 1))
    try:
        yield from pool.map(work, parts)
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)  # what threads that are yet to come begin with


def shares(parts: Sequence[Part], most: int) -> list[Sequence[Part]]:
    """Deal out parts in order: equally many to each core, as often as it takes with `most` each."""
    count = min(len(parts), cores() * -(-len(parts) // (cores() * most)))
    edges = [len(parts) * i // count for i in range(count + 1)] if count else []
    return [parts[a:b] for a, b in pairwise(edges)]
