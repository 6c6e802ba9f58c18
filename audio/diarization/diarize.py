"""Find how many voices a recording has, and when each of them speaks.

Segmentation finds when people speak, alone or over another person. Each segment with one speaker
gets an embedding. Clustering uses embeddings and segmentation together to find the segments of one
voice. The audio level locates the pauses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audio.diarization import channels, local_speakers
from audio.diarization.clustering import EmbeddedSegments, cluster
from audio.diarization.embed import SHORTEST_SECONDS, Embeddings, embed
from audio.diarization.local_speakers import LabelledSegments, LocalSegment
from audio.diarization.options import DiarizeOptions
from audio.diarization.pauses import FRAME_SECONDS as LEVEL_SECONDS
from audio.diarization.pauses import PauseDetector, band_levels
from audio.diarization.segmentation import (
    FRAME_SECONDS,
    SPEAKER_SLOTS,
    ClassProbabilities,
    class_probabilities,
    frame_middle,
    mask_to_spans,
    true_runs,
)
from audio.diarization.tracks import SpeakerTrack, build_diarization
from audio.sound.recording import Sound
from transcripts.errors import UserError
from transcripts.transcript import Diarization

# Longest segment (seconds) that is embedded: longer segments hide a change of speaker that the
# segmentation missed, shorter ones have worse embeddings (six AMI clips: 18.3 % error at 1.5 s,
# 17.5 % at 2 s, 18.5 % at 2.5 s).
_PIECE_SECONDS = 2.0

# A cut may move from its even position by this share of a piece, to the quietest frame.
_CUT_LEEWAY = 0.3

_SEGMENTATION_SHARE = 0.6  # share of the reported progress

Progress = Callable[[float], None]
Numbers = NDArray[np.int64]


def diarize(
    sound: Sound, options: DiarizeOptions, progress: Progress = lambda _share: None
) -> Diarization:
    """Diarize a recording; the result is empty if nobody speaks.

    Raises UserError if the limits contradict each other or `pipeline` is not a pipeline folder.
    """
    _check_options(options)
    if options.pipeline is not None:
        from audio.diarization import (
            pyannote_folder,
        )  # imported only when needed, because the import takes seconds

        return pyannote_folder.diarize(
            sound, options.pipeline, options.min_speakers, options.max_speakers, progress
        )
    if _uses_channels(sound, options):
        found = build_diarization(*channels.build_channel_tracks(sound, progress))
    else:
        found = _diarize_mixed(sound, options, progress)
    progress(1.0)
    return found


def _check_options(options: DiarizeOptions) -> None:
    least, most = options.min_speakers, options.max_speakers
    if least < 1 or (most is not None and most < least):
        raise UserError(
            f"{least}-{most} speakers is not a valid range: use one number of 1 or more, or two "
            "numbers, the smaller first"
        )


def _uses_channels(sound: Sound, options: DiarizeOptions) -> bool:
    count = len(sound.channels)
    fits = options.min_speakers <= count <= (options.max_speakers or count)
    return fits and channels.has_speaker_per_channel(sound)


def _diarize_mixed(sound: Sound, options: DiarizeOptions, progress: Progress) -> Diarization:
    """Diarize voices that share a channel."""
    probabilities = class_probabilities(sound, lambda share: progress(share * _SEGMENTATION_SHARE))
    loudness = band_levels(sound.samples)
    pauses = PauseDetector.from_levels(loudness, probabilities)
    segments = _cut_local_segments(probabilities, loudness.max(1))
    embeddings = embed(
        sound,
        [[segment.span] for segment in segments],
        lambda share: progress(_SEGMENTATION_SHARE + share * (1 - _SEGMENTATION_SHARE)),
    )
    known = np.flatnonzero(embeddings.any(1))
    if not len(known):
        return Diarization((), (), ())
    segments, embeddings = [segments[i] for i in known], embeddings[known]
    labels = cluster(
        _build_clustering_input(segments, embeddings), options.min_speakers, options.max_speakers
    )
    labelled = LabelledSegments(segments, labels, _compute_centroids(segments, labels, embeddings))
    active, foremost = local_speakers.assign_speakers(
        probabilities, labelled, partial(embed, sound), options.max_speakers
    )
    tracks = [
        SpeakerTrack(
            sound=sound,
            spans=mask_to_spans(active[:, voice], sound.seconds),
            loudest=mask_to_spans(foremost == voice, sound.seconds),
            alone=tuple(
                p.span for p, label in zip(segments, labels, strict=True) if label == voice
            ),
            embeddings={
                segment.span: embedding
                for segment, embedding in zip(segments, embeddings, strict=True)
            },
        )
        for voice in range(active.shape[1])
    ]
    return build_diarization(tracks, [pauses] * len(tracks))


def _build_clustering_input(
    segments: Sequence[LocalSegment], embeddings: Embeddings
) -> EmbeddedSegments:
    return EmbeddedSegments(
        embeddings=embeddings.astype(np.float64),
        seconds=np.array([segment.span.duration for segment in segments]),
        middle_seconds=np.array([segment.span.middle for segment in segments]),
        slots=np.array([segment.slot for segment in segments]),
    )


def _compute_centroids(
    segments: Sequence[LocalSegment], labels: Numbers, embeddings: Embeddings
) -> Embeddings:
    """Average the embeddings of each voice, weighted by duration and scaled to unit length."""
    weighted = embeddings * np.array([[segment.span.duration] for segment in segments], np.float32)
    sums = np.stack([weighted[labels == voice].sum(0) for voice in range(labels.max() + 1)])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)


def _cut_local_segments(
    probabilities: ClassProbabilities, loudness: NDArray[np.float32]
) -> list[LocalSegment]:
    """Cut speech of one speaker into segments long enough to embed, in order of time."""
    best = probabilities.argmax(1)
    level_at = np.clip(
        np.round(frame_middle(np.arange(len(best))) / LEVEL_SECONDS).astype(int),
        0,
        len(loudness) - 1,
    )
    found = [
        LocalSegment(a, b, slot)
        for slot in range(SPEAKER_SLOTS)
        for first, last in true_runs(best == slot + 1)
        for a, b in _cut_evenly(first, last, loudness[level_at])
        if (b - a) * FRAME_SECONDS >= SHORTEST_SECONDS
    ]
    return sorted(found, key=lambda segment: segment.first)


def _cut_evenly(first: int, last: int, loudness: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Cut a run of frames into nearly even parts, each at the quietest frame near the even cut."""
    count = int(np.ceil((last - first) * FRAME_SECONDS / _PIECE_SECONDS))
    leeway = int((last - first) / count * _CUT_LEEWAY)
    cuts = [first]
    for number in range(1, count):
        even = first + (last - first) * number // count
        cuts.append(even - leeway + int(loudness[even - leeway : even + leeway + 1].argmin()))
    return list(zip(cuts, [*cuts[1:], last], strict=True))
