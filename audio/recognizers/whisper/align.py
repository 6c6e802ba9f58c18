"""Align the words of a known text with the audio."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from audio.machine import parallel_map, split_evenly
from audio.recognizers.recognizer import DEFAULTS, RecognizerOptions
from audio.recognizers.whisper.forced import TOKEN_FRAME
from audio.recognizers.whisper.session import WhisperSession, open_session
from audio.recognizers.whisper.timing import PlacedWord, WordTokens, place_words, tokenize_word
from audio.recognizers.whisper.windows import LIMIT, PAD, group_into_windows, pad_windows
from audio.sound.recording import Sound
from transcripts.transcript import AlignedWords, Span, Word

# Maximum number of tokens in a window: Whisper's text context holds 448, including control tokens.
_MOST_TOKENS = 440
# Assumed seconds per word where no times are known: 150 words a minute.
_PACE = 0.4


def align(
    sound: Sound,
    words: Sequence[Word],
    options: RecognizerOptions = DEFAULTS,
    progress: Callable[[float], None] = lambda share: None,
) -> AlignedWords:
    """Return the words with exact times, and Whisper's probability of each as its confidence.

    The same pass estimates the probability of a comma after each word. The given times show where
    to search, and may be off by some tenths of a second. A word whose start is NaN, or not before
    its end, is searched for between its neighbours. Words keep their order and never overlap.
    Raises UserError if the model does not support the language.
    """
    session = open_session(options.model, options.language)
    sure = _find_rising_times(words, sound.seconds)
    rough = _estimate_rough_spans(words, sure, sound.seconds)
    groups = _group_into_windows(rough, frozenset(sure))
    bare = [Span(rough[a].start, max(s.end for s in rough[a:b])) for a, b in groups]
    texts = [words[a:b] for a, b in groups]
    parts = split_evenly(
        list(zip(pad_windows(bare, sound.seconds), texts, strict=True)), session.batch_size
    )
    timed: list[Word] = []
    commas: list[float] = []
    for part, placed in zip(
        parts, parallel_map(partial(_place_words, session, sound), parts), strict=True
    ):
        for (window, text), where in zip(part, placed, strict=True):
            timed += [
                _build_timed_word(word, window, p) for word, p in zip(text, where, strict=True)
            ]
            commas += [p.comma_probability for p in where]
        progress(len(timed) / len(words))
    return AlignedWords(_remove_overlaps(timed, sound.seconds), tuple(commas))


def _estimate_rough_spans(
    words: Sequence[Word], reliable: Sequence[int], seconds: float
) -> list[Span]:
    """Estimate the span in which to search for each word.

    Words with unreliable times are spread between their reliable neighbours.
    """
    spans: list[Span] = []
    for before, after in zip([-1, *reliable], [*reliable, len(words)], strict=True):
        left = words[before].end if before >= 0 else 0.0
        right = words[after].start if after < len(words) else seconds
        spans += _spread_between(left, right, after - before - 1, from_left=before >= 0)
        if after < len(words):
            spans.append(Span(words[after].start, min(words[after].end, seconds)))
    return spans


def _group_into_windows(rough: Sequence[Span], reliable: frozenset[int]) -> list[tuple[int, int]]:
    """Group words into windows [first, last); words with unreliable times join their neighbours."""
    room = LIMIT - 2 * PAD
    pieces: list[tuple[int, int]] = []
    for i, span in enumerate(rough):
        tied = i > 0 and not (i in reliable and i - 1 in reliable)
        if tied and span.end - rough[pieces[-1][0]].start <= room:
            pieces[-1] = (pieces[-1][0], i + 1)
        else:
            pieces.append((i, i + 1))
    spans = [(rough[a].start, max(s.end for s in rough[a:b])) for a, b in pieces]
    return [(pieces[a][0], pieces[b - 1][1]) for a, b in group_into_windows(spans, room)]


def _find_rising_times(words: Sequence[Word], seconds: float) -> list[int]:
    """Find the longest subsequence of words with rising times; all other times count as wrong."""
    tops: list[float] = []
    at: list[int] = []
    back: dict[int, int] = {}
    for i, word in enumerate(words):
        if not (math.isfinite(word.end) and 0 <= word.start < word.end <= seconds + PAD):
            continue
        k = bisect_right(tops, word.start)
        tops[k : k + 1], at[k : k + 1] = [word.start], [i]
        back[i] = at[k - 1] if k else -1
    run, i = [], at[-1] if at else -1
    while i >= 0:
        run.append(i)
        i = back[i]
    return run[::-1]


def _spread_between(start: float, end: float, count: int, from_left: bool) -> list[Span]:
    """Spread `count` words without times evenly over a gap, or over part of a long gap."""
    if end - start > LIMIT - 2 * PAD:
        start, end = (start, start + count * _PACE) if from_left else (end - count * _PACE, end)
    step = max(0.0, end - start) / max(count, 1)
    return [Span(start + k * step, start + (k + 1) * step) for k in range(count)]


def _place_words(
    session: WhisperSession, sound: Sound, part: Sequence[tuple[Span, Sequence[Word]]]
) -> list[list[PlacedWord]]:
    """Find the times of the words of each text in its window."""
    spelled = [
        [tokenize_word(session.tokenizer, w.text, session.word_separator) for w in text]
        for _, text in part
    ]
    sounds = [sound.crop(window) for window, _ in part]
    fit = [i for i, s in enumerate(spelled) if _fits_window(s, part[i][0])]
    placed = [_spread_evenly(text, window) for window, text in part]
    if fit:
        found = place_words(
            session.model,
            session.tokenizer,
            session.encode([sounds[i] for i in fit]),
            [spelled[i] for i in fit],
            [sounds[i] for i in fit],
        )
        for i, (where, _) in zip(fit, found, strict=True):
            placed[i] = where
    return placed


def _fits_window(text: Sequence[WordTokens], window: Span) -> bool:
    """Check whether a text is short enough for a window: at least one frame per token."""
    tokens = sum(len(word.tokens) for word in text)
    return tokens <= min(_MOST_TOKENS, window.duration / TOKEN_FRAME - 1)


def _spread_evenly(text: Sequence[Word], window: Span) -> list[PlacedWord]:
    """Spread words that have no alignment over the window, in equal parts with confidence 0."""
    step = window.duration / len(text)
    return [PlacedWord(k * step, (k + 1) * step, 0.0) for k in range(len(text))]


def _build_timed_word(word: Word, window: Span, placed_word: PlacedWord) -> Word:
    return replace(
        word,
        start=window.start + placed_word.start,
        end=window.start + placed_word.end,
        confidence=min(1.0, placed_word.probability),
    )


def _remove_overlaps(words: Sequence[Word], seconds: float) -> tuple[Word, ...]:
    """Remove overlaps between words, and keep them within the recording."""
    ordered, at = [], 0.0
    for word in words:
        start = min(max(word.start, at), seconds)
        at = min(max(word.end, start), seconds)
        ordered.append(replace(word, start=start, end=at))
    return tuple(ordered)
