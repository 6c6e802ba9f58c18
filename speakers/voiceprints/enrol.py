"""Select speech for enrolment: clean, long enough, and certainly the person's own voice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from transcripts.transcript import Span, Speaker, SpeakerSegment, Turn

# Turns with fewer seconds of clean speech are not enrolled. By telephone, an embedding is nearest
# to another person's voiceprint in 23.8 % of cases if it has 0.5 s of speech, in 10.0 % with 1 s,
# 2.1 % with 2 s, 0.8 % with 3 s and 1.4 % with 5 s (`benchmarks/voiceprints.py --calibrate`). A
# lower value would enrol more and noisier turns.
LEAST_SECONDS = 3.0
# Maximum seconds of speech that enrolment uses from one turn, and from all turns together that one
# decision confirms.
TURN_SECONDS, MOST_SECONDS = 10.0, 60.0
# Speech within this many seconds of another voice is not clean, because the times of diarization
# are not more accurate than this.
APART = 0.1
# A voice is enrolled without an editor only if the name has at least this confidence, a
# self-introduction has at least this weight, and a document or the cast has the name, too. Lower
# values would enrol wrong names.
CERTAIN, CERTAIN_REASON = 0.97, 0.9


def find_clean_spans(
    turns: Sequence[Turn], spans: Mapping[str, Span], segments: Sequence[SpeakerSegment]
) -> dict[str, tuple[Span, ...]]:
    """Return for each turn the spans in which only one voice speaks, longest first.

    `spans` has the spans of all turns of the recording, because other turns may overlap `turns`.
    """
    heard, together = (
        _SpanIndex(s.span for s in segments),
        _SpanIndex(_find_overlapped_spans(segments)),
    )
    return {
        turn.id: _find_clean_parts(
            heard.within(turn.span),
            [*together.within(turn.span, APART), *(spans[other] for other in turn.overlaps)],
        )
        for turn in turns
    }


def _find_clean_parts(
    voice_spans: Iterable[Span], overlapped_spans: Iterable[Span]
) -> tuple[Span, ...]:
    alone = list(voice_spans)
    for other in overlapped_spans:
        alone = [part for span in alone for part in _subtract(span, other)]
    return tuple(sorted(dict.fromkeys(alone), key=lambda span: (-span.duration, span.start)))


def _find_overlapped_spans(segments: Sequence[SpeakerSegment]) -> Iterator[Span]:
    """Yield the spans in which more than one voice speaks."""
    edges = sorted([(s.start, 1) for s in segments] + [(s.end, -1) for s in segments])
    speaking = 0
    for (moment, step), (following, _) in pairwise(edges):
        speaking += step
        if speaking > 1 and following > moment:
            yield Span(moment, following)


class _SpanIndex:
    """Sorted spans with fast lookup by time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]
        self._longest = max((span.duration for span in self._spans), default=0.0)

    def within(self, span: Span, margin: float = 0.0) -> Iterator[Span]:
        """Yield the parts of spans that are within `span` or up to `margin` seconds beside it."""
        first = bisect_left(self._starts, span.start - margin - self._longest)
        last = bisect_left(self._starts, span.end + margin)
        for one in self._spans[first:last]:
            if one.end > span.start - margin:
                yield Span(max(span.start - margin, one.start), min(span.end + margin, one.end))


def _subtract(span: Span, other: Span) -> tuple[Span, ...]:
    parts = (Span(span.start, other.start - APART), Span(other.end + APART, span.end))
    if other.end + APART <= span.start or other.start - APART >= span.end:
        return (span,)
    return tuple(part for part in parts if part.end > part.start)


def usable_seconds(spans: Iterable[Span]) -> float:
    """Return the seconds of a turn's speech that enrolment uses, at most `TURN_SECONDS`."""
    return min(TURN_SECONDS, sum(span.duration for span in spans))


def choose_turns(spans: Mapping[str, tuple[Span, ...]]) -> tuple[str, ...]:
    """From the turns that one decision confirms, choose those to enrol.

    The turns with the most usable speech are chosen, until they have about `MOST_SECONDS` in all.

    `spans` has the clean spans of each turn.
    """
    long = [
        (-usable_seconds(s), turn)
        for turn, s in spans.items()
        if usable_seconds(s) >= LEAST_SECONDS
    ]
    turn_ids: list[str] = []
    total = 0.0
    for length, turn in sorted(long):
        if total < MOST_SECONDS:
            turn_ids.append(turn)
            total -= length
    return tuple(turn_ids)


def is_certain_enough(speaker: Speaker) -> bool:
    """Check whether the evidence for a name suffices to enrol the voice without an editor."""
    named = any(
        reason.kind == "introduces-self" and reason.weight >= CERTAIN_REASON
        for reason in speaker.reasons
    )
    written = any(reason.kind in ("described", "cast") for reason in speaker.reasons)
    return speaker.name is not None and speaker.confidence >= CERTAIN and named and written
