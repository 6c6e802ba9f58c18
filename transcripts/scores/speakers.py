"""Whether words have the right speaker: WDER and cpWER."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from transcripts.scores.account import Account
from transcripts.scores.counts import Counts, share
from transcripts.scores.said import Said, Step, both
from transcripts.scores.words import word_errors
from transcripts.text.spoken import spoken


@dataclass(frozen=True, slots=True)
class SpeakerErrors(Counts):
    """Words aligned as correct or substituted, and how many of them have the wrong speaker."""

    words: int
    wrong: int

    @property
    def wder(self) -> float:
        """Give the word diarization error rate (Shafey et al. 2019)."""
        return share(self.wrong, self.words)


@dataclass(frozen=True, slots=True)
class ConcatenatedErrors(Counts):
    """Word errors when each speaker's words are one text, speakers paired to make them fewest."""

    words: int
    wrong: int
    missed_speakers: int
    invented_speakers: int

    @property
    def cpwer(self) -> float:
        """Give the concatenated minimum-permutation word error rate (Watanabe et al. 2020)."""
        return share(self.wrong, self.words)


Labels = tuple[tuple[str, str], ...]
"""The true and the given speaker of each word."""


def labels(truth: Said, hypothesis: Said, steps: Sequence[Step]) -> Labels:
    """Give true and given speaker of every word aligned as correct or substituted."""
    return tuple((truth.speaker(i), hypothesis.speaker(j)) for i, j, _ in both(steps))


def pairing(labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Pair true speakers with given ones, one to one, so that as many words as can be agree."""
    counts = Counter(labels)
    truths = list(dict.fromkeys(true for true, _ in counts))
    others = list(dict.fromkeys(given for _, given in counts))
    table = np.array([[counts[t, o] for o in others] for t in truths]).reshape(len(truths), -1)
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {truths[i]: others[j] for i, j in pairs}


def speaker_errors(labels: Labels) -> SpeakerErrors:
    """Count words with the wrong speaker under the best pairing of speakers."""
    best = pairing(labels)
    return SpeakerErrors(len(labels), sum(best.get(true) != given for true, given in labels))


def concatenated_errors(truth: Account, hypothesis: Account) -> ConcatenatedErrors:
    """Count cpWER's errors; where one side has fewer speakers it gets silent ones.

    The cheapest pairing is found on the table of errors (Hungarian method), as meeteval does:
    trying every permutation ends at about ten speakers.
    """
    ours, theirs = _texts(truth), _texts(hypothesis)
    size = max(len(ours), len(theirs))
    rows, columns = (texts + [""] * (size - len(texts)) for texts in (ours, theirs))
    errors = np.array([[word_errors(a, b).wrong for b in columns] for a in rows])
    return ConcatenatedErrors(
        words=sum(len(text.split()) for text in ours),
        wrong=int(errors[linear_sum_assignment(errors)].sum()),
        missed_speakers=size - len(theirs),
        invented_speakers=size - len(ours),
    )


def _texts(account: Account) -> list[str]:
    """Give each speaker's words as one normalised text, in order of utterances."""
    words: dict[str, list[str]] = {}
    for u in account.utterances:
        words.setdefault(u.speaker, []).extend(w.text for w in u.words)
    return [" ".join(t.key for t in spoken(texts)) for texts in words.values()]
