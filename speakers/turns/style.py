"""Score how well the words of a turn fit a person's style.

A person's style is estimated from the words and pairs of words in turns that are probably theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speakers.turns.chain import Array
from speakers.turns.lines import Line

# Weight, in words, of the prior, which expects that a person talks like the rest of the text.
PRIOR_WORDS = 2000.0
# Number added to the count of each term in the other turns, because the count may be zero.
UNSEEN = 0.5
# Least number of turns with a term; rarer terms are not counted.
FEWEST_TURNS = 2

_TOKEN = re.compile(r"[\w'’]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TurnWords:
    """The counts of recurring terms (words, marks and pairs of these) in each turn.

    Entry i means that turn `turn[i]` has term `term[i]` `count[i]` times; `turns` and `terms` are
    the numbers of all turns and terms.
    """

    turn: NDArray[np.intp]
    term: NDArray[np.intp]
    count: Array
    turns: int
    terms: int


def count_words(lines: Sequence[Line]) -> TurnWords:
    """Count the recurring words and pairs of words of each turn."""
    said = [_TOKEN.findall(line.text.lower()) for line in lines]
    counted = [Counter([*words, *pairwise(words)]) for words in said]
    spread = Counter(term for terms in counted for term in terms)
    number = {term: i for i, term in enumerate(t for t, n in spread.items() if n >= FEWEST_TURNS)}
    entries = [
        (turn, number[term], count)
        for turn, terms in enumerate(counted)
        for term, count in terms.items()
        if term in number
    ]
    table = np.array(entries, dtype=np.intp).reshape(-1, 3)
    return TurnWords(
        table[:, 0], table[:, 1], table[:, 2].astype(np.float64), len(lines), len(number)
    )


def score_style(words: TurnWords, speaker_posteriors: Array) -> Array:
    """Return log-likelihood ratios [turns, persons] of each turn's words for each person.

    `speaker_posteriors` [turns, persons] is the probability of each speaker; it weights the words
    of the other turns, from which a person's style is estimated (naive Bayes with a Dirichlet
    prior). The mean over the text is 0 for each person. Because the words of a turn are not
    independent, scores grow with the square root of their number.
    """
    turn, term, count = words.turn, words.term, words.count
    length = np.bincount(turn, count, words.turns)
    # Counts in all turns except the one that is scored.
    others = np.bincount(term, count, words.terms)[term] - count + UNSEEN
    expected = others / (length.sum() - length + UNSEEN * words.terms)[turn]
    scores = np.empty((words.turns, speaker_posteriors.shape[1]))
    for person, share in enumerate(speaker_posteriors.T):
        own = np.bincount(term, count * share[turn], words.terms)[term] - count * share[turn]
        total = (length * share).sum() - length * share
        likely = (own + PRIOR_WORDS * expected) / (total + PRIOR_WORDS)[turn]
        scores[:, person] = np.bincount(turn, count * np.log(likely / expected), words.turns)
    scores -= length[:, None] * (scores.sum(axis=0) / max(1.0, length.sum()))
    scores /= np.sqrt(length + 1)[:, None]
    return scores
