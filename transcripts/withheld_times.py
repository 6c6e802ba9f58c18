"""Sort and merge withheld times, and compare them with the times of words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from transcripts.transcript import Span, Transcript
from transcripts.withheld import MARK, Withheld


@dataclass(frozen=True, slots=True)
class WithheldTimes:
    """Withheld times, sorted and merged where they overlap."""

    entries: tuple[Withheld, ...]
    starts: tuple[float, ...]

    @classmethod
    def from_entries(cls, found: Iterable[Withheld]) -> WithheldTimes:
        """Sort entries by time, and merge those that overlap.

        A merged entry has the stricter level, the later day, and a tone if any of its entries has
        one.
        """
        merged: list[Withheld] = []
        for entry in sorted(found, key=span_of):
            if merged and span_of(entry)[0] <= span_of(merged[-1])[1]:
                merged[-1] = _merge_entries(merged[-1], entry)
            else:
                merged.append(entry)
        return cls(tuple(merged), tuple(span_of(entry)[0] for entry in merged))

    def meet(self, start: float, end: float, margin: float = 0.0) -> bool:
        """Check whether a span overlaps a withheld time.

        Spans that only touch do not overlap, unless the span has no length.
        """
        start, end = start - margin, max(end, start) + margin
        before = bisect_left(self.starts, end)
        if start == end:
            before = bisect_left(self.starts, end + 1e-9)
            return before > 0 and span_of(self.entries[before - 1])[1] >= start
        return before > 0 and span_of(self.entries[before - 1])[1] > start


def span_of(entry: Withheld) -> tuple[float, float]:
    """Return the start and end of an entry; neither may be None."""
    return cast("tuple[float, float]", (entry.start, entry.end))


def _merge_entries(entry: Withheld, other_entry: Withheld) -> Withheld:
    return Withheld(
        "closed" if "closed" in (entry.level, other_entry.level) else entry.level,
        max(entry.until, other_entry.until) if entry.until and other_entry.until else None,
        entry.start,
        max(span_of(entry)[1], span_of(other_entry)[1]),
        tone=entry.tone or other_entry.tone,
    )


def find_silent_times(public_transcript: Transcript) -> tuple[Span, ...]:
    """Return the times in which the sound of a published transcript must be silent.

    These are the withheld times, extended to whole withheld words.
    """
    spans = [Span(*span_of(entry)) for entry in public_transcript.withheld]
    if spans:
        spans += [word.span for word in public_transcript.words if word.text == MARK]
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def find_tone_times(public_transcript: Transcript) -> tuple[Span, ...]:
    """Return the silent times of a published transcript in which a tone is heard."""
    return tuple(Span(*span_of(entry)) for entry in public_transcript.withheld if entry.tone)
