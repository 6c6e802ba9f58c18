"""Stretches in order of start, to be asked who is heard around a moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from transcripts.transcript import Span, SpeakerSegment


class Timeline:
    """Finds stretches by their place: a recording of hours has thousands of them."""

    __slots__ = ("_longest", "_starts", "_stretches")

    def __init__(self, stretches: Iterable[SpeakerSegment]) -> None:
        self._stretches = sorted(stretches, key=lambda s: s.start)
        self._starts = [s.start for s in self._stretches]
        self._longest = max((s.span.duration for s in self._stretches), default=0.0)

    def overlapping(self, span: Span, voice: str | None = None) -> list[SpeakerSegment]:
        """List the stretches (of one voice) that a span overlaps, in order of start."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [
            s
            for s in self._stretches[first:last]
            if s.end > span.start and voice in (None, s.voice)
        ]
