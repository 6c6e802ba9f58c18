"""Normalize the words of two scoring inputs to tokens, and align them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jiwer

from transcripts.languages.language import Language
from transcripts.scores.scoring_input import ScoringInput
from transcripts.text.normalize import Token, tokenize
from transcripts.text.scoring_tokens import tokenize_for_scoring
from transcripts.transcript import Word


@dataclass(frozen=True, slots=True)
class TokenSequence:
    """Normalized tokens in order, the written words they come from, and each word's speaker."""

    written_words: tuple[Word, ...]
    speakers: tuple[str, ...]
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """Return the tokens joined with spaces."""
        return " ".join(t.key for t in self.tokens)

    def opened_text(self, language: Language) -> str:
        """Return the tokens with contractions expanded, joined with spaces."""
        return " ".join(t.key for t in tokenize([w.text for w in self.written_words], language))

    def speaker(self, token: int) -> str:
        """Return the speaker of a token."""
        return self.speakers[self.tokens[token].first]

    def start(self, token: int) -> float:
        """Return the start, in seconds, of the word that a token belongs to."""
        return self.written_words[self.tokens[token].first].start

    def end(self, token: int) -> float:
        """Return the end, in seconds, of the word that a token belongs to."""
        return self.written_words[self.tokens[token].last].end


@dataclass(frozen=True, slots=True)
class AlignmentStep:
    """One step of an alignment: a token index in both sequences, or in only one."""

    truth: int | None
    hypothesis: int | None
    is_equal: bool = False


AlignmentSteps = tuple[AlignmentStep, ...]
"""The steps of an alignment, in order."""


def token_sequence(source: ScoringInput, order_by_word: bool, language: Language) -> TokenSequence:
    """Order the words of a scoring input by their own times, or by utterance."""
    rows = [(w, u.speaker) for u in source.utterances for w in u.words]
    if order_by_word:
        rows.sort(key=lambda row: row[0].start)
    words = tuple(w for w, _ in rows)
    return TokenSequence(
        words,
        tuple(speaker for _, speaker in rows),
        tokenize_for_scoring([w.text for w in words], language),
    )


def align_tokens(truth: TokenSequence, hypothesis: TokenSequence) -> AlignmentSteps:
    """Align two token sequences with the fewest errors."""
    chunks = jiwer.process_words(truth.text, hypothesis.text).alignments[0]
    return tuple(step for chunk in chunks for step in _expand_chunk(chunk))


def count_errors(steps: AlignmentSteps) -> int:
    """Count the steps that are errors."""
    return sum(not step.is_equal for step in steps)


def aligned_pairs(steps: Sequence[AlignmentStep]) -> Iterator[tuple[int, int, bool]]:
    """Yield (truth, hypothesis, is equal) for the steps that have a token on both sides."""
    for step in steps:
        if step.truth is not None and step.hypothesis is not None:
            yield step.truth, step.hypothesis, step.is_equal


def _expand_chunk(chunk: jiwer.AlignmentChunk) -> Iterator[AlignmentStep]:
    """Expand one chunk of jiwer's alignment into steps."""
    truth = range(chunk.ref_start_idx, chunk.ref_end_idx)
    hypothesis = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
    if chunk.type == "delete":
        yield from (AlignmentStep(i, None) for i in truth)
    elif chunk.type == "insert":
        yield from (AlignmentStep(None, j) for j in hypothesis)
    else:
        equal = chunk.type == "equal"
        yield from (AlignmentStep(i, j, equal) for i, j in zip(truth, hypothesis, strict=True))
