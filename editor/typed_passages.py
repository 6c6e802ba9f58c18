"""Choose the passages of a recording in which typed words are searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.edits.added_turns import is_added
from transcripts.edits.draft import Draft
from transcripts.edits.estimated import words_with_estimated_times
from transcripts.transcript import Span, Word

_CONTEXT_WORDS = 12
"""Words before and after the typed words that are aligned with them: a few seconds of speech."""

_MARGIN_SECONDS = 1.0
"""Seconds of sound that are read before and after the aligned words."""

_LEAD_SECONDS = 3.0
"""An added turn is searched for from this many seconds before its start to as many after its end.

Its end is estimated, and somebody who hears speech that is not in the text stops the playback a
moment later.
"""

_NEAR_WORDS = 2 * _CONTEXT_WORDS
"""Typed words at most this many words apart are aligned together."""

_LONGEST_SECONDS = 28.0
"""Longest passage that is aligned at once, within Whisper's window of 30 seconds."""


@dataclass(frozen=True, slots=True)
class TypedPassage:
    """Typed words with their neighbours, and the passage in which to align all of them.

    Attributes:
        words: The typed words and their neighbours in order, each with its number.
        span: The passage of the recording, in seconds.
        limits: The earliest and the latest time of each typed word, by its number.
    """

    words: Sequence[tuple[int, Word]]
    span: Span
    limits: Mapping[int, Span]

    def limit(self, number: int, spans: Sequence[Span]) -> tuple[int, ...]:
        """Return the start and end of each span in milliseconds, moved into the word's limits."""
        low, high = round(1000 * self.limits[number].start), round(1000 * self.limits[number].end)
        times = (round(1000 * time) for span in spans for time in (span.start, span.end))
        return tuple(min(max(time, low), max(low, high)) for time in times)


def group_words(draft: Draft) -> Iterator[list[int]]:
    """Yield groups of words whose times are estimates; the words of a group are close together."""
    group: list[int] = []
    for n in words_with_estimated_times(draft):
        if group and _are_far_apart(draft, group, n):
            yield group
            group = []
        group.append(n)
    if group:
        yield group


def find_passage(draft: Draft, typed: Sequence[int]) -> TypedPassage:
    """Return the passage in which typed words that are near each other are searched for."""
    if is_added(typed[0]):
        return _find_passage_of_added(draft, typed)
    numbers = _add_context(draft, typed)
    first, last = draft.word(numbers[0]), draft.word(numbers[-1])
    return TypedPassage(
        [(n, word) for n in numbers for word in draft.current_words(n)],
        Span(max(0.0, first.start - _MARGIN_SECONDS), last.end + _MARGIN_SECONDS),
        {n: _find_limits(draft, n) for n in typed},
    )


def _are_far_apart(draft: Draft, group: Sequence[int], word: int) -> bool:
    if is_added(word) and draft.added.run_with(word) != draft.added.run_with(group[0]):
        return True
    first = group[0] if is_added(word) else group[-1]
    return (
        word - group[-1] > _NEAR_WORDS
        or draft.word(word).end - draft.word(first).start > _LONGEST_SECONDS / 2
    )


def _add_context(draft: Draft, typed: Sequence[int]) -> list[int]:
    """Return typed words and their neighbours, as far as they fit into one window."""
    first, last = typed[0], typed[-1]
    words, room = draft.machine_words, _LONGEST_SECONDS - 2 * _MARGIN_SECONDS
    for _ in range(_CONTEXT_WORDS):
        if first > 0 and words[last].end - words[first - 1].start <= room:
            first -= 1
        if last + 1 < len(words) and words[last + 1].end - words[first].start <= room:
            last += 1
    return [n for n in range(first, last + 1) if n not in draft.not_speech]


def _find_limits(draft: Draft, word: int) -> Span:
    """Return the span from the end of the previous word to the start of the next word."""
    earliest = draft.current_words(word - 1)[-1:] if word else ()
    latest = draft.current_words(word + 1)[:1] if word + 1 < len(draft.machine_words) else ()
    return Span(
        earliest[0].end if earliest else 0.0,
        latest[0].start if latest else draft.machine.recording.duration,
    )


def _find_passage_of_added(draft: Draft, typed: Sequence[int]) -> TypedPassage:
    """Return the passage of an added turn: the pause in which it lies, and the words beside it.

    If other words are spoken at the same time, the added words are searched for alone.
    """
    start, end = draft.word(typed[0]).start, draft.word(typed[-1]).end
    others = sorted(_current_words_apart(draft, typed), key=lambda pair: pair[1].start)
    before = [(n, w) for n, w in others if w.end <= start]
    after = [(n, w) for n, w in others if w.start >= end]
    pause = Span(
        max((w.end for _, w in before), default=0.0),
        min((w.start for _, w in after), default=draft.machine.recording.duration),
    )
    here = [(n, word) for n in typed for word in draft.current_words(n)]
    if len(before) + len(after) < len(others):
        pause, before, after = Span(0.0, draft.machine.recording.duration), [], []
    low, high = max(pause.start, start - _LEAD_SECONDS), min(pause.end, end + _LEAD_SECONDS)
    room = _LONGEST_SECONDS - 2 * _MARGIN_SECONDS - (high - low)
    before = [pair for pair in before[-_CONTEXT_WORDS:] if low - pair[1].start <= room / 2]
    after = [pair for pair in after[:_CONTEXT_WORDS] if pair[1].end - high <= room / 2]
    first = min([low, *(w.start for _, w in before)])
    last = max([high, *(w.end for _, w in after)])
    return TypedPassage(
        [*before, *here, *after],
        Span(max(0.0, first - _MARGIN_SECONDS), last + _MARGIN_SECONDS),
        dict.fromkeys(typed, Span(low, high)),
    )


def _current_words_apart(draft: Draft, typed: Sequence[int]) -> Iterable[tuple[int, Word]]:
    """Yield all current words except the typed ones, each with its number."""
    left_out = draft.not_speech.union(typed)
    for n in (*range(len(draft.machine_words)), *draft.added.words):
        if n not in left_out:
            yield from ((n, word) for word in draft.current_words(n))
