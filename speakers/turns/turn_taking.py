"""Describe how a turn follows the turns before it, whoever speaks: lengths, questions, answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from speakers.phrases.phrases import Phrases
from speakers.text.mentions import plain_text
from speakers.turns.chain import Array
from speakers.turns.emissions import ends_with_question
from speakers.turns.lines import Line

# What the return of the speaker before last depends on: the logarithm of the number of words in the
# turn before, whether that turn and the one before it end with a question, whether this turn begins
# like an answer ("Yes", "Well"), and rare words that it shares with the turn before last.
RETURN_FEATURES = (
    "words of the turn before",
    "question before",
    "question before last",
    "begins like an answer",
    "shares rare words with the turn before last",
)
# What a change of side depends on.
SIDE_FEATURES = ("words", "words of the turn before", "begins like an answer")
# A word is rare if it is in less than this share of the turns.
RARE = 0.2

_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class TurnTakingWeights:
    """Log-odds for `RETURN_FEATURES` and `SIDE_FEATURES`, fitted by `--fit-turn-taking`.

    `host_returns` and `guest_returns` change the odds that the second-last speaker, a host or a
    guest, speaks next rather than another person. `after_host` and `after_guest` change the odds
    that the next speaker is on the other side rather than on the same side.
    """

    host_returns: tuple[float, ...]
    guest_returns: tuple[float, ...]
    after_host: tuple[float, ...]
    after_guest: tuple[float, ...]


# Fitted to 20 interviews of three and four people, from the shows used for development.
FITTED_TURN_TAKING = TurnTakingWeights(
    host_returns=(-0.06, -0.04, 0.21, 0.11, 0.34),
    guest_returns=(-0.27, 0.36, 0.0, 0.37, 0.22),
    after_host=(0.24, 0.18, 0.42),
    after_guest=(-0.24, 0.0, -0.01),
)
EVEN_TURN_TAKING = TurnTakingWeights(
    (0.0,) * len(RETURN_FEATURES),
    (0.0,) * len(RETURN_FEATURES),
    (0.0,) * len(SIDE_FEATURES),
    (0.0,) * len(SIDE_FEATURES),
)
"""No feature counts."""


def turn_taking_features(lines: Sequence[Line], phrases: Phrases) -> tuple[Array, Array]:
    """Return the `RETURN_FEATURES` [turns, 5] and the `SIDE_FEATURES` [turns, 3] of each turn.

    The mean of each over the text is 0, because texts differ in punctuation and length of turns.
    """
    words = np.array([log(1 + line.words) for line in lines])
    asks = np.array([float(ends_with_question(line, phrases)) for line in lines])
    answers = np.array([float(_begins_like_an_answer(line, phrases)) for line in lines])
    before = _shift(words, 1)
    returns = (before, _shift(asks, 1), _shift(asks, 2), answers, _shared_rare_words(lines))
    return _center(returns), _center((words, before, answers))


def _shift(values: Array, turns: int) -> Array:
    """Return for each turn the value of the turn `turns` before it; the mean if there is none."""
    first = np.full(min(turns, len(values)), values.mean() if len(values) else 0.0)
    shifted: Array = np.concatenate([first, values[: len(values) - turns]])
    return shifted


def _center(columns: Sequence[Array]) -> Array:
    table = np.stack(columns, axis=1)
    centered: Array = table - table.mean(axis=0) if len(table) else table
    return centered


def _begins_like_an_answer(line: Line, phrases: Phrases) -> bool:
    return bool(phrases.turns.answers.match(plain_text(line.passage.sentences[0])))


def _shared_rare_words(lines: Sequence[Line]) -> Array:
    """Return a score for the rare words that each turn shares with the turn before last."""
    said = [set(_WORD.findall(line.text.lower())) for line in lines]
    spread = Counter(word for words in said for word in words)
    rarity = {
        word: log(len(lines) / count) for word, count in spread.items() if count < RARE * len(lines)
    }
    shared = np.zeros(len(lines))
    for turn in range(2, len(lines)):
        own = sum(rarity.get(word, 0.0) for word in sorted(said[turn]))
        both = sum(rarity.get(word, 0.0) for word in sorted(said[turn] & said[turn - 2]))
        shared[turn] = both / sqrt(1 + own)
    return shared
