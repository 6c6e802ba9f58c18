"""Greedy decoding with Whisper, for a batch of windows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import whisper
from torch import Tensor, nn
from whisper.tokenizer import Tokenizer
from whisper.utils import compression_ratio

from audio.recognizers.whisper.decoder import CrossAttentionCache, Decoder
from audio.recognizers.whisper.packed import pack

# Maximum number of tokens of a window: `_TOKENS_AT_LEAST`, plus this many per second. Auctioneers
# reach 8 tokens (6 words) a second; a decoder that writes more repeats itself and is stopped.
_TOKENS_A_SECOND = 10
_TOKENS_AT_LEAST = 12
# The first timestamp is at most this many frames of 20 ms after the window's start, as in
# whisper/decoding.py.
_LATEST_FIRST_TIME = 50
# Finished rows still cost time. They are dropped when at most this share of the rows is unfinished;
# not earlier, because dropping rows copies the cross-attention cache.
_SHRINK_AT = 0.5


@dataclass(frozen=True, slots=True)
class DecodedWindow:
    """Whisper's text for one window, with its confidence.

    `avg_logprob` (natural log, per token), `no_speech_prob` and `compression_ratio` are Whisper's
    measures.
    """

    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float


def decode(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    cache: CrossAttentionCache,
    seconds: Sequence[float],
    *,
    prompt: Sequence[int] = (),
    temperature: float = 0.0,
) -> list[DecodedWindow]:
    """Decode the text of each window; `seconds` has the lengths of the windows.

    `prompt` holds tokens of preceding text. Above temperature 0, tokens are sampled with a fixed
    seed, so that every run has the same result.
    """
    start = [tokenizer.sot_prev, *prompt] if prompt else []
    start += tokenizer.sot_sequence
    room = model.dims.n_text_ctx - len(start)
    max_tokens = [min(room, round(_TOKENS_AT_LEAST + _TOKENS_A_SECOND * s)) for s in seconds]
    with torch.inference_mode():
        batch = _GreedyDecoder(model, tokenizer, cache, start, max_tokens, temperature)
        while any(row >= 0 for row in batch.rows):
            batch.step()
    return [
        _build_decoded_window(tokenizer, *row)
        for row in zip(batch.tokens, batch.logprobs, batch.no_speech, strict=True)
    ]


def _build_decoded_window(
    tokenizer: Tokenizer, tokens: list[int], logprob: float, no_speech: float
) -> DecodedWindow:
    text = tokenizer.decode([t for t in tokens if t < tokenizer.eot]).strip()
    ratio = compression_ratio(text) if text else 0.0
    return DecodedWindow(text, logprob / (len(tokens) + 1), no_speech, ratio)


class _GreedyDecoder:
    """The state of a greedy decode.

    `rows` has the window of each row of the decoder, or -1 if the window is finished.
    """

    def __init__(
        self,
        model: whisper.Whisper,
        tokenizer: Tokenizer,
        cache: CrossAttentionCache,
        start: Sequence[int],
        max_tokens: Sequence[int],
        temperature: float,
    ):
        count, device = len(max_tokens), cache.keys[0].device
        self.tokenizer, self.max_tokens, self.temperature = tokenizer, max_tokens, temperature
        self.decoder = Decoder(model, cache, count, len(start) + max(max_tokens))
        self.vocabulary = _build_logit_function(model, cache.keys[0].dtype)
        self.rows = list(range(count))
        self.tokens: list[list[int]] = [[] for _ in self.rows]
        self.logprobs = [0.0] * count
        self.no_speech = [0.0] * count
        self.feed = torch.tensor([list(start)] * count, device=device)
        self.sot = list(start).index(tokenizer.sot)
        self.never = _list_suppressed_tokens(tokenizer, device)
        self.random_generator = torch.Generator(device).manual_seed(0)

    def step(self) -> None:
        """Decode one more token for every row and drop finished rows."""
        states = self.decoder.decode(self.feed)
        if self.feed.shape[1] > 1:
            silence = self._compute_logits(states[:, self.sot]).softmax(dim=-1)
            self.no_speech = silence[:, self.tokenizer.no_speech].tolist()
        logits = self._compute_logits(states[:, -1])
        logits[:, self.never] = -np.inf
        for row_index, row in enumerate(self.rows):
            self._apply_timestamp_rules(logits[row_index], self.tokens[row])
        begin = self.tokenizer.timestamp_begin
        timely = logits[:, begin:].logsumexp(dim=-1) > logits[:, :begin].amax(dim=-1)
        logits[timely, :begin] = -np.inf
        self._append_tokens(logits)

    def _compute_logits(self, states: torch.Tensor) -> torch.Tensor:
        return self.vocabulary(states).float()

    def _apply_timestamp_rules(self, logits: torch.Tensor, decoded_tokens: Sequence[int]) -> None:
        """Forbid tokens that break the rules of timestamps: timestamps come in pairs and must rise.

        The rules are those of whisper/decoding.py. Decoding without timestamps is faster, but omits
        sentences after a pause.
        """
        begin = self.tokenizer.timestamp_begin
        if not decoded_tokens:
            logits[:begin] = -np.inf
            logits[begin + _LATEST_FIRST_TIME + 1 :] = -np.inf
            return
        timed = [token >= begin for token in decoded_tokens[-2:]]
        closes = timed == [False, True]
        if closes:
            logits[: self.tokenizer.eot] = -np.inf
        elif timed[-1]:
            logits[begin:] = -np.inf
        latest = max(token for token in decoded_tokens if token >= begin)
        logits[begin : latest + (not closes)] = -np.inf

    def _append_tokens(self, logits: torch.Tensor) -> None:
        chosen = self._choose_tokens(logits)
        gained = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(dim=-1)
        self.feed = chosen[:, None]
        for row_index, (token, gain) in enumerate(
            zip(chosen.tolist(), gained.tolist(), strict=True)
        ):
            row = self.rows[row_index]
            if row < 0:
                continue
            self.logprobs[row] += gain
            if token != self.tokenizer.eot:
                self.tokens[row].append(token)
            if token == self.tokenizer.eot or len(self.tokens[row]) >= self.max_tokens[row]:
                self.rows[row_index] = -1
        going = [row_index for row_index, row in enumerate(self.rows) if row >= 0]
        if going and len(going) <= _SHRINK_AT * len(self.rows):
            self._keep_rows(going)

    def _choose_tokens(self, logits: torch.Tensor) -> torch.Tensor:
        if self.temperature == 0:
            return logits.argmax(dim=-1)
        weights = (logits / self.temperature).softmax(dim=-1)
        return torch.multinomial(weights, 1, generator=self.random_generator)[:, 0]

    def _keep_rows(self, row_indices: Sequence[int]) -> None:
        self.rows = [self.rows[p] for p in row_indices]
        self.feed = self.feed[list(row_indices)]
        self.decoder.keep_rows(row_indices)


@lru_cache(2)
def _build_logit_function(model: whisper.Whisper, dtype: torch.dtype) -> Callable[[Tensor], Tensor]:
    """Return a function that computes logits in `dtype`; reading float32 weights would be slow."""
    weight = model.decoder.token_embedding.weight
    plain = nn.Linear(weight.shape[1], weight.shape[0], bias=False, device="meta")
    plain.weight = nn.Parameter(weight.to(dtype), requires_grad=False)
    scores = pack(plain)
    return lambda states: scores(states.to(dtype))


def _list_suppressed_tokens(tokenizer: Tokenizer, device: torch.device) -> torch.Tensor:
    """List the tokens that are never decoded: non-speech and control tokens."""
    control = range(tokenizer.eot + 1, tokenizer.timestamp_begin)
    return torch.tensor([*tokenizer.non_speech_tokens, *control], device=device)
