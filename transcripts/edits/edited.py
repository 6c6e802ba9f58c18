"""Represent an edited transcript, so that edits can find and quote its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from transcripts.edits.baseline import MachineWordRange
from transcripts.ranges import WordRange, overlapping_ranges
from transcripts.transcript import Transcript, Turn

QUOTED_WORDS = 6
"""Number of words of a passage that a description quotes."""


@dataclass(frozen=True, slots=True)
class EditedTranscript:
    """A transcript with the correspondence between its words and the machine's words.

    Attributes:
        run_by_turn: By turn id, the range of the machine's words in the turn; turns without words
            are left out.
        word_numbers_by_turn: By turn id, the number of the machine's word that each word of the
            turn comes from.
        correction_ranges: By correction id, the words of the correction in the machine's numbers,
            which no edit changes. In `transcript`, corrections have the transcript's own numbers.
    """

    transcript: Transcript
    run_by_turn: Mapping[str, MachineWordRange]
    word_numbers_by_turn: Mapping[str, tuple[int, ...]]
    correction_ranges: Mapping[str, tuple[WordRange, ...]]

    def whole_turns(self, runs: Iterable[MachineWordRange]) -> tuple[MachineWordRange, ...]:
        """Return all words of the turns that contain any of these words."""
        return tuple(sorted(overlapping_ranges(self.run_by_turn.values(), runs)))

    def runs_of_voices(self, voices: Collection[str]) -> tuple[MachineWordRange, ...]:
        """Return the words of the turns that these voices speak."""
        turns = self.transcript.turns
        return tuple(
            self.run_by_turn[t.id] for t in turns if t.voice in voices and t.id in self.run_by_turn
        )

    def runs_of_correction(self, correction: str) -> tuple[MachineWordRange, ...]:
        """Return a correction's words; if it has none, the words before and after its position."""
        return tuple(
            WordRange(each.first - 1, each.first + 1) if each.is_position else each
            for each in self.correction_ranges.get(correction, ())
        )


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotations from a transcript; `turns` are in the order of the machine's words."""

    edited: EditedTranscript
    turns: Sequence[Turn]
    first_words: Sequence[int]

    @classmethod
    def from_edited(cls, edited: EditedTranscript) -> Quotes:
        """Index a transcript for quoting."""
        turns = [turn for turn in edited.transcript.turns if turn.id in edited.run_by_turn]
        turns.sort(key=lambda turn: edited.run_by_turn[turn.id])
        return cls(edited, turns, [edited.run_by_turn[turn.id][0] for turn in turns])

    def quote_words(self, runs: Iterable[MachineWordRange]) -> str:
        """Quote a passage; if it is long, quote its first words and state how many it has."""
        runs = list(runs)
        total = sum(last - first for first, last in runs)
        texts = list(islice((w for run in runs for w in self._texts(run)), QUOTED_WORDS))
        if not texts:
            return "words that are gone"
        quoted = " ".join(texts)
        return f"“{quoted} …” ({total} words)" if total > QUOTED_WORDS else f"“{quoted}”"

    def quote_word(self, number: int) -> str:
        """Quote a word."""
        return self.quote_words([(number, number + 1)])

    def name_speaker(self, speaker: str) -> str:
        """Return the label that readers see for a speaker."""
        labels = {s.id: s.label for s in self.edited.transcript.speakers}
        return labels.get(speaker, "a removed speaker")

    def describe_correction(self, correction: str) -> str:
        """Describe a correction by the words that it adds, removes or changes."""
        for c in self.edited.transcript.corrections:
            if c.id == correction:
                if not c.before:
                    return f"the addition of “{c.after}”"
                if not c.after:
                    return f"the removal of “{c.before}”"
                return f"the correction of “{c.before}” to “{c.after}”"
        return f"the correction {correction}"

    def _texts(self, run: MachineWordRange) -> Iterator[str]:
        first, last = run
        at = max(0, bisect_right(self.first_words, first) - 1)
        for turn in self.turns[at:]:
            if self.edited.run_by_turn[turn.id][0] >= last:
                return
            numbers = self.edited.word_numbers_by_turn[turn.id]
            for number, word in zip(numbers, turn.words, strict=True):
                if first <= number < last:
                    yield word.text
