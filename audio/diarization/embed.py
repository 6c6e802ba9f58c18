"""Compute voice embeddings with CAM++: text-independent unit vectors of 192 dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from audio import memory
from audio.checkpoints.models import fetch_model
from audio.diarization.campplus import DIMENSION, FEATURES, CamPlusPlus
from audio.diarization.torchaudio_parts import kaldi
from audio.machine import autocast, device, parallel_map
from audio.sound.recording import SAMPLE_RATE, Sound
from transcripts.transcript import Span

FRAME_SECONDS = 0.01
_FRAME_SAMPLES = 400  # length of a frame in samples: 25 ms
_HOP_SAMPLES = 160  # samples from one frame to the next: 10 ms

SHORTEST_SECONDS = 0.4
"""Least seconds of audio to embed; shorter audio describes a vowel rather than a voice."""

# Lengths are rounded down to a multiple of this many frames (0.1 s), so that many spans have the
# same length and share a batch without padding. With a larger step, a larger part of each short
# span would be discarded.
_STEP_FRAMES = 10
_LONGEST_FRAMES = 1000  # 10 s; longer audio does not change an embedding noticeably
_BATCH = 16

Progress = Callable[[float], None]
Embeddings = NDArray[np.float32]


def embed(
    sound: Sound,
    groups: Sequence[Sequence[Span]],
    progress: Progress = lambda _share: None,
) -> Embeddings:
    """Embed groups of spans, each of one voice: [groups, 192] of unit length.

    A group with less than `SHORTEST_SECONDS` of audio gets zeros.
    """
    embeddings = np.zeros((len(groups), DIMENSION), np.float32)
    features = _Features(sound)
    frames = [_choose_frames(group, features.count) for group in groups]
    done, total = 0, max(1, sum(len(f) for f in frames))
    batches = list(_group_into_batches(frames))
    network = _load_network()

    def embed_features(batch: Sequence[tuple[int, Frames]]) -> Embeddings:
        return _embed_batch(network, np.stack([features.normalized(f) for _, f in batch]))

    for batch, found in zip(batches, parallel_map(embed_features, batches), strict=True):
        embeddings[[number for number, _ in batch]] = found
        done += sum(len(f) for _, f in batch)
        progress(done / total)
    return embeddings


Frames = NDArray[np.int64]


def _choose_frames(group: Sequence[Span], frame_count: int) -> Frames:
    """Return the feature frames whose middle is in any span.

    Their number is rounded down to a multiple of `_STEP_FRAMES`.
    """
    parts = [
        np.arange(_find_first_frame(span.start), _find_first_frame(span.end)) for span in group
    ]
    frames = np.concatenate([np.zeros(0, np.int64), *parts])
    frames = frames[(frames >= 0) & (frames < frame_count)]
    return frames[: min(_LONGEST_FRAMES, len(frames) // _STEP_FRAMES * _STEP_FRAMES)]


def _find_first_frame(second: float) -> int:
    """Return the first frame whose middle is not before `second`."""
    return int(np.ceil((second * SAMPLE_RATE - _FRAME_SAMPLES / 2) / _HOP_SAMPLES))


def _group_into_batches(groups: list[Frames]) -> Iterator[list[tuple[int, Frames]]]:
    """Yield batches of groups that have equal length; each group comes with its index."""
    by_length: dict[int, list[tuple[int, Frames]]] = {}
    for number, frames in enumerate(groups):
        by_length.setdefault(len(frames), []).append((number, frames))
    for length, numbers in sorted(by_length.items()):
        if length * FRAME_SECONDS >= SHORTEST_SECONDS:
            for i in range(0, len(numbers), _BATCH):
                yield numbers[i : i + _BATCH]


class _Features:
    """Kaldi log mel energies of a recording, computed minute by minute when needed."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._minutes: set[int] = set()
        self.count = max(0, 1 + (len(sound.samples) - _FRAME_SAMPLES) // _HOP_SAMPLES)
        self._frames = memory.empty_array((self.count, FEATURES))

    def normalized(self, frames: Frames) -> NDArray[np.float32]:
        """Return the features of these frames with their mean subtracted, [frames, 80]."""
        for minute in np.unique(frames // _MINUTE_FRAMES):
            if minute not in self._minutes:
                self._compute_minute(int(minute))
        found = self._frames[frames]
        return np.asarray(found - found.mean(0), np.float32)

    def _compute_minute(self, minute: int) -> None:
        """Compute the frames of a minute; if two threads do so, both write the same values."""
        first, end = minute * _MINUTE_FRAMES, min((minute + 1) * _MINUTE_FRAMES, self.count)
        samples = slice(first * _HOP_SAMPLES, (end - 1) * _HOP_SAMPLES + _FRAME_SAMPLES)
        self._frames[first:end] = _compute_filterbank(self._sound.samples[samples])
        self._minutes.add(minute)


_MINUTE_FRAMES = 6000  # frames of 10 ms: the block in which features are computed


def _compute_filterbank(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute the features that CAM++ was trained on: 80 mel bands, Hamming window, no dither."""
    found = kaldi.fbank(
        torch.from_numpy(np.asarray(samples, np.float32))[None] * 32768,
        num_mel_bins=FEATURES,
        frame_length=25,
        frame_shift=10,
        sample_frequency=SAMPLE_RATE,
        window_type="hamming",
        dither=0.0,
    )
    return np.asarray(found.numpy(), np.float32)


def _embed_batch(network: CamPlusPlus, features: NDArray[np.float32]) -> Embeddings:
    """Embed features [batch, frames, 80] as unit vectors."""
    with torch.inference_mode(), autocast():
        found = network(torch.from_numpy(features).to(device()))
    found = torch.nn.functional.normalize(found.float())
    return np.asarray(found.cpu().numpy(), np.float32)


@lru_cache(1)
def _load_network() -> CamPlusPlus:
    memory.keep_freed_memory()
    network = CamPlusPlus()
    network.load_state_dict(
        torch.load(fetch_model("campplus"), map_location="cpu", weights_only=True)
    )
    return network.eval().to(device())
