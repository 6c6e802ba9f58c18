"""Measure word and character error rates, computed by jiwer: WER, MER, WIL, WIP, CER."""

from __future__ import annotations

from dataclasses import dataclass

import jiwer

from transcripts.agreement import Agreement
from transcripts.languages.language import Language
from transcripts.scores.counts import AddableCounts, ratio
from transcripts.text.scoring_tokens import tokenize_for_scoring


@dataclass(frozen=True, slots=True)
class EditCounts(AddableCounts):
    """The edits that turn the truth into the hypothesis, counted in words or characters."""

    hits: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def truth(self) -> int:
        """Return the number of words or characters in the truth."""
        return self.hits + self.substitutions + self.deletions

    @property
    def hypothesis(self) -> int:
        """Return the number of words or characters in the hypothesis."""
        return self.hits + self.substitutions + self.insertions

    @property
    def error_count(self) -> int:
        """Return the number of edits that turn the truth into the hypothesis."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Return the error rate: WER for words, CER for characters."""
        return ratio(self.error_count, self.truth)

    @property
    def mer(self) -> float:
        """Return the match error rate: the share of alignment steps that are errors."""
        return ratio(self.error_count, self.hits + self.error_count)

    @property
    def wip(self) -> float:
        """Return the word information preserved (Morris et al. 2004)."""
        if not self.truth and not self.hypothesis:
            return 1.0
        return ratio(self.hits, self.truth) * ratio(self.hits, self.hypothesis)

    @property
    def wil(self) -> float:
        """Return the word information lost."""
        return 1 - self.wip


def word_errors(truth: str, hypothesis: str) -> EditCounts:
    """Count word errors between two normalized texts."""
    return _to_edit_counts(jiwer.process_words(truth, hypothesis))


def character_errors(truth: str, hypothesis: str) -> EditCounts:
    """Count character errors, spaces included, between two normalized texts."""
    return _to_edit_counts(jiwer.process_characters(truth, hypothesis))


def measure_agreement(reference: str, hypothesis: str, language: Language) -> Agreement:
    """Measure how well two texts agree after normalization."""
    ours, theirs = (
        " ".join(t.key for t in tokenize_for_scoring(s.split(), language))
        for s in (reference, hypothesis)
    )
    words, characters = word_errors(ours, theirs), character_errors(ours, theirs)
    return Agreement(words.rate, words.mer, words.wil, words.wip, characters.rate)


def _to_edit_counts(output: jiwer.WordOutput | jiwer.CharacterOutput) -> EditCounts:
    return EditCounts(output.hits, output.substitutions, output.deletions, output.insertions)
