"""Run PocketSphinx as a forced aligner: one decoder per thread, with a growing dictionary."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pocketsphinx
from pocketsphinx import Decoder

from audio.acoustics.pronounce import find_unknown_words, pronunciation
from audio.checkpoints.models import folder_sha256
from transcripts.provenance import UsedModel

# PocketSphinx divides the log-likelihoods of its scores by 1,024; this factor restores them.
_SCORE_SCALE = 1024.0
# Pruning thresholds as probabilities, wider than PocketSphinx's defaults: candidates are compared
# by the scores of their paths, so no candidate's path may be pruned.
_BEAMS = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
_FRAME = 0.01

_local = threading.local()


@dataclass(frozen=True, slots=True)
class WordSegment:
    """The start and end of an aligned word, in seconds from the start of the samples."""

    start: float
    end: float


def acoustic_model() -> UsedModel:
    """Return the identity of the acoustic model and dictionary that PocketSphinx includes."""
    folder = Path(pocketsphinx.get_model_path("en-us"))
    return UsedModel(f"pocketsphinx-{version('pocketsphinx')}/en-us", folder_sha256(folder))


def log_likelihood(samples: np.ndarray, words: Sequence[str]) -> float | None:
    """Return the natural log-likelihood of the best path of words through 16 kHz samples.

    Returns None if no path aligns the words with the audio.
    """
    found = _run_decoder(samples, words).hyp()
    return None if found is None else _SCORE_SCALE * math.log(max(found.score, 1e-300))


def align_words(samples: np.ndarray, words: Sequence[str]) -> tuple[WordSegment, ...] | None:
    """Return one segment for each word in 16 kHz samples; None if they cannot be aligned."""
    if not words:
        return None
    decoder = _run_decoder(samples, words)
    if decoder.hyp() is None:
        return None
    found = tuple(
        WordSegment(part.start_frame * _FRAME, (part.end_frame + 1) * _FRAME)
        for part in decoder.seg()
        if part.word[0] not in "<["
    )
    return found if len(found) == len(words) else None


def _run_decoder(samples: np.ndarray, words: Sequence[str]) -> Decoder:
    """Align words, and return the decoder with the result."""
    if not hasattr(_local, "decoder"):
        _local.decoder = Decoder(lm=None, samprate=16000, loglevel="FATAL", **_BEAMS)
        _local.words = set()
    decoder: Decoder = _local.decoder
    for word in find_unknown_words(words):
        if word not in _local.words:
            decoder.add_word(word, pronunciation(word), True)
            _local.words.add(word)
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    return decoder
