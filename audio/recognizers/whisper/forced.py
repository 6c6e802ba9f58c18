"""Force-decode given texts, to get each token's probability and cross-attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.tokenizer import Tokenizer

from audio.recognizers.whisper.decoder import (
    CrossAttentionCache,
    Decoder,
    compute_logits,
    round_up_length,
)

TOKEN_FRAME = 0.02  # seconds of audio in each of the encoder's 1,500 frames
# Width of the median filter over time, as in openai-whisper, because single frames of attention are
# noisy.
_MEDIAN = 7
# A sorting network for the median of seven values: compare and swap these pairs in order, then take
# the middle value (Devillard, "Fast median search", 1998). Full sorting takes ten times as long.
_EXCHANGES = (
    *((0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6)),
    *((2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4)),
)
# Number of texts decoded at once, which limits the memory of their attention.
_TEXTS = 8
_COMMAS = (",", ";", ":")


@dataclass(frozen=True, slots=True)
class ForcedDecoding:
    """One text force-decoded in one window of audio, token by token.

    `attention` [tokens + 1, frames] says, in standard deviations, how much more than average the
    decoder attends to each 20 ms frame at each token; the last row is the end-of-text token.
    `logprobs` [tokens] are natural logarithms. `comma_probabilities` [tokens + 1] are the
    probabilities of a comma, semicolon or colon in place of each token.
    """

    attention: NDArray[np.float32]
    logprobs: NDArray[np.float32]
    comma_probabilities: NDArray[np.float32]


def force_decode(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    cache: CrossAttentionCache,
    texts: Sequence[Sequence[int]],
    seconds: Sequence[float],
) -> list[ForcedDecoding]:
    """Force-decode `texts` (token ids), each in its own window, or all in the only window.

    `seconds` is the length of each window's audio; attention after it is ignored.
    """
    forced: list[ForcedDecoding] = []
    for at in range(0, len(texts), _TEXTS):
        part = range(len(texts))[at : at + _TEXTS]
        selected = cache.select(part) if len(cache.keys[0]) > 1 else cache
        forced += _force_batch(
            model, tokenizer, selected, texts[at : part.stop], seconds[at : part.stop]
        )
    return forced


def _force_batch(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    cache: CrossAttentionCache,
    texts: Sequence[Sequence[int]],
    seconds: Sequence[float],
) -> list[ForcedDecoding]:
    prefix = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    tokens = _pad_rows([[*prefix, *text, tokenizer.eot] for text in texts], tokenizer.eot)
    commas = [tokenizer.encode(mark)[0] for mark in _COMMAS]
    heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]
    count, room = tokens.shape
    decoder = Decoder(model, cache, count, room, heads)
    forced = []
    with torch.inference_mode():
        states = decoder.decode(tokens.to(model.device))
        for i, (text, length) in enumerate(zip(texts, seconds, strict=True)):
            rows = slice(len(prefix) - 1, len(prefix) + len(text))
            scores = torch.stack([decoder.attention[head][i] for head in heads])
            frames = max(1, min(scores.shape[-1], round(length / TOKEN_FRAME)))
            attention = _standardize_attention(scores[:, : rows.stop, :frames])[rows.start :]
            scored = compute_logits(model, states[i, rows])[:, : tokenizer.eot + 1].log_softmax(
                dim=-1
            )
            going_on = scored[:-1, : tokenizer.eot].logsumexp(dim=-1)
            chosen = scored[torch.arange(len(text)), torch.tensor(text, dtype=torch.long)]
            paused = scored[:, commas].logsumexp(dim=-1).exp()
            parts = (attention, chosen - going_on, paused)
            forced.append(ForcedDecoding(*(part.float().cpu().numpy() for part in parts)))
    return forced


def _pad_rows(rows: Sequence[Sequence[int]], filler: int) -> torch.Tensor:
    """Pad rows to one length. The decoder is causal, so padding does not change results."""
    length = round_up_length(max(map(len, rows)))
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])


def _standardize_attention(weights: torch.Tensor) -> torch.Tensor:
    """Convert scores [heads, tokens, frames] to standardized attention [tokens, frames].

    Softmax over time, standard score over tokens, median over time, mean over heads: the recipe of
    openai-whisper (whisper/timing.py).
    """
    weights = weights.softmax(dim=-1)
    deviation, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
    weights = (weights - mean) / (deviation + 1e-9)
    return _apply_median_filter(weights).mean(dim=0)


def _apply_median_filter(x: torch.Tensor) -> torch.Tensor:
    """Return the median of each frame and three neighbours on either side."""
    half = _MEDIAN // 2
    if x.shape[-1] <= half:
        return x
    padded = torch.nn.functional.pad(x, (half, half), mode="reflect")
    values = [padded[..., i : i + x.shape[-1]] for i in range(_MEDIAN)]
    for low, high in _EXCHANGES:
        a, b = values[low], values[high]
        values[low], values[high] = torch.minimum(a, b), torch.maximum(a, b)
    return values[half]
