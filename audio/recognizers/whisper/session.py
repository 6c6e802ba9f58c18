"""Open a Whisper model for one language: recognition, rescoring and alignment share it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.audio import N_FRAMES, N_SAMPLES, SAMPLE_RATE, log_mel_spectrogram, pad_or_trim
from whisper.tokenizer import LANGUAGES, TO_LANGUAGE_CODE, Tokenizer, get_tokenizer

from audio.machine import compute_dtype, device
from audio.recognizers.whisper.decoder import CrossAttentionCache
from audio.recognizers.whisper.encoder import encode
from audio.recognizers.whisper.load import load_whisper
from transcripts.errors import UserError

Samples = NDArray[np.float32]

# Languages written without spaces, in which each character counts as a word (openai-whisper's
# list).
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})

# Symbols that are read aloud, marks that are attached to the next word, and dashes, which are
# dropped when they stand alone.
_SPOKEN = frozenset("&%$€£+=#@°")
_OPENING = frozenset("«“„¿¡([")
_DASHES = frozenset("-–—")

# Maximum size of a batch's cross-attention cache in bytes: 28 windows of base, or two of large, in
# 16 bits.
_BATCH_BYTES = 512 * 2**20
# Maximum number of windows per batch. On a CPU core, larger batches are no faster, because memory
# is read anew for each window.
_MOST_WINDOWS = {"cpu": 4, "cuda": 8}


@dataclass(frozen=True, slots=True)
class WhisperSession:
    """A model and its tokenizer for one language.

    `word_separator` is a space, or empty for languages written without spaces.
    """

    model: whisper.Whisper
    tokenizer: Tokenizer
    word_separator: str

    def encode(self, sounds: Sequence[Samples]) -> CrossAttentionCache:
        """Encode windows of audio, each at most 30 s long (16 kHz)."""
        return _encode_windows(self.model, sounds)

    def silence(self) -> CrossAttentionCache:
        """Encode silence, once for each model."""
        return _encode_silence(self.model)

    def split_words(self, text: str) -> list[str]:
        """Split a text into words; a dash by itself is not a word."""
        parts = text.split() if self.word_separator else list("".join(text.split()))
        return list(_attach_punctuation(parts))

    @property
    def batch_size(self) -> int:
        """Return the number of windows to decode at once; bounded to limit the memory."""
        dims = self.model.dims
        size = compute_dtype().itemsize
        window = int(2 * dims.n_text_layer * dims.n_audio_ctx * dims.n_text_state * size)
        return max(1, min(_MOST_WINDOWS[device().type], _BATCH_BYTES // window))


def open_session(model: str, language: str) -> WhisperSession:
    """Load a model for a language (code or English name).

    Raises UserError if the model does not support the language.
    """
    code = TO_LANGUAGE_CODE.get(language.lower(), language.lower())
    if code not in LANGUAGES:
        raise UserError(
            f"language {language!r} is unknown to Whisper: use a code such as en, de or fr"
        )
    loaded = load_whisper(model)
    if code != "en" and not loaded.is_multilingual:
        raise UserError(
            f"model {model} supports only English, not {LANGUAGES[code].title()}: "
            "choose one without .en, such as base"
        )
    with warnings.catch_warnings():  # openai-whisper leaves a file open until garbage collection
        warnings.simplefilter("ignore", ResourceWarning)
        tokenizer = get_tokenizer(
            loaded.is_multilingual,
            num_languages=loaded.num_languages,
            language=code,
            task="transcribe",
        )
    return WhisperSession(loaded, tokenizer, "" if code in _UNSPACED else " ")


def _encode_windows(model: whisper.Whisper, sounds: Sequence[Samples]) -> CrossAttentionCache:
    with torch.inference_mode():
        mels = (
            mel_spectrogram(sound, model.dims.n_mels)[None].to(model.device) for sound in sounds
        )
        return CrossAttentionCache.concatenate(
            [CrossAttentionCache.from_encoded(model, encode(model.encoder, mel)) for mel in mels]
        )


@lru_cache(1)
def _encode_silence(model: whisper.Whisper) -> CrossAttentionCache:
    return _encode_windows(model, [np.zeros(SAMPLE_RATE, np.float32)])


def mel_spectrogram(sound: Samples, bands: int) -> torch.Tensor:
    """Compute the log-mel spectrogram of at most 30 s of audio, [bands, 3000]."""
    padded = pad_or_trim(torch.from_numpy(np.ascontiguousarray(sound)), N_SAMPLES)
    mel: torch.Tensor = pad_or_trim(log_mel_spectrogram(padded, bands), N_FRAMES)
    return mel


def _attach_punctuation(parts: Sequence[str]) -> Iterator[str]:
    """Attach separate punctuation to the previous word, and opening marks to the next word."""
    held = opening = ""
    for part in parts:
        if any(c.isalnum() or c in _SPOKEN for c in part):
            if held:
                yield held
            held, opening = opening + part, ""
        elif set(part) <= _OPENING:
            opening = part
        elif held and not set(part) <= _DASHES:
            held += part
    if held:
        yield held
