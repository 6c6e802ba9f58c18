"""Add word ranges to transcripts from versions without them, by the times of the words.

Words are looked up by time only when an old file is read; new transcripts have word ranges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.ranges import WordRange, ranges_of
from transcripts.text.normalize import plain
from transcripts.transcript import Correction, Transcript, Unspoken, Unwritten, Word

_SAME_TIME = 0.0011
"""Times count as equal up to this many seconds apart: each may be rounded by half a millisecond."""


def add_word_ranges(transcript: Transcript) -> Transcript:
    """Add the word ranges of corrections, unspoken passages and unwritten speech.

    A correction whose words were later rewritten by hand gets no range.
    """
    sound = _SoundOrder.from_transcript(transcript)
    return replace(
        transcript,
        corrections=tuple(
            replace(c, word_ranges=tuple(_find_ranges_of_correction(c, sound)))
            for c in transcript.corrections
        ),
        unspoken=tuple(
            replace(u, word_ranges=(_end_of_turn_before(u, transcript),))
            for u in transcript.unspoken
        ),
        unwritten=tuple(
            replace(u, word_ranges=_find_ranges_of_speech(u, sound)) for u in transcript.unwritten
        ),
    )


@dataclass(frozen=True, slots=True)
class _SoundOrder:
    """The words of a transcript in the order in which they are spoken.

    `order` has the word numbers in spoken order, `position_by_word` the position of each number in
    `order`, and `turns` the word numbers of each turn in spoken order.
    """

    words: Sequence[Word]
    order: Sequence[int]
    position_by_word: Mapping[int, int]
    turns: Mapping[str, Sequence[int]]

    @classmethod
    def from_transcript(cls, transcript: Transcript) -> _SoundOrder:
        words = transcript.words
        order = sorted(range(len(words)), key=lambda n: (words[n].start, words[n].end, n))
        at = {n: place for place, n in enumerate(order)}
        turns = {
            name: sorted(own.numbers, key=at.__getitem__)
            for name, own in transcript.word_ranges.items()
        }
        return cls(words, order, at, turns)


def _find_ranges_of_correction(correction: Correction, sound: _SoundOrder) -> Iterator[WordRange]:
    near = sound.turns.get(correction.turn, ())
    is_moved_break = correction.kind == "turn-break" and correction.end > correction.start
    published = correction.after if correction.status == "applied" else correction.before
    if published and (is_moved_break or correction.kind != "turn-break"):
        wording = None if is_moved_break else plain(published)
        yield from _find_wording(correction, wording, near, sound)
    elif near:
        before = [n for n in near if sound.words[n].end <= correction.start + _SAME_TIME]
        place = before[-1] + 1 if before else near[0]
        yield WordRange(place, place)


def _find_wording(
    correction: Correction, wording: str | None, candidate_words: Sequence[int], sound: _SoundOrder
) -> tuple[WordRange, ...]:
    """Return the words within a correction's times that read `wording`; None matches any words."""
    words = sound.words
    # Hyphens may have split one word into several.
    most = 4 * len(correction.after.split()) + 4 * len(correction.before.split()) + 4
    for first in candidate_words:
        if abs(words[first].start - correction.start) > _SAME_TIME:
            continue
        following = sound.order[
            sound.position_by_word[first] : sound.position_by_word[first] + most
        ]
        ends = [abs(words[n].end - correction.end) <= _SAME_TIME for n in following]
        numbers = following[: ends.index(True) + 1] if any(ends) else ()
        texts = " ".join(words[n].text for n in numbers)
        if numbers and wording in (None, plain(texts)):
            return ranges_of(numbers)
    return ()


def _end_of_turn_before(passage: Unspoken, transcript: Transcript) -> WordRange:
    """Return the end of the turn before a passage as the passage's position.

    The exact position within the turn is unknown.
    """
    after = transcript.word_ranges.get(passage.after_turn or "", WordRange(0, 0)).last
    return WordRange(after, after)


def _find_ranges_of_speech(passage: Unwritten, sound: _SoundOrder) -> tuple[WordRange, ...]:
    start, end = passage.start - _SAME_TIME, passage.end + _SAME_TIME
    spoken = (n for n in sound.order if start <= sound.words[n].start <= sound.words[n].end <= end)
    return ranges_of(spoken)
