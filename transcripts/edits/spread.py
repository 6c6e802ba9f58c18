"""Spread typed words over time, and split ranges of words and of time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from transcripts.edits.baseline import MachineWordRange
from transcripts.transcript import Span, SpeakerSegment, Word

_LETTERS_PER_SECOND = 15.0
"""Assumed letters per second of words with estimated times: the pace of conversation."""


def spread_over_span(texts: Sequence[str], span: Span, template_word: Word) -> tuple[Word, ...]:
    """Build words from texts; each word gets a share of the span in proportion to its letters."""
    letters = sum(map(len, texts)) or 1
    words, passed = [], 0
    for text in texts:
        start = span.start + span.duration * passed / letters
        passed += len(text)
        end = span.start + span.duration * passed / letters
        words.append(
            replace(
                template_word, text=text, start=round(start, 3), end=round(end, 3), confidence=1.0
            )
        )
    return tuple(words)


def spread_into_pause(
    texts: Sequence[str], word: Word, next_start: float | None
) -> tuple[Word, ...]:
    """Spread texts over the time of the word that they replace.

    If they need more time, they get the pause up to the start of the next word as well.
    """
    end = word.end
    if len(texts) > 1 and next_start is not None:
        end = max(end, min(word.start + _needed_seconds(texts), next_start))
    return spread_over_span(texts, Span(word.start, end), word)


def estimate_span(
    texts: Sequence[str], start: float, other_words: Iterable[Word], latest: float
) -> Span:
    """Estimate the time of words that begin at `start` (seconds), at the pace of conversation.

    They end no later than `latest`. They also end before the next of `other_words` begins, unless
    they would then have less than half of the time that they need.
    """
    needed = _needed_seconds(texts)
    start = max(0.0, min(start, latest - needed))
    pause = min((w.start for w in other_words if w.start > start), default=latest) - start
    return Span(start, min(latest, start + (min(pause, needed) if pause >= needed / 2 else needed)))


def _needed_seconds(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / _LETTERS_PER_SECOND


def split_into_runs(starts: Sequence[int], block: MachineWordRange) -> Iterable[MachineWordRange]:
    """Split a range of words into runs; each of the sorted `starts` in the range begins a run."""
    first, last = bisect_left(starts, block[0]), bisect_left(starts, block[1])
    return pairwise([*starts[first:last], block[1]])


def replace_segment_voice(
    segment: SpeakerSegment, span: Span, voice: str | None
) -> Iterator[SpeakerSegment]:
    """Yield the parts of a segment after `voice` replaces its voice during `span`.

    If `voice` is None, the part during the span is dropped.
    """
    first, last = max(segment.start, span.start), min(segment.end, span.end)
    if first >= last:
        yield segment
        return
    if segment.start < first:
        yield replace(segment, end=first)
    if voice is not None:
        yield SpeakerSegment(voice, first, last)
    if last < segment.end:
        yield replace(segment, start=last)
