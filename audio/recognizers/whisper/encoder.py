"""Run openai-whisper's encoder in the precision of its weights.

The weights and their order are openai-whisper's. Layer norms and the sums between layers stay in
float32, so that rounding errors do not accumulate.
"""

from __future__ import annotations

import torch
from torch.nn.functional import gelu, scaled_dot_product_attention
from whisper.model import AudioEncoder, MultiHeadAttention


def encode(encoder: AudioEncoder, mels: torch.Tensor) -> torch.Tensor:
    """Encode spectrograms [windows, bands, 3000] as [windows, 1500, state] in weight dtype."""
    dtype = encoder.conv1.weight.dtype
    x = gelu(encoder.conv1(mels.to(dtype)))
    x = gelu(encoder.conv2(x)).transpose(1, 2).contiguous() + encoder.positional_embedding
    for block in encoder.blocks:
        x += _attend_to_self(block.attn, block.attn_ln(x).to(dtype))
        x += block.mlp(block.mlp_ln(x).to(dtype))
    encoded: torch.Tensor = encoder.ln_post(x).to(dtype)
    return encoded


def _attend_to_self(attention: MultiHeadAttention, x: torch.Tensor) -> torch.Tensor:
    parts = [
        part(x).view(*x.shape[:-1], attention.n_head, -1).transpose(1, 2).contiguous()
        for part in (attention.query, attention.key, attention.value)
    ]
    native = x.dtype == torch.bfloat16 and x.device.type == "cpu"
    found = _attend_head_by_head(*parts) if native else scaled_dot_product_attention(*parts)
    summed: torch.Tensor = attention.out(found.transpose(1, 2).flatten(2))
    return summed


def _attend_head_by_head(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor
) -> torch.Tensor:
    """Compute attention one head at a time, to save memory; inputs [windows, heads, frames, width].

    torch's own attention multiplies bfloat16 no faster than float32 on a CPU.
    """
    query = query * query.shape[-1] ** -0.5
    found = torch.empty_like(query)
    for window in range(len(query)):
        for head in range(query.shape[1]):
            scores = query[window, head] @ key[window, head].T
            found[window, head] = scores.softmax(-1) @ value[window, head]
    return found
