"""Find speaker segments by time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from transcripts.transcript import Span, SpeakerSegment


class Timeline:
    """An index of speaker segments by start, which finds those that overlap a span by bisection."""

    __slots__ = ("_longest", "_segments", "_starts")

    def __init__(self, segments: Iterable[SpeakerSegment]) -> None:
        self._segments = sorted(segments, key=lambda s: s.start)
        self._starts = [s.start for s in self._segments]
        self._longest = max((s.span.duration for s in self._segments), default=0.0)

    def find_overlapping(self, span: Span, voice: str | None = None) -> list[SpeakerSegment]:
        """List the segments that overlap a span, in order of start.

        With `voice`, only the segments of that voice are listed.
        """
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [
            s for s in self._segments[first:last] if s.end > span.start and voice in (None, s.voice)
        ]
