"""Build the diarization from speaker tracks: remove pauses, number voices, embed each voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audio.diarization.embed import embed
from audio.diarization.pauses import PauseDetector
from audio.sound.recording import Sound
from transcripts.transcript import Diarization, Span, SpeakerSegment

# A voice gets an embedding if it speaks alone for at least `_LEAST_EMBEDDING_SECONDS`; no more than
# about `_MOST_EMBEDDING_SECONDS` are used.
_LEAST_EMBEDDING_SECONDS = 2.0
_MOST_EMBEDDING_SECONDS = 60.0

# A piece between two pauses is dropped if the piece is shorter than this (seconds).
_SHORTEST_SECONDS = 0.02

# Gaps in a segment that are shorter than this (seconds) are closed, because they are noise. If gaps
# of up to 0.25 s were closed, the error would rise by half a percentage point.
_BRIDGED_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class SpeakerTrack:
    """The spans of one speaker, in order.

    `spans` are all spans, `loudest` those in which the speaker is the loudest, `alone` those in
    which nobody else speaks. `sound` is the channel from which to compute embeddings; `embeddings`
    has the embeddings already computed, by span.
    """

    sound: Sound
    spans: tuple[Span, ...]
    loudest: tuple[Span, ...]
    alone: tuple[Span, ...]
    embeddings: Mapping[Span, NDArray[np.float32]] = field(default_factory=dict)


def build_diarization(
    tracks: Sequence[SpeakerTrack], pauses: Sequence[PauseDetector]
) -> Diarization:
    """Number the voices V1, V2 ... by first appearance; drop tracks that are entirely silent.

    `pauses` has one detector per track.
    """
    heard = [
        (track, remove_pauses(track.spans, p), remove_pauses(track.loudest, p))
        for track, p in zip(tracks, pauses, strict=True)
    ]
    heard = sorted((h for h in heard if h[1]), key=lambda h: h[1][0])
    names = [f"V{number}" for number, _ in enumerate(heard, start=1)]
    segments = _sort_segments(
        (n, bridge_gaps(spans)) for n, (_, spans, _) in zip(names, heard, strict=True)
    )
    exclusive = _sort_segments((n, spans) for n, (_, _, spans) in zip(names, heard, strict=True))
    return Diarization(
        speech=merge_spans(segment.span for segment in segments),
        segments=segments,
        exclusive_segments=_bridge_segments(exclusive),
        embeddings={
            name: embedding
            for name, (track, *_) in zip(names, heard, strict=True)
            if (embedding := _embed_voice(track)) is not None
        },
    )


def remove_pauses(spans: Iterable[Span], pauses: PauseDetector) -> tuple[Span, ...]:
    """Cut the pauses out of spans."""
    return tuple(
        part
        for span in spans
        for part in pauses.split_at_pauses(span)
        if part.duration >= _SHORTEST_SECONDS
    )


def bridge_gaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that are separated by gaps too short to be pauses."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start - found[-1].end < _BRIDGED_SECONDS:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the union of spans, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _sort_segments(
    tracks: Iterable[tuple[str, tuple[Span, ...]]],
) -> tuple[SpeakerSegment, ...]:
    segments = [
        SpeakerSegment(name, span.start, span.end) for name, spans in tracks for span in spans
    ]
    return tuple(sorted(segments, key=lambda s: (s.start, s.end, s.voice)))


def _bridge_segments(segments: tuple[SpeakerSegment, ...]) -> tuple[SpeakerSegment, ...]:
    """Join segments of one voice across short gaps, unless another voice speaks in the gap."""
    found: list[SpeakerSegment] = []
    for segment in segments:
        last = found[-1] if found else None
        if last and last.voice == segment.voice and segment.start - last.end < _BRIDGED_SECONDS:
            found[-1] = SpeakerSegment(last.voice, last.start, max(last.end, segment.end))
        else:
            found.append(segment)
    return tuple(found)


def _embed_voice(track: SpeakerTrack) -> tuple[float, ...] | None:
    """Embed a voice from its longest spans without another speaker; None if these are too short."""
    chosen: list[Span] = []
    for span in sorted(track.alone, key=lambda span: -span.duration):
        if sum(s.duration for s in chosen) < _MOST_EMBEDDING_SECONDS:
            chosen.append(span)
    if sum(span.duration for span in chosen) < _LEAST_EMBEDDING_SECONDS:
        return None
    new = [span for span in chosen if span not in track.embeddings]
    taken = {
        **track.embeddings,
        **dict(zip(new, embed(track.sound, [(s,) for s in new]), strict=True)),
    }
    embedding = sum(taken[span] * span.duration for span in chosen)
    return tuple(float(x) for x in embedding / np.linalg.norm(embedding))
