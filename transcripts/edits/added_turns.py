"""Store the turns that editors added, with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from transcripts.edits.baseline import MachineWordRange
from transcripts.transcript import Span, Word

FIRST_ADDED_WORD = 10**9
"""The number of the first word that can be added; no machine's transcript has as many words."""

MOST_ADDED_WORDS = 1000
"""Limit of words in an added turn, and the distance between the first words of two such turns."""


def is_added(word: int) -> bool:
    """Check whether a word number belongs to a word of an added turn."""
    return word >= FIRST_ADDED_WORD


def added_run(edit_id: str, count: int) -> MachineWordRange:
    """Return the numbers of the words that an edit with an id such as "E12" adds."""
    first = FIRST_ADDED_WORD + MOST_ADDED_WORDS * int(edit_id[1:])
    return first, first + count


def name_added_turn(first_word: int) -> str:
    """Return the id of an added turn, or of a part of an added turn that was split."""
    edit, offset = divmod(first_word - FIRST_ADDED_WORD, MOST_ADDED_WORDS)
    return f"TE{edit}w{offset}" if offset else f"TE{edit}"


@dataclass
class AddedTurns:
    """The turns that editors added.

    Attributes:
        ends: The number after the last word of each turn, by its first word.
        speakers: The speaker with whom each turn was added, by its first word.
        words: The words by number, with their newest times.
        unmeasured: The words whose times are estimates.
    """

    ends: dict[int, int] = field(default_factory=dict)
    speakers: dict[int, str] = field(default_factory=dict)
    words: dict[int, Word] = field(default_factory=dict)
    unmeasured: set[int] = field(default_factory=set)

    def __copy__(self) -> AddedTurns:
        """Copy the turns, so that turns can be added to the copy alone."""
        return AddedTurns(
            dict(self.ends), dict(self.speakers), dict(self.words), set(self.unmeasured)
        )

    def add(self, first: int, words: Sequence[Word], speaker: str) -> None:
        """Add a turn of these words."""
        numbers = range(first, first + len(words))
        self.ends[first], self.speakers[first] = numbers.stop, speaker
        self.words |= dict(zip(numbers, words, strict=True))
        self.unmeasured |= set(numbers)

    def runs(self) -> Iterator[MachineWordRange]:
        """Yield the words of each turn, in the order in which they were added."""
        yield from sorted(self.ends.items())

    def run_with(self, word: int) -> MachineWordRange | None:
        """Return the words of the turn with this word, or None."""
        if not is_added(word):
            return None
        return next((run for run in self.ends.items() if run[0] <= word < run[1]), None)

    def speaker_of(self, word: int) -> str:
        """Return the speaker with whom a word was added."""
        run = self.run_with(word)
        assert run is not None
        return self.speakers[run[0]]

    def span(self, run: MachineWordRange) -> Span:
        """Return the time span of words of one turn."""
        words = [self.words[n] for n in range(*run)]
        return Span(min(w.start for w in words), max(w.end for w in words))

    def set_times(self, word: int, start: float, end: float) -> None:
        """Set the measured time of a word."""
        self.words[word] = replace(self.words[word], start=start, end=end)
        self.unmeasured.discard(word)
