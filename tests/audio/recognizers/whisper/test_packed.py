"""PackedLinear layers give the same numbers as plain linear layers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from audio.machine import compute_dtype
from audio.recognizers.whisper.packed import PackedLinear, pack


@pytest.mark.skipif(
    compute_dtype() != torch.bfloat16, reason="this processor has no instructions for bfloat16"
)
@torch.inference_mode()
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(1, 1, 48), (3, 7, 48), (200, 48)])
def test_a_packed_layer_multiplies_as_torch_does(shape: tuple[int, ...], bias: bool) -> None:
    plain = nn.Linear(48, 96, bias=bias, dtype=torch.bfloat16)
    layer = pack(plain)
    assert isinstance(
        layer, PackedLinear
    )  # otherwise this torch has lost the operators, and recognition is slower
    x = torch.randn(shape, generator=torch.Generator().manual_seed(1)).bfloat16()
    torch.testing.assert_close(layer(x), plain(x), atol=0.02, rtol=0.02)


def test_unsupported_layers_stay_unpacked() -> None:
    plain = nn.Linear(4, 4)
    assert pack(plain) is plain
