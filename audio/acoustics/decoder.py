"""PocketSphinx as a forced aligner: one decoder a thread, with the words that it is asked about."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pocketsphinx import Decoder

from audio.acoustics.pronounce import pronunciation, unknown

# PocketSphinx keeps log-likelihoods in steps of base 1.0001, 1,024 of them a step of its scores.
_NATS = 1024.0
# Wider than the decoder's defaults: what is compared must not be pruned.
_BEAMS = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
_FRAME = 0.01

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Segment:
    """Where an aligned word lies in its sound, in seconds."""

    start: float
    end: float


def log_likelihood(samples: np.ndarray, words: Sequence[str]) -> float | None:
    """The natural log-likelihood of the best path of words through 16 kHz samples.

    None where there is no path.
    """
    found = _aligned(samples, words).hyp()
    return None if found is None else _NATS * math.log(max(found.score, 1e-300))


def segments(samples: np.ndarray, words: Sequence[str]) -> tuple[Segment, ...] | None:
    """Where each of the words lies in 16 kHz samples; None where they cannot be aligned."""
    if not words:
        return None
    decoder = _aligned(samples, words)
    if decoder.hyp() is None:
        return None
    found = tuple(
        Segment(part.start_frame * _FRAME, (part.end_frame + 1) * _FRAME)
        for part in decoder.seg()
        if part.word[0] not in "<["
    )
    return found if len(found) == len(words) else None


def _aligned(samples: np.ndarray, words: Sequence[str]) -> Decoder:
    """Align words and return the decoder that knows how."""
    if not hasattr(_local, "decoder"):
        _local.decoder = Decoder(lm=None, samprate=16000, loglevel="FATAL", **_BEAMS)
        _local.words = set()
    decoder: Decoder = _local.decoder
    for word in unknown(words):
        if word not in _local.words:
            decoder.add_word(word, pronunciation(word), True)
            _local.words.add(word)
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    return decoder
