"""Refine word boundaries for English by forced alignment with PocketSphinx."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audio.acoustics.decoder import WordSegment, align_words
from audio.acoustics.pronounce import ENGLISH, spoken_words
from audio.recognizers.recognizer import Progress, Recognizer
from audio.sound.loudness import FRAME_SECONDS, levels_db, silent_frames
from audio.sound.recording import Sound
from transcripts.transcript import AlignedWords, Span, Word

# Shares of the reported progress: most of it for the recognizer, because the refinement is quick.
_RECOGNIZER, _SHARPENING = 0.9, 0.1
# Words are aligned in stretches. A stretch ends at a pause of at least `_PAUSE` seconds, or before
# it would be longer than `_LONGEST` seconds.
_PAUSE = 0.4
_LONGEST = 12.0
# A stretch of at least this many words is split at its widest pause if it cannot be aligned.
_SPLIT_WORDS = 8
# Seconds of audio before and after a stretch that are aligned with it; at most half of the pause on
# that side.
_PAD = 0.25
# Maximum seconds by which an edge may move. Whisper's edges are within 0.12 s in 95 of 100 words;
# if the alignment differs from them by more, one of the two edges is wrong.
_FURTHEST = 0.2
# Maximum seconds by which the end of a word may move later, because Whisper cuts off drawn-out
# endings.
_LATER = 0.4
# A silence of at least `_SILENCE` seconds ends the last word of a stretch. The search for the
# silence begins `_EARLIER` seconds before the end that the recognizer gave to the word.
_SILENCE, _EARLIER = 0.06, 0.05
# Shortest word in seconds: three frames of the acoustic model.
_SHORTEST = 0.03
# Seconds by which the aligner ends the last phone of a word too late, measured on one recording.
_LATE = 0.011


def align(
    recognizer: Recognizer,
    sound: Sound,
    words: Sequence[Word],
    language: str,
    progress: Progress,
    comma_probabilities: Sequence[float] = (),
) -> AlignedWords:
    """Return words with exact times from the recognizer, refined by PocketSphinx for English.

    `language` is a code or an English name, as used by Whisper. `comma_probabilities` are those of
    an earlier alignment of these words by the recognizer; if they are given, the recognizer is not
    run again.
    """
    if comma_probabilities:
        timed = AlignedWords(tuple(_remove_overlaps(words)), tuple(comma_probabilities))
    else:
        timed = recognizer.align(sound, words, lambda share: progress(_RECOGNIZER * share))
    if language.lower() not in ENGLISH:
        return timed
    sharp = refine_word_edges(
        sound, timed.words, lambda share: progress(_RECOGNIZER + share * _SHARPENING)
    )
    return replace(timed, words=sharp)


def refine_word_edges(
    sound: Sound,
    words: Sequence[Word],
    progress: Progress = lambda share: None,
) -> tuple[Word, ...]:
    """Move starts and ends of words to their aligned times where these are close to the old times.

    Words keep their order and never overlap.
    """
    refined: list[Word] = []
    for first, last in _split_at_pauses(words):
        refined += _refine_words(sound, words, first, last)
        progress(len(refined) / len(words))
    return tuple(_remove_overlaps(refined))


def _split_at_pauses(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    first = 0
    for at in range(1, len(words) + 1):
        end = at == len(words)
        if (
            end
            or words[at].start - words[at - 1].end >= _PAUSE
            or words[at].end - words[first].start > _LONGEST
        ):
            yield first, at
            first = at


def _refine_words(sound: Sound, words: Sequence[Word], first: int, last: int) -> list[Word]:
    row = list(words[first:last])
    before = words[first - 1].end if first else -math.inf
    after = words[last].start if last < len(words) else math.inf
    span = Span(
        max(0.0, row[0].start - min(_PAD, max(0.0, row[0].start - before) / 2)),
        min(sound.seconds, row[-1].end + min(_PAD, max(0.0, after - row[-1].end) / 2)),
    )
    spelled = [spoken_words(word.text) for word in row]
    samples = sound.crop(span)
    found = align_words(samples, [part for parts in spelled for part in parts])
    if found is None:
        if last - first < _SPLIT_WORDS:
            return row
        cut = _find_widest_pause(words, first, last)
        return _refine_words(sound, words, first, cut) + _refine_words(sound, words, cut, last)
    silent = silent_frames(levels_db(samples), _SILENCE)
    at, sharp = 0, []
    for word, parts in zip(row, spelled, strict=True):
        mine = found[at : at + len(parts)]
        at += len(parts)
        sharp.append(_move_edges(word, span.start, mine) if mine else word)
    sharp[-1] = _end_at_silence(sharp[-1], row[-1].end, span.start, silent)
    return sharp


def _find_widest_pause(words: Sequence[Word], first: int, last: int) -> int:
    """Return the index of the word after the widest pause, in the middle half of a stretch."""
    margin = (last - first) // 4
    places = range(first + margin, last - margin)
    return max(places, key=lambda at: words[at].start - words[at - 1].end)


def _move_edges(word: Word, offset: float, segment: Sequence[WordSegment]) -> Word:
    start = offset + segment[0].start
    end = offset + segment[-1].end - _LATE
    if end - start < _SHORTEST:
        return word
    start = start if abs(start - word.start) <= _FURTHEST else word.start
    end = end if -_FURTHEST <= end - word.end <= _LATER else word.end
    return replace(word, start=start, end=end) if start < end else word


def _end_at_silence(
    word: Word, previous_end: float, offset: float, is_silent: NDArray[np.bool_]
) -> Word:
    """End the last word of a stretch at the first silence after about `previous_end`.

    `previous_end` is the end that the recognizer gave to the word.
    """
    first = max(0, round((min(previous_end, word.end) - _EARLIER - offset) / FRAME_SECONDS))
    quiet_at = np.flatnonzero(is_silent[first : round((word.end - offset) / FRAME_SECONDS)])
    if len(quiet_at) == 0:
        return word
    end = offset + (first + int(quiet_at[0])) * FRAME_SECONDS
    return replace(word, end=end) if end > word.start else word


def _remove_overlaps(words: Sequence[Word]) -> Iterator[Word]:
    at = 0.0
    for word in words:
        start = max(word.start, at)
        at = max(word.end, start)
        yield replace(word, start=start, end=at)
