"""Represent ranges of a transcript's words: the words of a turn, a correction or a cue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class WordRange(NamedTuple):
    """Words by number, from `first` to before `last`.

    An empty range is the position before word `first`.
    """

    first: int
    last: int

    @property
    def is_position(self) -> bool:
        """Check whether the range has no words, so that it is only a position."""
        return self.first >= self.last

    @property
    def numbers(self) -> range:
        """Return the numbers of the words."""
        return range(self.first, self.last)

    def slice_of(self, words: Sequence[T]) -> Sequence[T]:
        """Return the words of this range, as a slice of all words."""
        return words[self.first : self.last]

    def intersection(self, other: WordRange) -> WordRange | None:
        """Intersect with another range; None if they share neither a word nor a position.

        A position at either edge of the other range is within it.
        """
        first, last = max(self.first, other.first), min(self.last, other.last)
        if first > last or (first == last and not self.is_position):
            return None
        return WordRange(first, last)

    def shifted(self, offset: int) -> WordRange:
        """Return the range shifted by a number of words."""
        return WordRange(self.first + offset, self.last + offset)


def ranges_of(numbers: Iterable[int]) -> tuple[WordRange, ...]:
    """Group word numbers into ranges, keeping their order."""
    ranges: list[WordRange] = []
    for number in numbers:
        if ranges and ranges[-1].last == number:
            ranges[-1] = WordRange(ranges[-1].first, number + 1)
        else:
            ranges.append(WordRange(number, number + 1))
    return tuple(ranges)


def numbers_in(ranges: Iterable[WordRange]) -> tuple[int, ...]:
    """List the numbers of the words in ranges, in the order of the ranges."""
    return tuple(chain.from_iterable(each.numbers for each in ranges))


def overlapping_ranges(
    ranges: Iterable[tuple[int, int]], wanted_ranges: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges in `ranges` that share a word with any range in `wanted_ranges`.

    The ends of all ranges are exclusive.
    """
    ordered = sorted(wanted_ranges)
    starts = [first for first, _ in ordered]
    latest = list(accumulate((last for _, last in ordered), max))
    for first, last in ranges:
        before = bisect_left(starts, last)  # the number of wanted ranges that begin before `last`
        if before and latest[before - 1] > first:
            yield first, last


def consecutive_ranges(sizes: Iterable[int]) -> tuple[WordRange, ...]:
    """Return the word ranges of consecutive groups that have these numbers of words."""
    ends = [0]
    for size in sizes:
        ends.append(ends[-1] + size)
    return tuple(WordRange(first, last) for first, last in pairwise(ends))
