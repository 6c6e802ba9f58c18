"""Write down what a batch of windows says: Whisper's decoder, greedy, all windows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import whisper
from whisper.tokenizer import Tokenizer
from whisper.utils import compression_ratio

# Auctioneers reach 6 words a second, 8 tokens. A window that writes more is in a loop, and stops.
_TOKENS_A_SECOND = 10
_TOKENS_AT_LEAST = 12
# The first time token is at most this many frames of 20 ms into the window (whisper/decoding.py).
_LATEST_FIRST_TIME = 50
# Rows that have finished still cost time; when no more than this share is left the others are
# dropped, which copies their memory of the sound once.
_SHRINK_AT = 0.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """What Whisper wrote for one window, and how sure it was.

    `avg_logprob` (nats a token), `no_speech_prob` and `compression_ratio` are Whisper's own.
    """

    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float


def decode(
    model: whisper.Whisper,
    tokenizer: Tokenizer,
    features: torch.Tensor,
    seconds: Sequence[float],
    *,
    prompt: Sequence[int] = (),
    temperature: float = 0.0,
) -> list[Decoded]:
    """Write the text of each window from the encoder's `features` [windows, 1500, state].

    `prompt` is what could have been said before, as tokens. Above temperature 0 tokens are drawn
    by chance, the same ones in every run.
    """
    start = [tokenizer.sot_prev, *prompt] if prompt else []
    start += tokenizer.sot_sequence
    room = model.dims.n_text_ctx - len(start)
    most = [min(room, round(_TOKENS_AT_LEAST + _TOKENS_A_SECOND * s)) for s in seconds]
    with torch.inference_mode():
        batch = _Batch(model, tokenizer, features, start, temperature)
        try:
            while any(row >= 0 for row in batch.rows):
                batch.step(most)
        finally:
            batch.close()
    return [
        _decoded(tokenizer, *row)
        for row in zip(batch.tokens, batch.logprobs, batch.no_speech, strict=True)
    ]


def _decoded(tokenizer: Tokenizer, tokens: list[int], logprob: float, no_speech: float) -> Decoded:
    text = tokenizer.decode([t for t in tokens if t < tokenizer.eot]).strip()
    ratio = compression_ratio(text) if text else 0.0
    return Decoded(text, logprob / (len(tokens) + 1), no_speech, ratio)


class _Batch:
    """The state of a greedy decode: `rows` are the windows being written, -1 for finished ones."""

    def __init__(
        self,
        model: whisper.Whisper,
        tokenizer: Tokenizer,
        features: torch.Tensor,
        start: Sequence[int],
        temperature: float,
    ):
        count = len(features)
        self.model, self.tokenizer, self.features = model, tokenizer, features
        self.temperature = temperature
        self.rows = list(range(count))
        self.tokens: list[list[int]] = [[] for _ in self.rows]
        self.logprobs = [0.0] * count
        self.no_speech = [0.0] * count
        self.feed = torch.tensor([list(start)] * count, device=features.device)
        self.sot = list(start).index(tokenizer.sot)
        self.never = _suppressed(tokenizer, features.device)
        self.chance = torch.Generator(features.device).manual_seed(0)
        self.cache, self.hooks = model.install_kv_cache_hooks()

    def close(self) -> None:
        """Take the cache off the model again."""
        for hook in self.hooks:
            hook.remove()

    def step(self, most: Sequence[int]) -> None:
        """Write one more token of every row, and let finished rows go."""
        logits = self.model.decoder(self.feed, self.features, kv_cache=self.cache)
        if self.feed.shape[1] > 1:
            silence = logits[:, self.sot].softmax(dim=-1)[:, self.tokenizer.no_speech]
            self.no_speech = silence.tolist()
        logits = logits[:, -1]
        logits[:, self.never] = -np.inf
        for place, row in enumerate(self.rows):
            self._obey_times(logits[place], self.tokens[row])
        begin = self.tokenizer.timestamp_begin
        timely = logits[:, begin:].logsumexp(dim=-1) > logits[:, :begin].amax(dim=-1)
        logits[timely, :begin] = -np.inf
        self._write(logits, most)

    def _obey_times(self, logits: torch.Tensor, written: Sequence[int]) -> None:
        """Forbid what breaks the grammar of time tokens: pieces of time, words, time, rising.

        The rules are those of whisper/decoding.py. Without times Whisper is faster, but leaves out
        sentences behind a pause.
        """
        begin = self.tokenizer.timestamp_begin
        if not written:
            logits[:begin] = -np.inf
            logits[begin + _LATEST_FIRST_TIME + 1 :] = -np.inf
            return
        timed = [token >= begin for token in written[-2:]]
        closes = timed == [False, True]
        if closes:
            logits[: self.tokenizer.eot] = -np.inf
        elif timed[-1]:
            logits[begin:] = -np.inf
        latest = max(token for token in written if token >= begin)
        logits[begin : latest + (not closes)] = -np.inf

    def _write(self, logits: torch.Tensor, most: Sequence[int]) -> None:
        chosen = self._choose(logits)
        gained = logits.log_softmax(dim=-1).gather(1, chosen[:, None])[:, 0]
        self.feed = chosen[:, None]
        for place, (token, gain) in enumerate(zip(chosen.tolist(), gained.tolist(), strict=True)):
            row = self.rows[place]
            if row < 0:
                continue
            self.logprobs[row] += gain
            if token != self.tokenizer.eot:
                self.tokens[row].append(token)
            if token == self.tokenizer.eot or len(self.tokens[row]) >= most[row]:
                self.rows[place] = -1
        going = [place for place, row in enumerate(self.rows) if row >= 0]
        if going and len(going) <= _SHRINK_AT * len(self.rows):
            self._keep(going)

    def _choose(self, logits: torch.Tensor) -> torch.Tensor:
        if self.temperature == 0:
            return logits.argmax(dim=-1)
        weights = (logits / self.temperature).softmax(dim=-1)
        return torch.multinomial(weights, 1, generator=self.chance)[:, 0]

    def _keep(self, places: Sequence[int]) -> None:
        self.rows = [self.rows[p] for p in places]
        chosen = torch.tensor(places, dtype=torch.long, device=self.feed.device)
        self.feed, self.features = self.feed[chosen], self.features[chosen]
        for module in self.cache:
            self.cache[module] = self.cache[module][chosen]


def _suppressed(tokenizer: Tokenizer, device: torch.device) -> torch.Tensor:
    """List the tokens that are never written: sound effects and control tokens."""
    control = range(tokenizer.eot + 1, tokenizer.timestamp_begin)
    return torch.tensor([*tokenizer.non_speech_tokens, *control], device=device)
