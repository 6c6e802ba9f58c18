"""Excerpts of an alignment for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.aligned_rows import AlignedRows, of_words
from benchmarks.judging import TIME_TOLERANCE, Planted, place_of, true_words, words_of_token
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.word_alignment import AlignmentStep, TokenSequence
from transcripts.text.normalize import tokenize
from transcripts.transcript import Correction, Transcript


def show_token(laid: AlignedRows, token: int, around: int = 4) -> str:
    """Show the true and the published words around a true token."""
    steps = laid.steps[max(0, laid.truth_at[token] - around) : laid.truth_at[token] + around + 1]
    return _shown(laid, steps)


def show_correction(laid: AlignedRows, correction: Correction, around: int = 5) -> str:
    """Show the true and the published words around a correction."""
    first, last = place_of(laid.other, correction) or (0, 0)
    a, b = of_words(laid.other.tokens, max(0, first - around), last + around)
    return _shown(laid, laid.at_other(a, b))


def show_planted(laid: AlignedRows, planted: Planted, words: int = 3) -> str:
    """Show the true and the published words around a planted error."""
    places = true_words(laid.truth, planted, tokenize(planted.before.split(), ENGLISH)).values()
    a, b = of_words(laid.truth.tokens, max(0, min(places) - words), max(places) + 1 + words)
    return _shown(laid, laid.at_truth(a, b))


def _shown(laid: AlignedRows, steps: Sequence[AlignmentStep]) -> str:
    truth = [laid.truth.tokens[s.truth] for s in steps if s.truth is not None]
    other = [laid.other.tokens[s.hypothesis] for s in steps if s.hypothesis is not None]
    words = ([n for t in row for n in words_of_token(t)] for row in (truth, other))
    ours, theirs = words
    return f"true «{_joined(laid.truth, ours)}»  published «{_joined(laid.other, theirs)}»"


def _joined(row: TokenSequence, words: Sequence[int]) -> str:
    """Join words, with a bar before each change of speaker."""
    parts: list[str] = []
    for n, word in enumerate(dict.fromkeys(words)):
        if n and row.speakers[word] != row.speakers[word - 1]:
            parts.append("|")
        parts.append(row.written_words[word].text)
    return " ".join(parts)


def corrections_within(transcript: Transcript, planted: Planted) -> tuple[Correction, ...]:
    """Return the corrections of wording within the span of a planted error."""
    begin, end = planted.start - TIME_TOLERANCE, planted.end + TIME_TOLERANCE
    return tuple(
        c
        for c in transcript.corrections
        if c.kind not in ("punctuation", "case") and c.start <= end and c.end >= begin
    )
