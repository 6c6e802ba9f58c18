"""Word ranges: intersections, and conversion from and to numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.ranges import (
    WordRange,
    consecutive_ranges,
    numbers_in,
    overlapping_ranges,
    ranges_of,
)

ENDS = st.tuples(st.integers(0, 30), st.integers(0, 30))
RANGES = ENDS.map(lambda ends: WordRange(min(ends), max(ends)))


def test_a_range_slices_its_words() -> None:
    assert WordRange(1, 3).slice_of("abcde") == "bc"
    assert WordRange(2, 2).slice_of("abcde") == ""
    assert WordRange(2, 2).is_position


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ((2, 5), (4, 9), (4, 5)),
        ((2, 4), (4, 9), None),
        ((4, 4), (4, 9), (4, 4)),
        ((9, 9), (4, 9), (9, 9)),
        ((3, 3), (4, 9), None),
    ],
)
def test_ranges_have_words_or_a_place_in_common(
    one: tuple[int, int], other: tuple[int, int], common: tuple[int, int] | None
) -> None:
    assert WordRange(*one).intersection(WordRange(*other)) == common


@given(RANGES, RANGES)
def test_what_is_within_has_the_numbers_that_both_have(one: WordRange, other: WordRange) -> None:
    common = one.intersection(other)
    both = set(one.numbers) & set(other.numbers)
    assert set(common.numbers if common else ()) == both


@given(st.lists(st.integers(0, 40), unique=True))
def test_numbers_are_the_same_after_grouping(numbers: list[int]) -> None:
    ranges = ranges_of(numbers)
    assert list(numbers_in(ranges)) == numbers
    assert all(a.last != b.first for a, b in pairwise(ranges))


@given(st.lists(st.integers(0, 9)))
def test_groups_are_numbered_one_after_the_other(sizes: list[int]) -> None:
    ranges = consecutive_ranges(sizes)
    assert [len(each.numbers) for each in ranges] == sizes
    assert list(numbers_in(ranges)) == list(range(sum(sizes)))


@given(st.lists(RANGES), st.lists(RANGES))
def test_overlapping_ranges_share_a_word(ranges: list[WordRange], wanted: list[WordRange]) -> None:
    sought = [each for each in wanted if not each.is_position]
    found = [WordRange(*each) for each in overlapping_ranges(ranges, sought)]
    numbers = set(numbers_in(sought))
    assert [r for r in found if not r.is_position] == [r for r in ranges if numbers & {*r.numbers}]
