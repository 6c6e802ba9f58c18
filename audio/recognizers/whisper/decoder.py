"""Run openai-whisper's decoder over a batch of windows, any number of tokens at a time.

The weights and their order are openai-whisper's. Cross-attention keys and values are computed once
per window; the self-attention cache is allocated once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import whisper
from torch.nn.functional import linear
from whisper.model import MultiHeadAttention

_STEP = 16  # lengths are multiples of this many tokens; it divides 448, Whisper's text context


@dataclass(frozen=True, slots=True)
class CrossAttentionCache:
    """Keys and values of the encoded audio, per layer [windows, heads, 1500 frames, head width]."""

    keys: tuple[torch.Tensor, ...]
    values: tuple[torch.Tensor, ...]

    @classmethod
    def from_encoded(cls, model: whisper.Whisper, encoded: torch.Tensor) -> CrossAttentionCache:
        """Project the output of `encode` for every layer of the decoder."""
        layers = [block.cross_attn for block in model.decoder.blocks]
        return cls(
            tuple(_split_heads(layer, layer.key(encoded)) for layer in layers),
            tuple(_split_heads(layer, layer.value(encoded)) for layer in layers),
        )

    @classmethod
    def concatenate(cls, parts: Sequence[CrossAttentionCache]) -> CrossAttentionCache:
        """Concatenate the windows of several caches."""
        return cls(
            tuple(map(torch.cat, zip(*(part.keys for part in parts), strict=True))),
            tuple(map(torch.cat, zip(*(part.values for part in parts), strict=True))),
        )

    def select(self, windows: Sequence[int]) -> CrossAttentionCache:
        """Return a cache with these windows, in any order and with repetitions."""
        if list(windows) == list(range(len(self.keys[0]))):
            return self
        chosen = torch.tensor(windows, dtype=torch.long, device=self.keys[0].device)
        return CrossAttentionCache(
            tuple(part[chosen] for part in self.keys), tuple(part[chosen] for part in self.values)
        )


class Decoder:
    """Decodes rows of tokens: the same number of rows for each window, ordered by window."""

    def __init__(
        self,
        model: whisper.Whisper,
        cache: CrossAttentionCache,
        rows: int,
        max_tokens: int,
        recorded_heads: Sequence[tuple[int, int]] = (),
    ):
        """Allocate `max_tokens` tokens per row; record the attention of `recorded_heads`.

        `recorded_heads` are pairs (layer, head).
        """
        self._decoder, self._cache, self._recorded_heads = (
            model.decoder,
            cache,
            tuple(recorded_heads),
        )
        _, heads, _, width = cache.keys[0].shape
        shape = (len(cache.keys), 2, rows, heads, round_up_length(max_tokens), width)
        self._past = cache.keys[0].new_zeros(shape)
        self._decoded_count = 0
        self.attention: dict[tuple[int, int], torch.Tensor] = {}
        """Cross-attention scores [rows, tokens, frames] of each recorded head in the last `decode`.
        """

    def decode(self, tokens: torch.Tensor) -> torch.Tensor:
        """Decode the next tokens [rows, tokens]; returns float32 states [rows, tokens, state]."""
        count = tokens.shape[1]
        at = slice(self._decoded_count, self._decoded_count + count)
        dtype = self._past.dtype
        x = self._decoder.token_embedding(tokens) + self._decoder.positional_embedding[at]
        for layer, block in enumerate(self._decoder.blocks):
            x += self._attend_to_tokens(layer, block.attn, block.attn_ln(x).to(dtype), at)
            x += self._attend_to_audio(layer, block.cross_attn, block.cross_attn_ln(x).to(dtype))
            x += block.mlp(block.mlp_ln(x).to(dtype))
        self._decoded_count = at.stop
        states: torch.Tensor = self._decoder.ln(x)
        return states

    def keep_rows(self, rows: Sequence[int]) -> None:
        """Keep these rows and drop the others; requires one row per window."""
        chosen = torch.tensor(rows, dtype=torch.long, device=self._past.device)
        self._past = self._past[:, :, chosen]
        self._cache = self._cache.select(rows)

    def _attend_to_tokens(
        self, layer: int, attention: MultiHeadAttention, x: torch.Tensor, position: slice
    ) -> torch.Tensor:
        """Apply causal self-attention to the tokens decoded so far."""
        keys, values = self._past[layer]
        keys[:, :, position] = _split_heads(attention, attention.key(x))
        values[:, :, position] = _split_heads(attention, attention.value(x))
        seen = slice(round_up_length(position.stop))
        scores = _compute_query(attention, x) @ keys[:, :, seen].transpose(-1, -2)
        scores += self._decoder.mask[position, seen].to(scores.dtype)
        return _apply_output_projection(attention, scores.softmax(-1) @ values[:, :, seen])

    def _attend_to_audio(
        self, layer: int, attention: MultiHeadAttention, x: torch.Tensor
    ) -> torch.Tensor:
        """Attend to the encoded audio, with one matrix product for all rows of a window."""
        keys, values = self._cache.keys[layer], self._cache.values[layer]
        rows, count, _ = x.shape
        together = x.reshape(len(keys), -1, x.shape[-1])
        scores = _compute_query(attention, together) @ keys.transpose(-1, -2)
        for recorded_layer, head in self._recorded_heads:
            if recorded_layer == layer:
                seen = scores[:, head].float()
                self.attention[layer, head] = seen.reshape(rows, count, -1)
        return _apply_output_projection(attention, scores.softmax(-1) @ values).reshape(x.shape)


def compute_logits(model: whisper.Whisper, states: torch.Tensor) -> torch.Tensor:
    """Return the logits of the whole vocabulary, in the precision of `states`."""
    return linear(states, model.decoder.token_embedding.weight.to(states.dtype))


def round_up_length(tokens: int) -> int:
    """Round a length up, because the CPU library compiles a kernel for every new length."""
    return -(-tokens // _STEP) * _STEP


def _split_heads(attention: MultiHeadAttention, x: torch.Tensor) -> torch.Tensor:
    """Reshape to [rows, heads, length, head width], contiguous in memory."""
    heads = x.view(*x.shape[:-1], attention.n_head, -1)
    return heads.transpose(1, 2).contiguous()


def _compute_query(attention: MultiHeadAttention, x: torch.Tensor) -> torch.Tensor:
    query = _split_heads(attention, attention.query(x))
    return query.mul_(query.shape[-1] ** -0.5)


def _apply_output_projection(attention: MultiHeadAttention, x: torch.Tensor) -> torch.Tensor:
    summed: torch.Tensor = attention.out(x.transpose(1, 2).flatten(2))
    return summed
