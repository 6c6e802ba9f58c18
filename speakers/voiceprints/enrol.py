"""Which speech may teach the archive a voice: clean, long enough, and surely that person's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from transcripts.transcript import Span, Speaker, SpeakerSegment, Turn

# A turn with less clean speech (seconds) teaches nothing. Of embeddings of 0.5 s by telephone
# 23.8 % are nearest to another's voiceprint, of 1 s 10.0 %, 2 s 2.1 %, 3 s 0.8 %, 5 s 1.4 %
# (`benchmarks/voiceprints.py --calibrate`). A lower bar learns more turns, and worse ones.
LEAST_SECONDS = 3.0
# Of a turn so much is listened to, and so much is enough of one decision: more says nothing new
# (audio/diarization/embed.py, tracks.py).
TURN_SECONDS, MOST_SECONDS = 10.0, 60.0
# Speech this near (seconds) to somebody else's is not clean: voices are told apart no finer.
APART = 0.1
# The machine teaches itself only from a voice that says its own name, a name that a document or the
# cast has too, with a probability and a reason from here on. Lower bars learn wrong names.
CERTAIN, CERTAIN_REASON = 0.97, 0.9


def clean_spans(
    turns: Sequence[Turn], spans: Mapping[str, Span], segments: Sequence[SpeakerSegment]
) -> dict[str, tuple[Span, ...]]:
    """Give by turn the spans in which one voice speaks and nobody else, the longest first.

    `spans` are those of all turns of the recording, which some of these may overlap.
    """
    heard, together = _SpanIndex(s.span for s in segments), _SpanIndex(_together(segments))
    return {
        turn.id: _of_turn(
            heard.within(turn.span),
            [*together.within(turn.span, APART), *(spans[other] for other in turn.overlaps)],
        )
        for turn in turns
    }


def _of_turn(heard: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    alone = list(heard)
    for other in others:
        alone = [part for span in alone for part in _without(span, other)]
    return tuple(sorted(dict.fromkeys(alone), key=lambda span: (-span.duration, span.start)))


def _together(segments: Sequence[SpeakerSegment]) -> Iterator[Span]:
    """Give the spans in which more than one voice speaks."""
    edges = sorted([(s.start, 1) for s in segments] + [(s.end, -1) for s in segments])
    speaking = 0
    for (moment, step), (following, _) in pairwise(edges):
        speaking += step
        if speaking > 1 and following > moment:
            yield Span(moment, following)


class _SpanIndex:
    """Spans in order, in which those near a moment are found at once."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]
        self._longest = max((span.duration for span in self._spans), default=0.0)

    def within(self, span: Span, more: float = 0.0) -> Iterator[Span]:
        """Give the parts of spans that lie in one, or so many seconds beside it."""
        first = bisect_left(self._starts, span.start - more - self._longest)
        last = bisect_left(self._starts, span.end + more)
        for one in self._spans[first:last]:
            if one.end > span.start - more:
                yield Span(max(span.start - more, one.start), min(span.end + more, one.end))


def _without(span: Span, other: Span) -> tuple[Span, ...]:
    parts = (Span(span.start, other.start - APART), Span(other.end + APART, span.end))
    if other.end + APART <= span.start or other.start - APART >= span.end:
        return (span,)
    return tuple(part for part in parts if part.end > part.start)


def usable_seconds(spans: Iterable[Span]) -> float:
    """Give how much of some speech teaches: no more than is listened to."""
    return min(TURN_SECONDS, sum(span.duration for span in spans))


def choose_turns(spans: Mapping[str, tuple[Span, ...]]) -> tuple[str, ...]:
    """Choose turns that were confirmed together: the longest that are long enough, up to a minute.

    `spans` are the clean ones, by turn.
    """
    long = [
        (-usable_seconds(s), turn)
        for turn, s in spans.items()
        if usable_seconds(s) >= LEAST_SECONDS
    ]
    chosen: list[str] = []
    total = 0.0
    for length, turn in sorted(long):
        if total < MOST_SECONDS:
            chosen.append(turn)
            total -= length
    return tuple(chosen)


def is_certain(speaker: Speaker) -> bool:
    """Say whether the machine's own evidence for a name is above the strict bar."""
    named = any(
        reason.kind == "introduces-self" and reason.weight >= CERTAIN_REASON
        for reason in speaker.reasons
    )
    written = any(reason.kind in ("described", "cast") for reason in speaker.reasons)
    return speaker.name is not None and speaker.confidence >= CERTAIN and named and written
