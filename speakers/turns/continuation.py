"""Estimate which lines continue the previous line's speech, as paragraphs of a long speech do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from speakers.phrases.phrases import Phrases
from speakers.text.mentions import plain_text
from speakers.turns.chain import Array
from speakers.turns.emissions import AT_LENGTH, ends_with_question
from speakers.turns.lines import Line

# Weights for the log-odds that two adjacent lines have one speaker; "before" is the first line,
# "now" the second. Logistic regression fitted them (`python -m benchmarks.labels
# --fit-continuation`).
WEIGHTS: Mapping[str, float] = {
    "always": -7.508,
    "question before": 1.305,
    "question before, none now": -1.995,
    "question before, many words now": -0.873,
    "question earlier in the line before": -0.308,
    "question now": -0.699,
    "begins like an answer": -2.345,
    "begins in lower case": 0.836,
    "shared words": 1.206,
    "log words before": 2.557,
    "log words before, squared": -0.295,
    "log words now": 1.88,
    "log words now, squared": -0.248,
}
# Log-odds are multiplied by `DISCOUNT` and clipped at `MOST`, because questions and short lines are
# also evidence of who hosts. Chosen on development interviews that were split into paragraphs.
DISCOUNT, MOST = 0.6, 1.5
# Only words of at least `TOPICAL_LETTERS` letters count when the share of words that two lines have
# in common is computed. If a line has fewer than `ENOUGH_TOPICAL` such words, the share is taken to
# be `USUALLY_SHARED`.
TOPICAL_LETTERS, ENOUGH_TOPICAL, USUALLY_SHARED = 5, 5, 0.15
# The speeches of a text count as split into paragraphs if at least this share of its lines continue
# the line before.
LEAST_REPEATS = 0.08
# Least gain in log-likelihood (nats) over the assumption that no line continues the one before; a
# few lines prove nothing.
LEAST_GAIN = 2.0
# Shares of continued lines to try. With shares above 0.5, speakers would change too seldom.
_RATES = np.linspace(0.01, 0.5, 50)


def continuation_ratios(lines: Sequence[Line], phrases: Phrases) -> Array:
    """Return the likelihood ratio that each line continues the previous line's speech, [turns].

    The ratio of the first line is 1.
    """
    ratios = np.ones(len(lines))
    scores = DISCOUNT * continuation_features(lines, phrases) @ np.array([*WEIGHTS.values()])
    ratios[1:] = np.exp(np.clip(scores, -MOST, MOST))
    return ratios


def continuation_features(lines: Sequence[Line], phrases: Phrases) -> Array:
    """Return the features of all pairs of adjacent lines [turns - 1, features], as in `WEIGHTS`."""
    topics = [_find_topical_words(line) for line in lines]
    asks = [ends_with_question(line, phrases) for line in lines]
    rows = []
    for turn in range(1, len(lines)):
        before, line = lines[turn - 1], lines[turn]
        first = plain_text(line.passage.sentences[0]).replace(",", "")
        words_before, words = np.log(before.words), np.log(line.words)
        rows.append(
            (
                1.0,
                asks[turn - 1],
                asks[turn - 1] and not asks[turn],
                asks[turn - 1] and line.words >= AT_LENGTH,
                "?" in before.text and not asks[turn - 1],
                asks[turn],
                bool(phrases.turns.answers.match(first)),
                line.text[:1].islower(),
                _compute_shared_topic(topics[turn - 1], topics[turn]),
                words_before,
                words_before**2,
                words,
                words**2,
            )
        )
    return np.array(rows, dtype=np.float64).reshape(-1, len(WEIGHTS))


def estimate_repeats(ratios: Array) -> float | None:
    """Estimate the share of lines that continue the previous speaker; None if it is small."""
    if len(ratios) < 2:
        return None
    mixed = np.log(_RATES[:, None] * ratios[1:] + 1 - _RATES[:, None]).sum(axis=1)
    rate = float(_RATES[mixed.argmax()])
    shown = mixed.max() - mixed[0] >= LEAST_GAIN
    return rate if shown and rate >= LEAST_REPEATS else None


def _find_topical_words(line: Line) -> set[str]:
    words = (token.lower for sentence in line.passage.sentences for token in sentence)
    return {word for word in words if len(word) >= TOPICAL_LETTERS}


def _compute_shared_topic(before: set[str], now: set[str]) -> float:
    fewest = min(len(before), len(now))
    return len(before & now) / fewest if fewest >= ENOUGH_TOPICAL else USUALLY_SHARED
