"""Map local speaker slots to voices in every frame, keeping overlaps.

The segmentation reports which slots are active. The voice of a slot is the voice of the nearest
labelled segment in the same slot. A person who speaks only under another person ("mm, right") may
have no such segment, or one that belongs to somebody else; then the embedding of the overlap
decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.diarization.segmentation import (
    CLASSES,
    FRAME_SECONDS,
    SPEAKER_SLOTS,
    ClassProbabilities,
    frame_start,
    true_runs,
)
from transcripts.transcript import Span

# Seconds for which a slot may belong to one speaker: the length of a segmentation window.
REACH_SECONDS = 10.0

# A person who never speaks alone counts as a voice only with at least this many seconds of
# overlapped speech.
_UNDER_SECONDS = 1.0

_TOUCHING = 2  # frames: a segment that ends this close to an overlap continues into it

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Embeddings = NDArray[np.float32]
Embedder = Callable[[Sequence[Sequence[Span]]], Embeddings]


@dataclass(frozen=True, slots=True)
class LocalSegment:
    """Frames `first` to `last` (exclusive) in which the speaker of one slot speaks alone."""

    first: int
    last: int
    slot: int

    @property
    def span(self) -> Span:
        """Return the segment's span in seconds."""
        return frames_to_span(self.first, self.last)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSegments:
    """Segments in order, their voices, and the centroids of the voices [voices, dimensions]."""

    segments: Sequence[LocalSegment]
    labels: Numbers
    centroids: Embeddings

    @property
    def voice_count(self) -> int:
        """Return the number of voices."""
        return len(self.centroids)


def frames_to_span(first: int, last: int) -> Span:
    """Return the span of frames `first` to `last` (exclusive)."""
    return Span(max(0.0, frame_start(first)), frame_start(last))


def assign_speakers(
    probabilities: ClassProbabilities,
    labelled: LabelledSegments,
    embed: Embedder,
    max_voices: int | None,
) -> tuple[Mask, Numbers]:
    """Find which voices speak in each frame, and which of them is the most prominent.

    Returns a mask [frames, voices], and the most prominent voice of each frame [frames] (-1:
    nobody). `embed` embeds groups of spans. If `max_voices` allows it, the result may have one more
    voice than `labelled`: a person who speaks only under the others.
    """
    speaking = CLASSES[probabilities.argmax(1)] > 0
    loudest = np.where(speaking, -(probabilities @ CLASSES), np.inf)
    order = np.argsort(loudest, axis=1, kind="stable")[:, :2]
    slot_voices = _find_voices_of_slots(len(probabilities), labelled)
    _reassign_overlaps(slot_voices, speaking, labelled, embed)
    anybody, together = speaking.any(1), speaking.sum(1) > 1
    first, second = np.take_along_axis(slot_voices, order, axis=1).T
    first, second = _fill_unassigned(
        first, np.where(together & (first != second), second, -1), labelled
    )
    found = np.zeros((len(probabilities), labelled.voice_count + 1), np.bool_)
    found[together, second[together]] = True
    if max_voices == labelled.voice_count or found[:, -1].sum() * FRAME_SECONDS < _UNDER_SECONDS:
        found = found[:, :-1]
    found[anybody, first[anybody]] = True
    return found, np.where(anybody, first, -1)


def _find_voices_of_slots(frames: int, labelled: LabelledSegments) -> Numbers:
    """Find the voice of each slot in each frame by its nearest segment, [frames, slots]."""
    slot_voices = np.full((frames, SPEAKER_SLOTS), -1)
    for slot in range(SPEAKER_SLOTS):
        own = np.array(
            [i for i, segment in enumerate(labelled.segments) if segment.slot == slot], int
        )
        if len(own):
            nearest, distance = _find_nearest_segments(
                [labelled.segments[int(i)] for i in own], frames
            )
            near = distance * FRAME_SECONDS < REACH_SECONDS
            slot_voices[:, slot] = np.where(near, labelled.labels[own][nearest], -1)
    return slot_voices


def _reassign_overlaps(
    slot_voices: Numbers, speaking: Mask, labelled: LabelledSegments, embed: Embedder
) -> None:
    """Reassign people who speak only under another person; changes `slot_voices` in place.

    The embedding of two overlapping voices is closer to each of them than to a third voice.
    Preferring the voice of the nearest segment was tried on synthetic interviews, with several
    weights; each of them added errors.
    """
    into = _find_continued_overlaps(_find_overlaps(speaking), labelled)
    embeddings = embed([[frames_to_span(run.first, run.last)] for run, _ in into])
    for (run, segment), embedding in zip(into, embeddings, strict=True):
        if not embedding.any():
            continue
        voice = int(labelled.labels[segment])
        (under,) = {run.slot, run.other_slot} - {labelled.segments[segment].slot}
        scores = labelled.centroids @ embedding
        scores[voice] = -np.inf
        if np.isfinite(scores).any():
            slot_voices[run.first : run.last, under] = scores.argmax()


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Frames in which the speakers of two slots speak at the same time."""

    first: int
    last: int
    slot: int
    other_slot: int


def _find_overlaps(speaking: Mask) -> list[_Overlap]:
    return [
        _Overlap(first, last, slot, other)
        for slot in range(SPEAKER_SLOTS)
        for other in range(slot + 1, SPEAKER_SLOTS)
        for first, last in true_runs(speaking[:, slot] & speaking[:, other])
    ]


def _find_continued_overlaps(
    overlaps: Sequence[_Overlap], labelled: LabelledSegments
) -> list[tuple[_Overlap, int]]:
    """Find overlaps that continue a segment of exactly one of the two speakers.

    Each overlap comes with the index of that segment.
    """
    slots = np.array([segment.slot for segment in labelled.segments])
    firsts = np.array([segment.first for segment in labelled.segments])
    lasts = np.array([segment.last for segment in labelled.segments])
    found = []
    for run in overlaps:
        touching = (abs(lasts - run.first) <= _TOUCHING) | (abs(firsts - run.last) <= _TOUCHING)
        own = [np.flatnonzero(touching & (slots == slot)) for slot in (run.slot, run.other_slot)]
        if bool(len(own[0])) != bool(len(own[1])):
            found.append((run, int(np.concatenate(own)[-1])))
    return found


def _fill_unassigned(
    first: Numbers, second: Numbers, labelled: LabelledSegments
) -> tuple[Numbers, Numbers]:
    """Replace unknown voices (-1) by the nearest voice.

    The value `voice_count` in the result stands for a new voice.
    """
    frames = np.arange(len(first))
    nearest, others = _find_nearest_voices(len(first), labelled)
    first, second = np.where(first < 0, second, first), np.where(first < 0, -1, second)
    stranger = others[frames, nearest]
    first = np.where(first < 0, np.where(stranger < labelled.voice_count, stranger, nearest), first)
    return first, np.where(second < 0, others[frames, first], second)


def _find_nearest_voices(frames: int, labelled: LabelledSegments) -> tuple[Numbers, Numbers]:
    """Find the nearest voice of each frame, and the nearest voice other than each voice.

    The second array is [frames, voices]; its value is the number of voices if there is no other.
    """
    others = np.full((frames, labelled.voice_count), labelled.voice_count)
    for voice in range(labelled.voice_count):
        rest = np.flatnonzero(labelled.labels != voice)
        if len(rest):
            nearest, _distance = _find_nearest_segments(
                [labelled.segments[int(i)] for i in rest], frames
            )
            others[:, voice] = labelled.labels[rest][nearest]
    return labelled.labels[_find_nearest_segments(labelled.segments, frames)[0]], others


def _find_nearest_segments(
    segments: Sequence[LocalSegment], frames: int
) -> tuple[Numbers, Numbers]:
    """Find each frame's nearest segment and its distance in frames; segments are in order."""
    at = np.arange(frames)
    firsts = np.array([segment.first for segment in segments])
    lasts = np.array([segment.last for segment in segments]) - 1
    before = np.clip(np.searchsorted(firsts, at, side="right") - 1, 0, None)
    after = np.clip(before + 1, None, len(segments) - 1)
    gaps = [np.maximum(0, np.maximum(firsts[i] - at, at - lasts[i])) for i in (before, after)]
    return np.where(gaps[1] < gaps[0], after, before), np.minimum(*gaps)
