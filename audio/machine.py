"""What the machine computes on, and with which kind of number."""

from __future__ import annotations

from functools import cache

import torch


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
