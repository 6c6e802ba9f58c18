"""Detect the spoken language with Whisper, from several windows of speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.audio import N_SAMPLES, SAMPLE_RATE
from whisper.tokenizer import LANGUAGES

from audio.recognizers.detected import DetectedLanguage
from audio.recognizers.whisper.encoder import encode
from audio.recognizers.whisper.load import load_whisper
from audio.recognizers.whisper.session import mel_spectrogram
from audio.sound.recording import Sound
from transcripts.errors import UserError
from transcripts.transcript import Span

WINDOWS = 6
"""Number of windows of up to 30 s to classify.

The windows are spread over the speech, because a single window may contain a jingle, a song or a
quote in another language.
"""


def detect_language(
    sound: Sound,
    speech: Sequence[Span],
    model: str,
    progress: Callable[[float], None] = lambda share: None,
) -> DetectedLanguage:
    """Detect which language is spoken in a recording.

    Raises UserError if the model knows only English, or if there is no speech.
    """
    loaded = load_whisper(model)
    check_multilingual(loaded.is_multilingual, model)
    return detect_in_windows(
        sound, speech, lambda samples: _rate_languages(loaded, samples), progress
    )


def check_multilingual(is_multilingual: bool, model: str) -> None:
    """Raise UserError for a model that knows only English."""
    if not is_multilingual:
        raise UserError(
            f"model {model} supports only English and cannot detect the language: choose a model "
            "without .en in its name, or set the language with --language"
        )


def detect_in_windows(
    sound: Sound,
    speech: Sequence[Span],
    rate: Callable[[NDArray[np.float32]], Mapping[str, float]],
    progress: Callable[[float], None],
) -> DetectedLanguage:
    """Average the probabilities of languages over windows of speech.

    `rate` returns the probabilities for one window, by language code.

    Raises UserError if there is no speech.
    """
    starts = tuple(window_starts(speech))
    if not starts:
        raise UserError("no speech was found: set the language with --language")
    found: list[Mapping[str, float]] = []
    for number, start in enumerate(starts, start=1):
        first = round(start * SAMPLE_RATE)
        found.append(rate(sound.samples[first : first + N_SAMPLES]))
        progress(number / len(starts))
    mean = {code: sum(each[code] for each in found) / len(found) for code in found[0]}
    ranked = sorted(mean.items(), key=lambda pair: -pair[1])
    best = ranked[0][0]
    agreeing = sum(max(each, key=each.__getitem__) == best for each in found) / len(found)
    return DetectedLanguage(
        probabilities=tuple((code, round(share, 4)) for code, share in ranked[:5]),
        agreement=agreeing,
        windows=len(found),
        name=LANGUAGES[best].title(),
    )


def window_starts(speech: Sequence[Span]) -> Iterator[float]:
    """Yield the starts of at least one window, with equal amounts of speech between the starts."""
    total = sum(span.duration for span in speech)
    if not total:
        return
    count = max(1, min(WINDOWS, int(total / (N_SAMPLES / SAMPLE_RATE))))
    for number in range(count):
        left = total * number / count
        for span in speech:
            if left < span.duration:
                yield span.start + left
                break
            left -= span.duration


def _rate_languages(model: whisper.Whisper, samples: NDArray[np.float32]) -> Mapping[str, float]:
    with torch.inference_mode():
        mel = mel_spectrogram(samples, model.dims.n_mels).to(model.device)
        features = encode(model.encoder, mel[None])
        _, (found,) = whisper.detect_language(model, features)
    return cast("Mapping[str, float]", found)
