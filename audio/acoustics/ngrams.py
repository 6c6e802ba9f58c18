"""Rate candidates by their text alone, with the trigram language model of PocketSphinx.

Only the surrounding words can tell which of two homophones was meant. On 39 transcripts of
podcasts, the model prefers the right homophone 99 times in 100 (benchmarks.homophones).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

from audio.acoustics.pronounce import phones, spoken_words
from transcripts.realignment.candidates import CandidateSet

_LOG_BASE = 1.0001
_ORDER = 3
_BEGIN, _END, _UNKNOWN = "<s>", "</s>", "<UNK>"
# Lowest log-probability of a known word; the model returns far lower values for unknown words.
_LEAST = -100.0
_SENTENCE_ENDS = re.compile(r"[.?!…][\"”’)]*(?:\s|$)")


def text_log_odds(candidate_set: CandidateSet) -> tuple[float, ...]:
    """Return the natural log-odds of each candidate against the first, given the words around them.

    A candidate gets 0 if it does not sound like the first, or has a word that the model lacks.
    """
    before = _pad_sentence(_SENTENCE_ENDS.split(f" {candidate_set.before}"), -1)
    after = _pad_sentence(_SENTENCE_ENDS.split(f"{candidate_set.after} "), 0)
    wordings = [spoken_words(wording) for wording in candidate_set.candidates]
    is_comparable = [
        phones(wording) == phones(candidate_set.candidates[0]) and all(map(_is_known, words))
        for wording, words in zip(candidate_set.candidates, wordings, strict=True)
    ]
    scores = [_log_probability(before, words, after) for words in wordings]
    return tuple(
        score - scores[0] if is_comparable[0] and comparable else 0.0
        for score, comparable in zip(scores, is_comparable, strict=True)
    )


def _pad_sentence(sentences: Sequence[str], index: int) -> list[str]:
    """Return the words of the sentence next to a candidate, and a token for a sentence boundary.

    `index` is -1 for the last sentence before the candidate, 0 for the first sentence after it. A
    single sentence gets no token, because the text may have been cut inside it.
    """
    words = [word if _is_known(word) else _UNKNOWN for word in spoken_words(sentences[index])]
    if len(sentences) == 1:
        return words
    return [_BEGIN, *words] if index else [*words, _END]


def _log_probability(
    words_before: Sequence[str], words: Sequence[str], words_after: Sequence[str]
) -> float:
    """Return the log-probability of `words`, and of the words after them that depend on `words`."""
    row = [*words_before[1 - _ORDER :], *words, *words_after[: _ORDER - 1]]
    first = len(words_before[1 - _ORDER :])
    return sum(_predict_log_probability(row, at) for at in range(first, len(row)))


def _predict_log_probability(sentence_words: Sequence[str], index: int) -> float:
    """Return the log-probability of word `index` after the words before it."""
    history = sentence_words[max(0, index - _ORDER + 1) : index][::-1]
    return max(
        _LEAST, float(_load_model().prob([sentence_words[index], *history])) * math.log(_LOG_BASE)
    )


def _is_known(word: str) -> bool:
    return _predict_log_probability([word], 0) > _LEAST


@lru_cache(1)
def _load_model() -> NGramModel:
    path = get_model_path("en-us/en-us.lm.bin")
    return NGramModel(Config(), LogMath(base=_LOG_BASE), path)
