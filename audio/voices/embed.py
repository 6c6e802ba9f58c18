"""A print of a voice: what it sounds like, whatever it says, as a direction in 192 dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from audio import memory
from audio.checkpoints.models import fetch
from audio.machine import device, quickly, side_by_side
from audio.sound.recording import SAMPLE_RATE, Sound
from audio.voices.campplus import DIMENSION, FEATURES, CamPlusPlus
from audio.voices.torchaudio_parts import kaldi
from transcripts.transcript import Span

FRAME_SECONDS = 0.01
_FRAME = 400  # samples that a frame sees, 25 ms
_HOP = 160  # samples from frame to frame, 10 ms

SHORTEST_SECONDS = 0.4
"""Less sound than this has no print: its frames say more of a vowel than of a voice."""

# Sound goes in whole steps of this many frames (0.1 s), the rest is left off, so that many spans
# have the same length and share a batch without padding. Longer steps waste more of short spans.
_STEP = 10
_LONGEST = 1000  # frames of a print, 10 s: more says nothing new
_BATCH = 16

Progress = Callable[[float], None]
Prints = NDArray[np.float32]


def embed(
    sound: Sound,
    groups: Sequence[Sequence[Span]],
    progress: Progress = lambda _share: None,
) -> Prints:
    """Give one print of unit length for each group of spans of one voice, [groups, 192].

    A group with less than `SHORTEST_SECONDS` of sound has zeros.
    """
    prints = np.zeros((len(groups), DIMENSION), np.float32)
    features = _Features(sound)
    frames = [_frames(group, features.count) for group in groups]
    done, total = 0, max(1, sum(len(f) for f in frames))
    batches = list(_batches(frames))
    network = _network()

    def heard(batch: Sequence[tuple[int, Frames]]) -> Prints:
        return _prints(network, np.stack([features.at(f) for _, f in batch]))

    for batch, found in zip(batches, side_by_side(heard, batches), strict=True):
        prints[[number for number, _ in batch]] = found
        done += sum(len(f) for _, f in batch)
        progress(done / total)
    return prints


Frames = NDArray[np.int64]


def _frames(group: Sequence[Span], count: int) -> Frames:
    """Give the feature frames whose middle lies in any span of the group, in whole steps."""
    parts = [np.arange(_first(span.start), _first(span.end)) for span in group]
    frames = np.concatenate([np.zeros(0, np.int64), *parts])
    frames = frames[(frames >= 0) & (frames < count)]
    return frames[: min(_LONGEST, len(frames) // _STEP * _STEP)]


def _first(second: float) -> int:
    """Give the first frame whose middle is not before a moment."""
    return int(np.ceil((second * SAMPLE_RATE - _FRAME / 2) / _HOP))


def _batches(groups: list[Frames]) -> Iterator[list[tuple[int, Frames]]]:
    """Put groups of equal length together, in order, each with its number."""
    by_length: dict[int, list[tuple[int, Frames]]] = {}
    for number, frames in enumerate(groups):
        by_length.setdefault(len(frames), []).append((number, frames))
    for length, numbers in sorted(by_length.items()):
        if length * FRAME_SECONDS >= SHORTEST_SECONDS:
            for i in range(0, len(numbers), _BATCH):
                yield numbers[i : i + _BATCH]


class _Features:
    """Kaldi's log mel energies of a recording, each minute computed once and when it is needed."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._minutes: dict[int, NDArray[np.float32]] = {}
        self.count = max(0, 1 + (len(sound.samples) - _FRAME) // _HOP)

    def at(self, frames: Frames) -> NDArray[np.float32]:
        """Give some frames with their mean taken off, [frames, 80]."""
        found = np.empty((len(frames), FEATURES), np.float32)
        for minute in np.unique(frames // _MINUTE):
            here = frames // _MINUTE == minute
            found[here] = self._minute(int(minute))[frames[here] % _MINUTE]
        return np.asarray(found - found.mean(0), np.float32)

    def _minute(self, minute: int) -> NDArray[np.float32]:
        if minute not in self._minutes:
            first, last = minute * _MINUTE, min((minute + 1) * _MINUTE, self.count) - 1
            part = self._sound.samples[first * _HOP : last * _HOP + _FRAME]
            self._minutes[minute] = _filterbank(part)
        return self._minutes[minute]


_MINUTE = 6000  # frames


def _filterbank(samples: NDArray[np.float32]) -> NDArray[np.float32]:
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


def _prints(network: CamPlusPlus, features: NDArray[np.float32]) -> Prints:
    """Turn features [batch, frames, 80] into prints of unit length."""
    with torch.inference_mode(), quickly():
        found = network(torch.from_numpy(features).to(device()))
    found = torch.nn.functional.normalize(found.float())
    return np.asarray(found.cpu().numpy(), np.float32)


@lru_cache(1)
def _network() -> CamPlusPlus:
    memory.hold()
    network = CamPlusPlus()
    network.load_state_dict(torch.load(fetch("campplus"), map_location="cpu", weights_only=True))
    return network.eval().to(device())
