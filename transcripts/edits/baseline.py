"""Build lookup tables for a machine's transcript, once for any number of edits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.ranges import WordRange, consecutive_ranges, numbers_in
from transcripts.transcript import Correction, Span, Transcript, Turn, Word

MachineWordRange = tuple[int, int]
"""A range of the machine's words by number, the last excluded."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The machine's transcript with the indexes that edits need.

    Words are numbered 0, 1, 2 ... through all turns in order.

    Attributes:
        corrections: Each correction by id.
        correction_ranges: The words of each correction that is in the text, by its id.
        correction_words: For each correction, its words; if it has none, one adjacent word.
        corrections_at: The inverse: for each word, the indexes of the corrections that have the
            word in `correction_words`.
        correction_index: The index of each correction in `machine.corrections`, by id.
        words: All words.
        runs: The words of each turn, in the order of `machine.turns`.
        turn_of_run: The turn of each run that has words.
        word_numbers_by_run: The word numbers of each run.
        speaker_by_voice: The speaker that each voice belongs to.
        voice_by_word: The voice of each word.
        assigned_speaker_by_word: For each word, the speaker of its turn; None if this is also the
            speaker of its voice.
    """

    machine: Transcript
    corrections: Mapping[str, Correction]
    correction_ranges: Mapping[str, tuple[WordRange, ...]]
    correction_words: Sequence[tuple[int, ...]]
    corrections_at: Mapping[int, Sequence[int]]
    correction_index: Mapping[str, int]
    words: Sequence[Word]
    runs: Sequence[MachineWordRange]
    turn_of_run: Mapping[MachineWordRange, Turn]
    word_numbers_by_run: Mapping[MachineWordRange, tuple[int, ...]]
    speaker_by_voice: Mapping[str, str]
    voice_by_word: Sequence[str]
    assigned_speaker_by_word: Sequence[str | None]

    @classmethod
    def from_transcript(cls, machine: Transcript) -> Baseline:
        """Index a machine's transcript."""
        owner = {voice: speaker.id for speaker in machine.speakers for voice in speaker.voices}
        spoken = [turn for turn in machine.turns for _ in turn.words]
        runs = consecutive_ranges(len(turn.words) for turn in machine.turns)
        around = tuple(_list_words_of_corrections(machine))
        return cls(
            machine=machine,
            corrections={correction.id: correction for correction in machine.corrections},
            correction_ranges={c.id: c.word_ranges for c in machine.corrections if c.word_ranges},
            correction_words=around,
            corrections_at=_index_corrections_by_word(around),
            correction_index={c.id: at for at, c in enumerate(machine.corrections)},
            words=machine.words,
            runs=runs,
            turn_of_run={r: t for r, t in zip(runs, machine.turns, strict=True) if r[0] < r[1]},
            word_numbers_by_run={run: tuple(range(*run)) for run in runs},
            speaker_by_voice=owner,
            voice_by_word=tuple(turn.voice for turn in spoken),
            assigned_speaker_by_word=tuple(
                None if owner.get(t.voice) == t.speaker else t.speaker for t in spoken
            ),
        )

    def turns_in(self, run: MachineWordRange) -> Iterator[tuple[MachineWordRange, Turn]]:
        """Yield the machine's turns that share words with a run, each with its range of words."""
        at = max(0, bisect_right(self.runs, (run[0], -1)) - 1)
        while at < len(self.runs) and self.runs[at][0] < run[1]:
            first, last = self.runs[at]
            if max(first, run[0]) < min(last, run[1]):
                yield (first, last), self.machine.turns[at]
            at += 1

    def span(self, run: MachineWordRange) -> Span:
        """Return the time span of words.

        A turn of the machine may begin before its first word and end after its last word. A run
        that includes the first word begins with the turn; one that includes the last word ends
        with it.
        """
        first, last = run
        words = self.words[first:last]
        near = list(self.turns_in(run))
        starts = [w.start for w in words] + [t.start for r, t in near if first <= r[0]]
        ends = [w.end for w in words] + [t.end for r, t in near if r[1] <= last]
        return Span(min(starts), max(ends))


def list_words_of_correction(ranges: Sequence[WordRange]) -> tuple[int, ...]:
    """List the words of a correction; if it has none, the word before its position."""
    return numbers_in(ranges) or tuple(max(0, place.first - 1) for place in ranges[:1])


def _list_words_of_corrections(machine: Transcript) -> Iterator[tuple[int, ...]]:
    """Yield the words of each correction.

    A correction without words gets the word before its position or, at the start of a turn, the
    turn's first word.
    """
    for correction in machine.corrections:
        turn = machine.word_ranges.get(correction.turn, WordRange(0, 0))
        yield list_words_of_correction(correction.word_ranges) or (turn.first,)


def _index_corrections_by_word(
    correction_words: Sequence[tuple[int, ...]],
) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    for at, words in enumerate(correction_words):
        for n in words:
            found.setdefault(n, []).append(at)
    return found
