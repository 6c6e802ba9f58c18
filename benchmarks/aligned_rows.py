"""Published tokens aligned with the true ones, and lookups in that alignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.scoring_input import ScoringInput, Utterance
from transcripts.scores.word_alignment import (
    AlignmentSteps,
    TokenSequence,
    align_tokens,
    token_sequence,
)
from transcripts.text.normalize import Token
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.transcript import Transcript, Word

OVERLAP_TOLERANCE = 0.5
"""Most seconds between the true and the published time of a word: words that overlap another voice
are timed less accurately."""


@dataclass(frozen=True)
class AlignedRows:
    """A row of tokens aligned with the truth; `truth_at` and `other_at` map a token to its step.

    `spoken_over` maps tokens to the true ones that are the same word at the same time in another
    place of the row: words spoken over a turn stand after it or within it.
    """

    truth: TokenSequence
    other: TokenSequence
    steps: AlignmentSteps
    truth_at: tuple[int, ...]
    other_at: tuple[int, ...]
    spoken_over: Mapping[int, int]

    @classmethod
    def of(cls, truth: TokenSequence, other: TokenSequence) -> AlignedRows:
        """Align a row of tokens with the truth."""
        steps = align_tokens(truth, other)
        return cls(
            truth,
            other,
            steps,
            tuple(n for n, s in enumerate(steps) if s.truth is not None),
            tuple(n for n, s in enumerate(steps) if s.hypothesis is not None),
            dict(_spoken_over(truth, other, steps)),
        )

    def at_truth(self, first: int, last: int) -> AlignmentSteps:
        """Return the steps between the true tokens `first` - 1 and `last`, without these."""
        return self._between(self.truth_at, first, last)

    def at_other(self, first: int, last: int) -> AlignmentSteps:
        """Return the steps between the row's tokens `first` - 1 and `last`, without these."""
        return self._between(self.other_at, first, last)

    def _between(self, at: Sequence[int], first: int, last: int) -> AlignmentSteps:
        begin = at[first - 1] + 1 if first else 0
        return self.steps[begin : at[last] if last < len(at) else len(self.steps)]


def _spoken_over(
    truth: TokenSequence, other: TokenSequence, steps: AlignmentSteps
) -> Iterator[tuple[int, int]]:
    """Pair the tokens of a timed row with true ones that stand elsewhere in the order."""
    left = [s.truth for s in steps if s.truth is not None and not s.is_equal]
    for step in steps:
        at = step.hypothesis
        if at is None or step.is_equal or not other.written_words[other.tokens[at].first].end:
            continue
        for n in left:
            near = abs(truth.start(n) - other.start(at)) <= OVERLAP_TOLERANCE
            if near and truth.tokens[n].key == other.tokens[at].key:
                left.remove(n)
                yield at, n
                break


def by_turn(transcript: Transcript) -> TokenSequence:
    """Tokenize the published words, with the turn of each as its speaker."""
    turns = (Utterance(t.id, t.span, t.words, has_word_times=True) for t in transcript.turns)
    return token_sequence(ScoringInput("", tuple(turns)), False, ENGLISH)


def row_of(texts: Sequence[str]) -> TokenSequence:
    """Tokenize words that have no times."""
    words = tuple(Word(text, 0.0, 0.0) for text in texts)
    return TokenSequence(words, ("",) * len(words), tokenize_for_scoring(texts, ENGLISH))


def of_words(row: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return the token range (end exclusive) of the words `first` to `last` (exclusive)."""
    inside = [n for n, t in enumerate(row) if t.last >= first and t.first < last]
    if inside:
        return inside[0], inside[-1] + 1
    place = sum(t.last < first for t in row)
    return place, place
