"""A row of spoken tokens laid beside the truth, and what is asked of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.scores.scoring_input import ScoringInput, Utterance
from transcripts.scores.word_alignment import AlignmentSteps, TokenSequence, align, token_sequence
from transcripts.text.normalize import Token
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.transcript import Transcript, Word

OVER = 0.5
"""Seconds that the true and the published time of one word may differ by: words heard through
another's are placed less well than others."""


@dataclass(frozen=True)
class Laid:
    """A row of tokens laid beside the truth; `truth_at` and `other_at` give a token's step.

    `over` has the tokens, with their true ones, that are the same word at the same moment in
    another place of the row: what is spoken over somebody's turn stands behind it or within.
    """

    truth: TokenSequence
    other: TokenSequence
    steps: AlignmentSteps
    truth_at: tuple[int, ...]
    other_at: tuple[int, ...]
    over: Mapping[int, int]

    @classmethod
    def of(cls, truth: TokenSequence, other: TokenSequence) -> Laid:
        """Align."""
        steps = align(truth, other)
        return cls(
            truth,
            other,
            steps,
            tuple(n for n, s in enumerate(steps) if s.truth is not None),
            tuple(n for n, s in enumerate(steps) if s.hypothesis is not None),
            dict(_spoken_over(truth, other, steps)),
        )

    def at_truth(self, first: int, last: int) -> AlignmentSteps:
        """Give the steps strictly between the truth's tokens `first` - 1 and `last`."""
        return self._between(self.truth_at, first, last)

    def at_other(self, first: int, last: int) -> AlignmentSteps:
        """Give the steps strictly between the other's tokens `first` - 1 and `last`."""
        return self._between(self.other_at, first, last)

    def _between(self, at: Sequence[int], first: int, last: int) -> AlignmentSteps:
        begin = at[first - 1] + 1 if first else 0
        return self.steps[begin : at[last] if last < len(at) else len(self.steps)]


def _spoken_over(
    truth: TokenSequence, other: TokenSequence, steps: AlignmentSteps
) -> Iterator[tuple[int, int]]:
    """Give each token of a timed row whose true one has another place in order, and that one."""
    left = [s.truth for s in steps if s.truth is not None and not s.equal]
    for step in steps:
        at = step.hypothesis
        if at is None or step.equal or not other.words[other.tokens[at].first].end:
            continue
        for n in left:
            near = abs(truth.start(n) - other.start(at)) <= OVER
            if near and truth.tokens[n].key == other.tokens[at].key:
                left.remove(n)
                yield at, n
                break


def by_turn(transcript: Transcript) -> TokenSequence:
    """Give the published words in a row, each with its turn in the speaker's place."""
    turns = (Utterance(t.id, t.span, t.words, timed=True) for t in transcript.turns)
    return token_sequence(ScoringInput("", tuple(turns)), False, ENGLISH)


def row_of(texts: Sequence[str]) -> TokenSequence:
    """Give words without times in a row."""
    words = tuple(Word(text, 0.0, 0.0) for text in texts)
    return TokenSequence(words, ("",) * len(words), tokenize_for_scoring(texts, ENGLISH))


def of_words(row: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Give the tokens (begin, end) of the words `first` to `last` (exclusive)."""
    inside = [n for n, t in enumerate(row) if t.last >= first and t.first < last]
    if inside:
        return inside[0], inside[-1] + 1
    place = sum(t.last < first for t in row)
    return place, place
