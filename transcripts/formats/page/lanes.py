"""Who speaks when, as shapes: one lane a speaker, a thousand units wide whatever the duration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.formats.clock import clock
from transcripts.transcript import Span, Speaker, Transcript

WIDTH = 1000.0
"""Units of a lane, about a pixel each on a wide screen."""

_LEAST = 1.0
"""Least units of a stretch and of a gap: a shorter one would not be seen."""


@dataclass(frozen=True, slots=True)
class Lane:
    """When one speaker speaks: an SVG path one unit high, and the seconds in all."""

    speaker: Speaker
    path: str
    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the time axis."""

    percent: float
    label: str


def lanes(transcript: Transcript) -> tuple[Lane, ...]:
    """Give a lane for each speaker, from the voices as heard, else from the turns."""
    spans = _spans(transcript)
    seconds = {who: sum(s.duration for s in found) for who, found in spans.items()}
    total = sum(seconds.values()) or 1.0
    scale = WIDTH / max(transcript.recording.duration, 0.001)
    return tuple(
        Lane(s, path(spans[s.id], scale), seconds[s.id], seconds[s.id] / total)
        for s in transcript.speakers
    )


def ticks(duration: float) -> tuple[Tick, ...]:
    """Give round times for the axis, about eight."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)
    step = next((s for s in steps if duration / s <= 9), steps[-1])
    # A label close to the end would stand over the edge.
    return tuple(
        Tick(100 * at / duration, clock(at))
        for at in range(0, int(duration) + 1, step)
        if at <= 0.97 * duration
    )


def path(spans: Iterable[Span], scale: float) -> str:
    """Draw spans as boxes; gaps too narrow to be seen are closed."""
    boxes: list[tuple[float, float]] = []
    for span in sorted(spans):
        left, right = span.start * scale, max(span.end * scale, span.start * scale + _LEAST)
        if boxes and left - boxes[-1][1] < _LEAST:
            boxes[-1] = (boxes[-1][0], max(boxes[-1][1], right))
        else:
            boxes.append((left, right))
    return "".join(f"M{left:.1f} 0H{right:.1f}V1H{left:.1f}z" for left, right in boxes)


def _spans(transcript: Transcript) -> dict[str, Sequence[Span]]:
    found: dict[str, list[Span]] = {speaker.id: [] for speaker in transcript.speakers}
    owner = {voice: s.id for s in transcript.speakers for voice in s.voices}
    for stretch in transcript.voices:
        if stretch.voice in owner:
            found[owner[stretch.voice]].append(stretch.span)
    for turn in transcript.turns:
        if not any(stretch.voice == turn.voice for stretch in transcript.voices):
            found[turn.speaker].append(turn.span)
    return {who: _united(spans) for who, spans in found.items()}


def _united(spans: Iterable[Span]) -> Sequence[Span]:
    """Join spans that overlap: two voices of one person are not twice the time."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
