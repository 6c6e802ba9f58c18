"""Error rates of words and characters, by jiwer: WER, MER, WIL, WIP, CER."""

from __future__ import annotations

from dataclasses import dataclass

import jiwer

from transcripts.scores.counts import Counts, share
from transcripts.text.spoken import spoken
from transcripts.transcript import Agreement


@dataclass(frozen=True, slots=True)
class Errors(Counts):
    """Counts of an alignment of truth and hypothesis, in words or in characters."""

    hits: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def truth(self) -> int:
        """How many units the truth has."""
        return self.hits + self.substitutions + self.deletions

    @property
    def hypothesis(self) -> int:
        """How many units the hypothesis has."""
        return self.hits + self.substitutions + self.insertions

    @property
    def wrong(self) -> int:
        """How many edits turn the truth into the hypothesis."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Give the error rate: WER of words, CER of characters."""
        return share(self.wrong, self.truth)

    @property
    def mer(self) -> float:
        """Give the match error rate: the share of alignment steps that are errors."""
        return share(self.wrong, self.hits + self.wrong)

    @property
    def wip(self) -> float:
        """Give the word information preserved (Morris et al. 2004)."""
        if not self.truth and not self.hypothesis:
            return 1.0
        return share(self.hits, self.truth) * share(self.hits, self.hypothesis)

    @property
    def wil(self) -> float:
        """Give the word information lost."""
        return 1 - self.wip


def word_errors(truth: str, hypothesis: str) -> Errors:
    """Count errors in words of two texts that are normalised already."""
    return _errors(jiwer.process_words(truth, hypothesis))


def character_errors(truth: str, hypothesis: str) -> Errors:
    """Count errors in characters, spaces included, of two texts that are normalised already."""
    return _errors(jiwer.process_characters(truth, hypothesis))


def agreement(reference: str, hypothesis: str) -> Agreement:
    """Say how well two texts agree, both normalised as spoken."""
    ours, theirs = (" ".join(t.key for t in spoken(s.split())) for s in (reference, hypothesis))
    words, characters = word_errors(ours, theirs), character_errors(ours, theirs)
    return Agreement(words.rate, words.mer, words.wil, words.wip, characters.rate)


def _errors(output: jiwer.WordOutput | jiwer.CharacterOutput) -> Errors:
    return Errors(output.hits, output.substitutions, output.deletions, output.insertions)
