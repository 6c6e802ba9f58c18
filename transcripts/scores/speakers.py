"""Measure speaker errors by word: WDER and cpWER."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcripts.languages.language import Language
from transcripts.scores.counts import AddableCounts, ratio
from transcripts.scores.scoring_input import ScoringInput
from transcripts.scores.word_alignment import AlignmentStep, TokenSequence, aligned_pairs
from transcripts.scores.words import word_errors
from transcripts.text.scoring_tokens import tokenize_for_scoring


@dataclass(frozen=True, slots=True)
class WordSpeakerErrors(AddableCounts):
    """The number of words aligned as correct or substituted, and of those with a wrong speaker."""

    words: int
    wrong: int

    @property
    def wder(self) -> float:
        """Return the word diarization error rate (Shafey et al. 2019)."""
        return ratio(self.wrong, self.words)


@dataclass(frozen=True, slots=True)
class ConcatenatedErrors(AddableCounts):
    """Word errors after joining each speaker's words and pairing the speakers for fewest errors."""

    words: int
    wrong: int
    missed_speakers: int
    invented_speakers: int

    @property
    def cpwer(self) -> float:
        """Return the concatenated minimum-permutation word error rate (Watanabe et al. 2020)."""
        return ratio(self.wrong, self.words)


Labels = tuple[tuple[str, str], ...]
"""The true and the hypothesized speaker of each word."""


def label_pairs(
    truth: TokenSequence, hypothesis: TokenSequence, steps: Sequence[AlignmentStep]
) -> Labels:
    """Return (true speaker, given speaker) of every word aligned as correct or substituted."""
    return tuple((truth.speaker(i), hypothesis.speaker(j)) for i, j, _ in aligned_pairs(steps))


def pair_speakers(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Pair true with given speakers one to one, so that as many words as possible agree."""
    counts = Counter(labels)
    truths = list(dict.fromkeys(true for true, _ in counts))
    others = list(dict.fromkeys(given for _, given in counts))
    table = np.array([[counts[t, o] for o in others] for t in truths]).reshape(len(truths), -1)
    pairs = zip(*_find_best_pairs(-table), strict=True)
    return {truths[i]: others[j] for i, j in pairs}


def _find_best_pairs(costs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair rows with columns so that the sum of costs is the least; return both sets of indices."""
    from scipy.optimize import linear_sum_assignment  # needs half a second to import

    rows, columns = linear_sum_assignment(costs)
    return rows, columns


def speaker_errors(labels: Labels) -> WordSpeakerErrors:
    """Count words with the wrong speaker under the best pairing of speakers."""
    best = pair_speakers(labels)
    return WordSpeakerErrors(len(labels), sum(best.get(true) != given for true, given in labels))


def concatenated_errors(
    truth: ScoringInput, hypothesis: ScoringInput, language: Language
) -> ConcatenatedErrors:
    """Count the errors of cpWER; an input with fewer speakers gets speakers without words.

    The best pairing is computed from the error table (Hungarian method), as in meeteval. Trying
    every permutation is infeasible from about ten speakers on.
    """
    ours, theirs = (
        _join_texts_by_speaker(truth, language),
        _join_texts_by_speaker(hypothesis, language),
    )
    size = max(len(ours), len(theirs))
    rows, columns = (texts + [""] * (size - len(texts)) for texts in (ours, theirs))
    errors = np.array([[word_errors(a, b).error_count for b in columns] for a in rows])
    return ConcatenatedErrors(
        words=sum(len(text.split()) for text in ours),
        wrong=int(errors[_find_best_pairs(errors)].sum()),
        missed_speakers=size - len(theirs),
        invented_speakers=size - len(ours),
    )


def _join_texts_by_speaker(source: ScoringInput, language: Language) -> list[str]:
    """Return each speaker's words as one normalized text, in the order of the utterances."""
    words: dict[str, list[str]] = {}
    for u in source.utterances:
        words.setdefault(u.speaker, []).extend(w.text for w in u.words)
    return [
        " ".join(t.key for t in tokenize_for_scoring(texts, language)) for texts in words.values()
    ]
