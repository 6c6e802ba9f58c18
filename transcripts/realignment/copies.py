"""Find passages that a text contains twice although they were spoken once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Range
from transcripts.realignment.reference import Reference
from transcripts.text.normalize import tokenize

# Least number of equal consecutive tokens of a repeated passage. People may say a dozen words
# twice: a slogan, an address, a refrain.
_LEAST_TOKENS = 40
# Passages are found and counted by their samples, which are runs of `_SAMPLE` tokens. The
# recognized words must contain at least `_LEAST_SAMPLES` samples of a passage; its other samples
# may have recognition errors.
_SAMPLE, _LEAST_SAMPLES = 6, 3


def find_copies(
    reference: Sequence[str], recognized_keys: Sequence[str], language: Language
) -> list[Range]:
    """Return the ranges of reference words that repeat an earlier passage but were spoken once."""
    tokens = tokenize(reference, language)
    keys = [token.key for token in tokens]
    repeats = _find_repeated_passages(keys)
    if not repeats:
        return []
    said = Counter(_sample_ngrams([token.key for token in tokenize(recognized_keys, language)]))
    return [
        (tokens[first].first, tokens[last - 1].last + 1)
        for first, last in repeats
        if _was_spoken_once(keys[first:last], said)
    ]


def remove_ranges(reference: Reference, removed_ranges: Sequence[Range]) -> Reference:
    """Remove ranges of words from a reference, with the turn breaks, labels and times in them."""
    gone = {at for first, last in removed_ranges for at in range(first, last)}
    left = [at for at in range(len(reference.words)) if at not in gone]
    place = {at: new for new, at in enumerate(left)}
    joins = {following for before, following in pairwise(left) if following - before > 1}
    return replace(
        reference,
        words=tuple(reference.words[at] for at in left),
        breaks=frozenset(place[at] for at in reference.breaks | joins if place.get(at)),
        labels={place[at]: label for at, label in reference.labels.items() if at in place},
        times={place[at]: time for at, time in reference.times.items() if at in place},
    )


def copies_notice(words: int) -> str | None:
    """Return a notice that `words` words were left out; None if there are none."""
    if not words:
        return None
    return f"{words:,} words of the old text are in it twice and were said once: one copy was used"


def _find_repeated_passages(keys: Sequence[str]) -> list[Range]:
    """Find, in linear time, the second passage of every pair of equal passages."""
    seen: dict[tuple[str, ...], int] = {}
    found: list[Range] = []
    at = 0
    while at + _SAMPLE <= len(keys):
        sample = tuple(keys[at : at + _SAMPLE])
        former = seen.setdefault(sample, at)
        length = _count_equal_tokens(keys, former, at) if former + _SAMPLE <= at else 0
        if length >= _LEAST_TOKENS:
            found.append((at, at + length))
            at += length
        else:
            at += 1
    return found


def _count_equal_tokens(keys: Sequence[str], first_position: int, second_position: int) -> int:
    """Return how many consecutive tokens are equal at both positions.

    Counting stops where the first passage would reach the second.
    """
    length = 0
    most = min(second_position - first_position, len(keys) - second_position)
    while length < most and keys[first_position + length] == keys[second_position + length]:
        length += 1
    return length


def _sample_ngrams(keys: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(keys[at : at + _SAMPLE]) for at in range(len(keys) - _SAMPLE + 1)]


def _was_spoken_once(keys: Sequence[str], spoken_counts: Counter[tuple[str, ...]]) -> bool:
    """Check whether the recognizer has most samples of a passage only once.

    Samples that it does not have do not count.
    """
    counts = [spoken_counts[sample] for sample in _sample_ngrams(keys) if sample in spoken_counts]
    return len(counts) >= _LEAST_SAMPLES and median(counts) < 2
