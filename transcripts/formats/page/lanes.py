"""Draw speaker lanes as SVG: one lane per speaker, a thousand units wide for any duration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.formats.clock import clock
from transcripts.transcript import Span, Speaker, Transcript

WIDTH = 1000.0
"""Width of a lane in units, about a pixel each on a wide screen."""

_LEAST = 1.0
"""Least width in units of a visible segment or gap: narrower segments are widened, narrower gaps
closed.
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """A speaker's lane: an SVG path one unit high, seconds of speech, share of all speech."""

    speaker: Speaker
    path: str
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the time axis."""

    percent: float
    label: str


def speaker_lanes(transcript: Transcript) -> tuple[Lane, ...]:
    """Return a lane for each speaker; turns are used for voices without diarized segments."""
    spans = _collect_spans_by_speaker(transcript)
    seconds = {who: sum(s.duration for s in own) for who, own in spans.items()}
    total = sum(seconds.values()) or 1.0
    scale = WIDTH / max(transcript.end, 0.001)
    return tuple(
        Lane(s, svg_path(spans[s.id], scale), seconds[s.id], seconds[s.id] / total)
        for s in transcript.speakers
    )


def time_ticks(duration: float) -> tuple[Tick, ...]:
    """Return about eight round times for the axis."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)
    step = next((s for s in steps if duration / s <= 9), steps[-1])
    # No label close to the end, where it would extend beyond the edge of the chart.
    return tuple(
        Tick(100 * at / duration, clock(at))
        for at in range(0, int(duration) + 1, step)
        if at <= 0.97 * duration
    )


def svg_path(spans: Iterable[Span], scale: float) -> str:
    """Return spans as an SVG path of boxes; gaps that are too narrow to see are closed."""
    boxes: list[tuple[float, float]] = []
    for span in sorted(spans):
        left, right = span.start * scale, max(span.end * scale, span.start * scale + _LEAST)
        if boxes and left - boxes[-1][1] < _LEAST:
            boxes[-1] = (boxes[-1][0], max(boxes[-1][1], right))
        else:
            boxes.append((left, right))
    return "".join(f"M{left:.1f} 0H{right:.1f}V1H{left:.1f}z" for left, right in boxes)


def _collect_spans_by_speaker(transcript: Transcript) -> dict[str, Sequence[Span]]:
    spans: dict[str, list[Span]] = {speaker.id: [] for speaker in transcript.speakers}
    owner = {voice: s.id for s in transcript.speakers for voice in s.voices}
    for segment in transcript.voices:
        if segment.voice in owner:
            spans[owner[segment.voice]].append(segment.span)
    for turn in transcript.turns:
        if not any(segment.voice == turn.voice for segment in transcript.voices):
            spans[turn.speaker].append(turn.span)
    return {who: _merge_spans(own) for who, own in spans.items()}


def _merge_spans(spans: Iterable[Span]) -> Sequence[Span]:
    """Join overlapping spans, so that two voices of one person are not counted twice."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
