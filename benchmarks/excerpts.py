"""Format excerpts of an alignment, so that a person can check a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.aligned_rows import AlignedRows, tokens_of_words
from benchmarks.judging import find_published_words, words_of_token
from benchmarks.planted_errors import TIME_TOLERANCE, Planted, true_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.word_alignment import AlignmentStep, TokenSequence
from transcripts.text.normalize import tokenize
from transcripts.transcript import Correction, Transcript


def show_token(aligned: AlignedRows, token: int, around: int = 4) -> str:
    """Show the true and the published words around a true token."""
    steps = aligned.steps[
        max(0, aligned.truth_steps[token] - around) : aligned.truth_steps[token] + around + 1
    ]
    return _format_steps(aligned, steps)


def show_correction(aligned: AlignedRows, correction: Correction, around: int = 5) -> str:
    """Show the true and the published words around a correction."""
    first, last = find_published_words(aligned.hypothesis, correction) or (0, 0)
    a, b = tokens_of_words(aligned.hypothesis.tokens, max(0, first - around), last + around)
    return _format_steps(aligned, aligned.steps_at_hypothesis(a, b))


def show_planted(aligned: AlignedRows, planted: Planted, words: int = 3) -> str:
    """Show the true and the published words around a planted error."""
    places = true_words(aligned.truth, planted, tokenize(planted.before.split(), ENGLISH)).values()
    a, b = tokens_of_words(
        aligned.truth.tokens, max(0, min(places) - words), max(places) + 1 + words
    )
    return _format_steps(aligned, aligned.steps_at_truth(a, b))


def _format_steps(aligned: AlignedRows, steps: Sequence[AlignmentStep]) -> str:
    truth = [aligned.truth.tokens[s.truth] for s in steps if s.truth is not None]
    other = [aligned.hypothesis.tokens[s.hypothesis] for s in steps if s.hypothesis is not None]
    words = ([n for t in row for n in words_of_token(t)] for row in (truth, other))
    ours, theirs = words
    true, published = _join_words(aligned.truth, ours), _join_words(aligned.hypothesis, theirs)
    return f"true «{true}»  published «{published}»"


def _join_words(row: TokenSequence, word_indices: Sequence[int]) -> str:
    """Join words, with a bar before each change of speaker."""
    parts: list[str] = []
    for n, word in enumerate(dict.fromkeys(word_indices)):
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
