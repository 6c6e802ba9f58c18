"""Hear given texts: how probable Whisper finds each token, and where it listens for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.tokenizer import Tokenizer

TOKEN_FRAME = 0.02  # seconds of sound for each of the encoder's 1500 frames
# Width of the median over time, as openai-whisper has it: single frames of attention are noise.
_MEDIAN = 7
# Texts that go through the decoder at once: bounds the memory of their attention.
_TEXTS = 8


@dataclass(frozen=True, slots=True)
class Forced:
    """One text in one window of sound, token by token.

    `attention` [tokens + 1, frames] says how much above the average the decoder listens to each
    20 ms while it writes a token (the last row: the end of the text), in standard deviations.
    `logprobs` [tokens] are natural logarithms.
    """

    attention: NDArray[np.float32]
    logprobs: NDArray[np.float32]


def force(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    features: torch.Tensor,
    texts: Sequence[Sequence[int]],
    seconds: Sequence[float],
) -> list[Forced]:
    """Let the decoder write `texts` (token ids) while it hears `features` [texts, 1500, state].

    `seconds` is the length of each window's sound: attention behind it is no evidence.
    """
    forced: list[Forced] = []
    for at in range(0, len(texts), _TEXTS):
        part = slice(at, at + _TEXTS)
        forced += _force(model, tokenizer, features[part], texts[part], seconds[part])
    return forced


def _force(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    features: torch.Tensor,
    texts: Sequence[Sequence[int]],
    seconds: Sequence[float],
) -> list[Forced]:
    prefix = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    tokens = _padded([[*prefix, *text, tokenizer.eot] for text in texts], tokenizer.eot)
    with torch.inference_mode(), _cross_attention(model) as heads:
        logits = model.decoder(tokens.to(model.device), features)
        weights = heads()
    forced = []
    for i, (text, length) in enumerate(zip(texts, seconds, strict=True)):
        frames = max(1, min(weights.shape[-1], round(length / TOKEN_FRAME)))
        rows = len(prefix) + len(text)
        attention = _above_average(weights[i, :, :rows, :frames])[len(prefix) - 1 :]
        probable = logits[i, len(prefix) - 1 : rows - 1, : tokenizer.eot].log_softmax(dim=-1)
        chosen = probable[torch.arange(len(text)), torch.tensor(text, dtype=torch.long)]
        forced.append(Forced(attention.cpu().numpy(), chosen.cpu().numpy()))
    return forced


def _padded(rows: Sequence[Sequence[int]], filler: int) -> torch.Tensor:
    """Make rows equally long; the decoder never looks ahead, so the filler changes nothing."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


@contextmanager
def _cross_attention(model: whisper.Whisper) -> Iterator[Callable[[], torch.Tensor]]:
    """Watch the alignment heads; yields a function that gives their scores after a forward pass.

    The scores are [texts, heads, tokens, frames] before softmax. Only the queries and keys of the
    heads that follow the sound are multiplied again: the decoder itself keeps its fast attention.
    """
    seen: dict[tuple[int, str], torch.Tensor] = {}
    chosen = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]

    def keep(layer: int, part: str) -> Callable[..., None]:
        def hook(_module: object, _inputs: object, output: torch.Tensor) -> None:
            seen[layer, part] = output

        return hook

    hooks = [
        getattr(model.decoder.blocks[layer].cross_attn, part).register_forward_hook(
            keep(layer, part)
        )
        for layer in sorted({layer for layer, _ in chosen})
        for part in ("query", "key")
    ]

    def scores() -> torch.Tensor:
        return torch.stack([_head(seen, layer, head, model) for layer, head in chosen], dim=1)

    try:
        yield scores
    finally:
        for hook in hooks:
            hook.remove()


def _head(
    seen: dict[tuple[int, str], torch.Tensor], layer: int, head: int, model: whisper.Whisper
) -> torch.Tensor:
    width = model.dims.n_text_state // model.dims.n_text_head
    part = slice(head * width, (head + 1) * width)
    query, key = seen[layer, "query"][..., part], seen[layer, "key"][..., part]
    scores: torch.Tensor = (query @ key.transpose(-1, -2)).float() * width**-0.5
    return scores


def _above_average(weights: torch.Tensor) -> torch.Tensor:
    """Turn scores [heads, tokens, frames] into attention above average [tokens, frames].

    Softmax over time, standard score over tokens, median over time, mean over heads: the recipe of
    openai-whisper (whisper/timing.py).
    """
    weights = weights.softmax(dim=-1)
    deviation, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
    weights = (weights - mean) / (deviation + 1e-9)
    return _median(weights).mean(dim=0)


def _median(x: torch.Tensor) -> torch.Tensor:
    half = _MEDIAN // 2
    if x.shape[-1] <= half:
        return x
    padded = torch.nn.functional.pad(x, (half, half), mode="reflect")
    return padded.unfold(-1, _MEDIAN, 1).sort(dim=-1).values[..., half]
