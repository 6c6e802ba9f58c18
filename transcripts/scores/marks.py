"""Measure punctuation after words, and the times of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transcripts.scores.counts import AddableCounts
from transcripts.scores.word_alignment import AlignmentStep, TokenSequence, aligned_pairs

COMMAS = ",;:"
SENTENCE_ENDS = ".?!…"

_CLOSING = "\"'”’)]}»"


@dataclass(frozen=True, slots=True)
class PunctuationCounts(AddableCounts):
    """The numbers of punctuation marks that were found, invented and missed."""

    found: int
    invented: int
    missed: int

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 1 if there were no marks to find."""
        if not self.found + self.invented + self.missed:
            return 1.0
        return 2 * self.found / (2 * self.found + self.invented + self.missed)


@dataclass(frozen=True, slots=True)
class TimeErrors(AddableCounts):
    """Absolute errors, in seconds, of the starts (or ends) of the matched words."""

    seconds: tuple[float, ...]

    def percentile(self, percent: float) -> float:
        """Return the error in seconds that `percent` of the words do not exceed."""
        return float(np.percentile(self.seconds, percent)) if self.seconds else 0.0

    @property
    def mean(self) -> float:
        """Return the mean error in seconds."""
        return float(np.mean(self.seconds)) if self.seconds else 0.0

    def share_with_error_up_to(self, limit: float) -> float:
        """Return the share of the words whose error is at most `limit` seconds."""
        return float(np.mean(np.array(self.seconds) <= limit)) if self.seconds else 1.0


def count_punctuation(
    truth: TokenSequence, hypothesis: TokenSequence, steps: Sequence[AlignmentStep], marks: str
) -> PunctuationCounts:
    """Count marks after words; a mark is found if both words of an aligned pair have a mark."""
    found = invented = missed = 0
    for step in steps:
        true = step.truth is not None and _has_mark(truth, step.truth, marks)
        given = step.hypothesis is not None and _has_mark(hypothesis, step.hypothesis, marks)
        found += true and given
        invented += given and not true
        missed += true and not given
    return PunctuationCounts(found, invented, missed)


def measure_time_errors(
    truth: TokenSequence, hypothesis: TokenSequence, steps: Sequence[AlignmentStep]
) -> tuple[TimeErrors, TimeErrors]:
    """Measure the errors of the starts and the ends of words that both inputs have."""
    pairs = [(i, j) for i, j, equal in aligned_pairs(steps) if equal]
    starts = (truth.start(i) - hypothesis.start(j) for i, j in pairs)
    ends = (truth.end(i) - hypothesis.end(j) for i, j in pairs)
    found = (TimeErrors(tuple(round(abs(gap), 3) for gap in gaps)) for gaps in (starts, ends))
    return next(found), next(found)


def _has_mark(sequence: TokenSequence, index: int, marks: str) -> bool:
    """Check whether one of the marks follows a token.

    Only the last token of a word can have a mark after it.
    """
    token = sequence.tokens[index]
    if index + 1 < len(sequence.tokens) and sequence.tokens[index + 1].first <= token.last:
        return False
    written = sequence.written_words[token.last].text.rstrip(_CLOSING)
    return bool(written) and written[-1] in marks
