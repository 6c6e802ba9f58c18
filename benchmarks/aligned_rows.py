"""An alignment of published tokens with the true ones, with lookups by token."""

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
"""The maximum difference, in seconds, between the true and the published time of a word: words that
overlap another voice are timed less accurately."""


@dataclass(frozen=True)
class AlignedRows:
    """The alignment of two token sequences.

    `truth_steps` and `hypothesis_steps` have the index of each token's step. Words that somebody
    says over the turn of another person may be written within that turn or after it. `spoken_over`
    maps such a token of the hypothesis to the token of the truth that has the same word and time.
    """

    truth: TokenSequence
    hypothesis: TokenSequence
    steps: AlignmentSteps
    truth_steps: tuple[int, ...]
    hypothesis_steps: tuple[int, ...]
    spoken_over: Mapping[int, int]

    @classmethod
    def align(cls, truth: TokenSequence, hypothesis: TokenSequence) -> AlignedRows:
        """Align the tokens of a hypothesis with those of the truth."""
        steps = align_tokens(truth, hypothesis)
        return cls(
            truth,
            hypothesis,
            steps,
            tuple(n for n, s in enumerate(steps) if s.truth is not None),
            tuple(n for n, s in enumerate(steps) if s.hypothesis is not None),
            dict(_spoken_over(truth, hypothesis, steps)),
        )

    def steps_at_truth(self, start_token: int, end_token: int) -> AlignmentSteps:
        """Return the steps of a range of true tokens, and the unmatched steps around it."""
        return self._between(self.truth_steps, start_token, end_token)

    def steps_at_hypothesis(self, start_token: int, end_token: int) -> AlignmentSteps:
        """Return the steps of a range of published tokens, with unmatched steps right beside it."""
        return self._between(self.hypothesis_steps, start_token, end_token)

    def _between(
        self, step_indices: Sequence[int], start_token: int, end_token: int
    ) -> AlignmentSteps:
        begin = step_indices[start_token - 1] + 1 if start_token else 0
        return self.steps[
            begin : step_indices[end_token] if end_token < len(step_indices) else len(self.steps)
        ]


def _spoken_over(
    truth: TokenSequence, hypothesis: TokenSequence, steps: AlignmentSteps
) -> Iterator[tuple[int, int]]:
    """Pair unmatched tokens: the same word at the same time, written at different places."""
    left = [s.truth for s in steps if s.truth is not None and not s.is_equal]
    for step in steps:
        hypothesis_token = step.hypothesis
        if (
            hypothesis_token is None
            or step.is_equal
            or not hypothesis.written_words[hypothesis.tokens[hypothesis_token].first].end
        ):
            continue
        for n in left:
            near = abs(truth.start(n) - hypothesis.start(hypothesis_token)) <= OVERLAP_TOLERANCE
            if near and truth.tokens[n].key == hypothesis.tokens[hypothesis_token].key:
                left.remove(n)
                yield hypothesis_token, n
                break


def tokenize_transcript(transcript: Transcript) -> TokenSequence:
    """Tokenize a transcript for scoring, with turn ids in place of speakers."""
    turns = (Utterance(t.id, t.span, t.words, has_word_times=True) for t in transcript.turns)
    return token_sequence(ScoringInput("", tuple(turns)), False, ENGLISH)


def tokenize_texts(texts: Sequence[str]) -> TokenSequence:
    """Tokenize words that have no times."""
    words = tuple(Word(text, 0.0, 0.0) for text in texts)
    return TokenSequence(words, ("",) * len(words), tokenize_for_scoring(texts, ENGLISH))


def tokens_of_words(row: Sequence[Token], first_word: int, end_word: int) -> tuple[int, int]:
    """Return the range of tokens that cover the words from `first_word` to before `end_word`."""
    inside = [n for n, t in enumerate(row) if t.last >= first_word and t.first < end_word]
    if inside:
        return inside[0], inside[-1] + 1
    place = sum(t.last < first_word for t in row)
    return place, place
