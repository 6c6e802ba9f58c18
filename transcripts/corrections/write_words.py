"""Produce the words to publish: choose them, find their exact times, and punctuate them.

Complete runs, `realign`, and the editor's recognition of single passages share this function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from transcripts.corrections.acoustics import Acoustics
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import PunctuatedText, punctuate
from transcripts.corrections.thresholds import Thresholds
from transcripts.realignment.realign import Alignment
from transcripts.transcript import AlignedWords, Word

TimeWords = Callable[[tuple[Word, ...]], AlignedWords | None]
"""A function that finds exact times of words and the probability of a comma after each; it returns
None if the rough times are good enough.
"""


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """The published words with their times, and the punctuated text."""

    words: tuple[Word, ...]
    text: PunctuatedText


def write_words(
    alignment: Alignment,
    time_words: TimeWords | None = None,
    log_likelihoods: Sequence[Sequence[float]] | None = None,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
    verbatim: bool = False,
    acoustics: Acoustics | None = None,
    duration: float = inf,
) -> WrittenWords:
    """Choose, time and punctuate the words of an alignment.

    The parameters are those of `choose_words`. Without `time_words`, words keep their recognized
    times.
    """
    chosen = choose_words(alignment, log_likelihoods, thresholds, verbatim, acoustics, duration)
    timed = time_words(chosen.timed_words) if time_words else None
    text = punctuate(chosen, timed.comma_probabilities if timed else None)
    return WrittenWords(timed.with_texts(text.words) if timed else text.words, text)
