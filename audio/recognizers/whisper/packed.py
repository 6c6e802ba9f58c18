"""Pack the weights of linear layers for the CPU once instead of in every call."""

from __future__ import annotations

import torch
from torch import nn

from audio.machine import compute_dtype


class PackedLinear(nn.Module):
    """A bfloat16 linear layer on the CPU, [..., inputs] to [..., outputs].

    torch's own layer packs the weights in every call, which takes as long as multiplying a few
    rows. `PackedLinear` uses the operators that torch.compile generates; the results are the same.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self._bias = linear.bias
        self._weight = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Apply the layer."""
        return torch.ops.mkldnn._linear_pointwise(  # type: ignore[no-any-return]
            x, self._weight, self._bias, "none", [], ""
        )


def pack(layer: nn.Linear) -> nn.Module:
    """Return the packed layer, or the layer itself if torch or the processor cannot pack it."""
    native = layer.weight.dtype == compute_dtype() == torch.bfloat16
    able = (
        native
        and layer.weight.device.type == "cpu"
        and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    )
    return PackedLinear(layer) if able else layer
