"""Mark the corrections and the doubtful words in a turn's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from transcripts.ranges import WordRange
from transcripts.transcript import Correction, Transcript, Turn, Unwritten, Word
from transcripts.withheld import MARK

DOUBTFUL = 0.3
"""Words with a lower confidence are underlined as doubtful: 2 % of the words of the example and 13
% of those of a noisier interview. With 0.5, they would be 3 % and 16 %.
"""

SMALL = frozenset({"punctuation", "case"})
"""Corrections of punctuation and case, which are frequent and rarely of interest."""

_PLACES = frozenset({"order", "turn-break"})
"""Corrections of a whole passage, which are shown only at its beginning."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Consecutive words with the same appearance."""

    text: str
    doubtful: bool = False
    unwritten: bool = False
    withheld: bool = False

    @property
    def look(self) -> str:
        """The CSS classes of the words; "" for words without marks."""
        flags = ("doubt", self.doubtful), ("unwritten", self.unwritten), ("withheld", self.withheld)
        return " ".join(name for name, is_set in flags if is_set)


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A piece of a paragraph whose words have the same corrections, if any.

    A piece without `bits` is a position between words.
    """

    bits: tuple[TextRun, ...]
    at: float
    corrections: tuple[Correction, ...] = ()

    @property
    def status(self) -> str:
        """Return the status to show: proposed if any correction is proposed, else applied."""
        return "proposed" if any(c.status == "proposed" for c in self.corrections) else "applied"

    @property
    def is_small(self) -> bool:
        """Check whether only punctuation and case were corrected."""
        return all(c.kind in SMALL for c in self.corrections)

    @property
    def was(self) -> str:
        """Return the wording of the reference."""
        return " … ".join(c.before for c in self.corrections)


@dataclass(slots=True)
class _TurnLayout:
    """The words of a turn and the corrections that apply to each word.

    Words with the same corrections share a group of `correction_groups`; `group_of_word` has the
    index of each word's group, or None. `places` has the corrections that are shown between words,
    by the word after them.
    """

    words: Sequence[Word]
    group_of_word: list[int | None]
    correction_groups: list[list[Correction]] = field(default_factory=list)
    places: dict[int, list[Correction]] = field(default_factory=dict)


def corrections_by_turn(transcript: Transcript) -> dict[str, list[Correction]]:
    """Group the corrections to show by turn; rejected corrections are left out."""
    grouped: dict[str, list[Correction]] = {turn.id: [] for turn in transcript.turns}
    for correction in transcript.corrections:
        if correction.status != "rejected" and correction.turn in grouped:
            grouped[correction.turn].append(correction)
    return grouped


def marked_pieces(
    turn: Turn,
    turn_range: WordRange,
    corrections: Sequence[Correction],
    unwritten: Sequence[Unwritten],
) -> tuple[tuple[MarkedPiece, ...], ...]:
    """Split a turn into paragraphs, and each paragraph into pieces with their corrections.

    `turn_range` is the range of the turn's words in the transcript.
    """
    laid = _TurnLayout(turn.words, [None] * len(turn.words))
    for correction in sorted(corrections, key=lambda c: (c.kind in SMALL, c.start)):
        _place_correction(laid, correction, _find_range_in_turn(correction.word_ranges, turn_range))
    extra = {
        n - turn_range.first
        for passage in unwritten
        for each in passage.word_ranges
        if (common := each.intersection(turn_range))
        for n in common.numbers
    }
    ends = [0, *find_paragraph_ends(turn.words)]
    return tuple(
        tuple(_split_paragraph(laid, extra, first, last)) for first, last in pairwise(ends)
    )


PARAGRAPH_WORDS = 90
"""Number of words after which a paragraph ends with the sentence: about seven lines of the page."""


def find_paragraph_ends(words: Sequence[Word]) -> list[int]:
    """Find where a turn's paragraphs end; a short last paragraph joins the previous one."""
    ends, begin = [], 0
    for n, word in enumerate(words, start=1):
        full = n - begin >= PARAGRAPH_WORDS and len(words) - n >= PARAGRAPH_WORDS // 3
        if full and word.text.rstrip("\"'”’)")[-1:] in (".", "?", "!"):
            ends.append(n)
            begin = n
    return [*ends, len(words)]


def _place_correction(layout: _TurnLayout, correction: Correction, words: WordRange) -> None:
    """Record which words of the turn, or which position between words, a correction applies to."""
    first, last = words
    if first == last or correction.kind in _PLACES:
        layout.places.setdefault(first, []).append(correction)
        return
    free = [n for n in range(first, last) if layout.group_of_word[n] is None]
    if free:
        for n in free:
            layout.group_of_word[n] = len(layout.correction_groups)
        layout.correction_groups.append([correction])
    elif correction.kind not in SMALL:
        layout.correction_groups[layout.group_of_word[first] or 0].append(correction)


def _find_range_in_turn(ranges: Sequence[WordRange], turn_range: WordRange) -> WordRange:
    """Return the range of a correction's words, numbered from the start of a turn.

    (0, 0) means that the correction has no words in this turn.
    """
    common = [found for each in ranges if (found := each.intersection(turn_range))]
    if not common:
        return WordRange(0, 0)
    first, last = min(c.first for c in common), max(c.last for c in common)
    return WordRange(first, last).shifted(-turn_range.first)


def _split_paragraph(
    layout: _TurnLayout, unwritten_words: set[int], first: int, last: int
) -> Iterator[MarkedPiece]:
    """Yield the pieces of a paragraph, from word `first` to before word `last`."""

    def owner(word_number: int) -> tuple[int | None, int]:
        return layout.group_of_word[word_number], sum(
            first < place <= word_number for place in layout.places
        )

    for (mine, _), group in groupby(range(first, last), owner):
        numbers = list(group)
        at = layout.words[numbers[0]].start
        if numbers[0] in layout.places:
            yield MarkedPiece((), at, tuple(layout.places[numbers[0]]))
        corrections = () if mine is None else tuple(layout.correction_groups[mine])
        yield MarkedPiece(
            tuple(_group_text_runs(layout.words, numbers, unwritten_words)), at, corrections
        )
    if last == len(layout.words) and last in layout.places:
        yield MarkedPiece((), layout.words[-1].end if last else 0.0, tuple(layout.places[last]))


def _group_text_runs(
    words: Sequence[Word], numbers: Sequence[int], unwritten_words: set[int]
) -> Iterator[TextRun]:
    def style(word_number: int) -> tuple[bool, bool, bool]:
        return (
            words[word_number].confidence < DOUBTFUL,
            word_number in unwritten_words,
            words[word_number].text == MARK,
        )

    for flags, group in groupby(numbers, style):
        yield TextRun(" ".join(no_break(words[n].text) for n in group), *flags)


def no_break(text: str) -> str:
    """Replace spaces with no-break spaces, because the page's script separates words by spaces."""
    return "\u00a0".join(text.split())
