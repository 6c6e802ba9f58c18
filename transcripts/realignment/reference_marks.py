"""Find where the marks of a reference, such as `[music]` and `?name?`, are in the recording."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transcripts.languages.language import Language
from transcripts.sound_events import SoundEvent, event_name
from transcripts.source_transcript import EVENT_MARKS, UNSURE, Mark, SourceTranscript
from transcripts.text.normalize import tokenize
from transcripts.transcript import Word

UNSURE_CONFIDENCE = 0.2
"""Confidence of a word of which the typist was not sure; pages and the editor mark such words."""

_SAME_EVENT = 1.0
"""Largest number of seconds between an event that was heard and a mark of the same sound."""

SourceIndices = Sequence[tuple[int | None, int | None]]
"""For each published word, its index in the reference and in the recognized words, or None."""


def marks_by_word(source: SourceTranscript, language: Language) -> Iterator[tuple[int, Mark]]:
    """Yield each mark with the index of the reference word that follows it."""
    first = 0
    for turn in source.turns:
        spoken = [bool(tokenize([word.text], language)) for word in turn.words]
        for mark in turn.marks:
            yield first + sum(spoken[: mark.word_index]), mark
        first += sum(spoken)


def doubt_unsure_words(
    words: Sequence[Word], source_indices: SourceIndices, marks: Sequence[tuple[int, Mark]]
) -> tuple[Word, ...]:
    """Lower the confidence of unrecognized words that the typist marked as unsure."""
    unsure = {index for index, mark in marks if mark.kind == UNSURE}
    if not unsure:
        return tuple(words)
    return tuple(
        replace(word, confidence=min(word.confidence, UNSURE_CONFIDENCE))
        if reference in unsure and word.origin == "reference"
        else word
        for word, (reference, _) in zip(words, source_indices, strict=True)
    )


def events_of_marks(
    words: Sequence[Word],
    source_indices: SourceIndices,
    marks: Sequence[tuple[int, Mark]],
    heard: Sequence[SoundEvent] = (),
) -> tuple[SoundEvent, ...]:
    """Return the marks of sounds as events between the adjacent words, in order of time.

    A mark is left out if the sound was also recognized at this time (`heard`), or if no word of the
    reference is published.
    """
    placed = [(n, index) for n, (index, _) in enumerate(source_indices) if index is not None]
    indices = [index for _, index in placed]
    found = []
    for index, mark in marks:
        if mark.kind not in EVENT_MARKS or not placed:
            continue
        after = bisect_left(indices, index)
        before = words[placed[after - 1][0]].end if after else words[placed[0][0]].start
        end = words[placed[after][0]].start if after < len(placed) else before
        event = SoundEvent(event_name(mark.text), min(before, end), end, "reference")
        if not any(_is_same(event, other) for other in heard):
            found.append(event)
    return tuple(sorted(found, key=lambda event: (event.start, event.end)))


def _is_same(event: SoundEvent, other: SoundEvent) -> bool:
    is_near = other.start - _SAME_EVENT <= event.end and event.start <= other.end + _SAME_EVENT
    return event.text == other.text and is_near
