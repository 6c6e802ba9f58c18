"""Compare the reference and the published text side by side, turn by turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.formats.page.marks import no_break
from transcripts.ranges import WordRange, numbers_in
from transcripts.transcript import Correction, EditedPassage, Transcript, Turn, Unspoken
from transcripts.wording_units import WordingUnits


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """A part of a turn, as in the reference and as published; either side may be empty."""

    reference_text: str
    published_text: str


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A turn with its text in the reference, all changes in it, and the unspoken passages after it.

    `corrections` are the machine's corrections, without those of words that an editor changed.
    """

    turn: Turn | None
    parts: tuple[ComparisonPart, ...]
    corrections: tuple[Correction, ...]
    unspoken: tuple[Unspoken, ...]
    edited_passages: tuple[EditedPassage, ...] = ()

    @property
    def differs(self) -> bool:
        """Check whether reference and published text differ, or a correction is undecided."""
        return bool(
            self.unspoken
            or self.corrections
            or self.edited_passages
            or any(p.reference_text != p.published_text for p in self.parts)
        )

    @property
    def reference_text(self) -> str:
        """Return the turn's text in the reference."""
        return " ".join(part.reference_text for part in self.parts if part.reference_text)

    @property
    def published_text(self) -> str:
        """Return the turn's published text."""
        return " ".join(part.published_text for part in self.parts if part.published_text)


def comparison_rows(transcript: Transcript) -> tuple[ComparisonRow, ...]:
    """Compare the reference and the published text turn by turn.

    If the old text begins with an unspoken passage, the first row has no turn.
    """
    sides = _Sides.from_transcript(transcript)
    opening = tuple(p for p in transcript.unspoken if p.after_turn is None)
    result = [ComparisonRow(None, (), (), opening)] if opening else []
    for turn in transcript.turns:
        result.append(
            ComparisonRow(
                turn=turn,
                parts=tuple(sides.parts(turn, transcript.word_ranges[turn.id])),
                corrections=tuple(sides.corrections[turn.id]),
                unspoken=tuple(p for p in transcript.unspoken if p.after_turn == turn.id),
                edited_passages=tuple(sides.passages[turn.id]),
            )
        )
    return tuple(result)


@dataclass(frozen=True, slots=True)
class _Sides:
    """A transcript's words beside the reference.

    `corrections` are the machine's corrections that were not rejected, and `passages` the passages
    that editors changed, by turn. `edited_passage_by_word` has the edited passage of each word that
    is in such a passage; `removed_passages_by_position` has the edited passages of which
    no word is left. `unwritten` are the words that the reference does not have. `breaks` are all
    positions between words, in order.
    """

    corrections: dict[str, list[Correction]]
    passages: dict[str, list[EditedPassage]]
    units: WordingUnits
    edited_passage_by_word: dict[int, EditedPassage]
    removed_passages_by_position: dict[int, list[EditedPassage]]
    unwritten: frozenset[int]
    breaks: list[int]

    @classmethod
    def from_transcript(cls, transcript: Transcript) -> _Sides:
        covered = {name for passage in transcript.edited for name in passage.corrections}
        shown = [
            c for c in transcript.corrections if c.status != "rejected" and c.id not in covered
        ]
        extra = (n for passage in transcript.unwritten for n in numbers_in(passage.word_ranges))
        units = WordingUnits.from_corrections(shown)
        corrections: dict[str, list[Correction]] = {turn.id: [] for turn in transcript.turns}
        passages: dict[str, list[EditedPassage]] = {turn.id: [] for turn in transcript.turns}
        removed: dict[int, list[EditedPassage]] = {}
        for c in shown:
            corrections.setdefault(c.turn, []).append(c)
        for p in transcript.edited:
            passages.setdefault(p.turn, []).append(p)
            if not numbers_in(p.word_ranges):
                removed.setdefault(p.word_ranges[0].first if p.word_ranges else 0, []).append(p)
        return cls(
            corrections,
            passages,
            units,
            {n: passage for passage in transcript.edited for n in numbers_in(passage.word_ranges)},
            removed,
            frozenset(extra),
            sorted({*units.corrections_by_position, *removed}),
        )

    def parts(self, turn: Turn, word_range: WordRange) -> Iterator[ComparisonPart]:
        """Yield the parts of a turn; `word_range` has the numbers of its words."""
        for _, group in groupby(word_range.numbers, self._key_of_part):
            numbers = list(group)
            yield from self._build_parts_at_position(numbers[0], turn)
            yield self._build_part(
                numbers, [turn.words[n - word_range.first].text for n in numbers]
            )
        yield from self._build_parts_at_position(word_range.last, turn)

    def _key_of_part(self, word_number: int) -> tuple[int, int, bool, int]:
        """Return a key that is equal for words of the same part."""
        edited, unit = (
            self.edited_passage_by_word.get(word_number),
            self.units.unit_by_word.get(word_number),
        )
        place = bisect_right(self.breaks, word_number)
        return id(edited), id(None if edited else unit), word_number in self.unwritten, place

    def _build_part(self, numbers: Sequence[int], texts: Sequence[str]) -> ComparisonPart:
        text = " ".join(map(no_break, texts))
        if edited := self.edited_passage_by_word.get(numbers[0]):
            is_first = numbers[0] == numbers_in(edited.word_ranges)[0]
            return ComparisonPart(edited.before if is_first else "", text)
        unit = self.units.unit_by_word.get(numbers[0])
        if unit is None or not unit.is_applied:
            return ComparisonPart("" if numbers[0] in self.unwritten else text, text)
        return ComparisonPart(unit.reference_text if numbers[0] == unit.words[0] else "", text)

    def _build_parts_at_position(
        self, position_between_words: int, turn: Turn
    ) -> Iterator[ComparisonPart]:
        """Yield the reference's text at a position where the published text has no words."""
        for passage in self.removed_passages_by_position.get(position_between_words, ()):
            if passage.turn == turn.id:
                yield ComparisonPart(passage.before, "")
        found = [
            c
            for c in self.units.corrections_by_position.get(position_between_words, ())
            if c.turn == turn.id
        ]
        if found:
            old = " ".join(c.before for c in found if c.status == "applied" and c.before)
            yield ComparisonPart(old, "")
