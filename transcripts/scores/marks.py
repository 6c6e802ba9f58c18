"""Punctuation and word times: what stands after a word, and when the word begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transcripts.scores.counts import Counts
from transcripts.scores.said import Said, Step, both

COMMAS = ",;:"
SENTENCE_ENDS = ".?!…"

_CLOSING = "\"'”’)]}»"


@dataclass(frozen=True, slots=True)
class Detection(Counts):
    """Marks found, invented and missed."""

    found: int
    invented: int
    missed: int

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall; 1 where there was nothing to find."""
        if not self.found + self.invented + self.missed:
            return 1.0
        return 2 * self.found / (2 * self.found + self.invented + self.missed)


@dataclass(frozen=True, slots=True)
class StartErrors(Counts):
    """By how many seconds each matched word begins too early or too late, without sign."""

    seconds: tuple[float, ...]

    def percentile(self, percent: float) -> float:
        """Give the error that `percent` of the words do not exceed, in seconds."""
        return float(np.percentile(self.seconds, percent)) if self.seconds else 0.0


def punctuation(truth: Said, hypothesis: Said, steps: Sequence[Step], marks: str) -> Detection:
    """Count marks after words; one is found where both words of an aligned pair have one."""
    found = invented = missed = 0
    for step in steps:
        true = step.truth is not None and _marked(truth, step.truth, marks)
        given = step.hypothesis is not None and _marked(hypothesis, step.hypothesis, marks)
        found += true and given
        invented += given and not true
        missed += true and not given
    return Detection(found, invented, missed)


def start_errors(truth: Said, hypothesis: Said, steps: Sequence[Step]) -> StartErrors:
    """Measure where the words begin that both sides have alike."""
    gaps = (truth.start(i) - hypothesis.start(j) for i, j, equal in both(steps) if equal)
    return StartErrors(tuple(round(abs(gap), 3) for gap in gaps))


def _marked(said: Said, index: int, marks: str) -> bool:
    """Whether one of the marks follows a token: of a word's tokens, only the last can have it."""
    token = said.tokens[index]
    if index + 1 < len(said.tokens) and said.tokens[index + 1].first <= token.last:
        return False
    written = said.words[token.last].text.rstrip(_CLOSING)
    return bool(written) and written[-1] in marks
