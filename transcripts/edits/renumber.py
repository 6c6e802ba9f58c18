"""Map the machine's word numbers to those of an edited transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.draft import Draft
from transcripts.ranges import WordRange, numbers_in, ranges_of
from transcripts.transcript import Correction, EditedPassage, Turn, Unspoken, Unwritten

T = TypeVar("T", Correction, EditedPassage, Unspoken, Unwritten)


@dataclass(frozen=True, slots=True)
class Numbering:
    """The words of an edited transcript that correspond to each of the machine's words.

    Attributes:
        replacements: For each of the machine's words, the range of words that replace it.
        inserted: The words that an accepted correction inserted after a word (-1: at the start).
    """

    replacements: Mapping[int, WordRange]
    inserted: Mapping[int, WordRange]

    @classmethod
    def from_draft(
        cls, draft: Draft, turns: Sequence[Turn], runs: Mapping[str, MachineWordRange]
    ) -> Numbering | None:
        """Number the words of edited turns; None if no number differs from the machine's."""
        order = [runs[turn.id] for turn in turns if turn.id in runs]
        if _is_machine_order(draft, order):
            return None
        own: dict[int, WordRange] = {}
        inserted: dict[int, WordRange] = {}
        at = 0
        for first, last in order:
            if first == 0 and -1 in draft.inserted:
                inserted[-1] = WordRange(at, at + len(draft.inserted[-1]))
                at = inserted[-1].last
            for n in range(first, last):
                size = 0 if n in draft.not_speech else len(draft.current_words(n))
                own[n] = WordRange(at, at + size)
                at += size
                if n in draft.inserted and n not in draft.not_speech:
                    inserted[n] = WordRange(at, at + len(draft.inserted[n]))
                    at = inserted[n].last
        _close_gaps(own, len(draft.machine_words))
        return cls(own, inserted)

    def edited_ranges(self, ranges: Sequence[WordRange]) -> tuple[WordRange, ...]:
        """Return the words, or the position, that correspond to the machine's words or position."""
        numbers = numbers_in(ranges)
        if numbers:
            mapped = [self.replacements[n] for n in numbers]
            found = ranges_of(chain.from_iterable(each.numbers for each in mapped))
            return found or (WordRange(mapped[0].first, mapped[0].first),)
        return tuple(self._place_after(each.first) for each in ranges)

    def _place_after(self, word: int) -> WordRange:
        if word - 1 in self.inserted:
            return self.inserted[word - 1]
        place = self.replacements[word - 1].last if word and self.replacements else 0
        return WordRange(place, place)


def renumber_ranges(values: Sequence[T], numbering: Numbering | None) -> tuple[T, ...]:
    """Convert word ranges from the machine's word numbers to those of the edited transcript."""
    if numbering is None:
        return tuple(values)
    return tuple(
        _replace_ranges(value, numbering.edited_ranges(value.word_ranges)) for value in values
    )


def _replace_ranges(value: T, ranges: tuple[WordRange, ...]) -> T:
    return value if value.word_ranges == ranges else replace(value, word_ranges=ranges)


def _is_machine_order(draft: Draft, order: Sequence[MachineWordRange]) -> bool:
    """Check whether every word is still present exactly once, in the machine's order."""
    if (
        draft.not_speech
        or draft.inserted
        or draft.added.words
        or any(len(words) != 1 for words in draft.replaced.values())
    ):
        return False
    return all(
        last == first
        for (_, last), (first, _) in _find_adjacent_runs(order, len(draft.machine_words))
    )


def _find_adjacent_runs(
    order: Sequence[MachineWordRange], count: int
) -> Iterator[tuple[MachineWordRange, MachineWordRange]]:
    yield from zip([(0, 0), *order], [*order, (count, count)], strict=True)


def _close_gaps(replacements: dict[int, WordRange], count: int) -> None:
    """Map the words of removed turns to an empty range directly after the words before them."""
    for n in range(count):
        if n not in replacements:
            position = replacements[n - 1].last if n else 0
            replacements[n] = WordRange(position, position)
