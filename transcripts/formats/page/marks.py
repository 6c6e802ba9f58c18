"""Find where in a turn's text its corrections and doubtful words are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from transcripts.ranges import WordRange
from transcripts.transcript import Correction, Transcript, Turn, Unwritten, Word

DOUBTFUL = 0.3
"""Words less sure than this are underlined as doubtful: 2 % of the words of the example, 13 % of a
noisier interview. At 0.5 it would be 3 % and 16 %."""

SMALL = frozenset({"punctuation", "case"})
"""Repairs of marks and capitals: many, and hardly ever worth a look."""

_PLACES = frozenset({"order", "turn-break"})
"""Repairs of a whole passage: shown at its beginning, not over all of it."""


@dataclass(frozen=True, slots=True)
class Bit:
    """Words in a row that look the same; none where something is missing between two words."""

    text: str
    doubtful: bool = False
    unwritten: bool = False


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A part of a paragraph under one repair or under none; without bits it is a place."""

    bits: tuple[Bit, ...]
    at: float
    repairs: tuple[Correction, ...] = ()

    @property
    def status(self) -> str:
        """Whether any of the repairs is still a question."""
        return "proposed" if any(c.status == "proposed" for c in self.repairs) else "applied"

    @property
    def is_small(self) -> bool:
        """Whether only marks and capitals were repaired."""
        return all(c.kind in SMALL for c in self.repairs)

    @property
    def was(self) -> str:
        """What the old text had."""
        return " … ".join(c.before for c in self.repairs)


@dataclass(slots=True)
class _Laid:
    """The words of a turn, and who owns them: an owner is a number in `repairs`."""

    words: Sequence[Word]
    owners: list[int | None]
    repairs: list[list[Correction]] = field(default_factory=list)
    places: dict[int, list[Correction]] = field(default_factory=dict)


def by_turn(transcript: Transcript) -> dict[str, list[Correction]]:
    """Group the corrections to show by turn; rejected ones left the text as it was."""
    found: dict[str, list[Correction]] = {turn.id: [] for turn in transcript.turns}
    for correction in transcript.corrections:
        if correction.status != "rejected" and correction.turn in found:
            found[correction.turn].append(correction)
    return found


def pieces(
    turn: Turn,
    own: WordRange,
    corrections: Sequence[Correction],
    unwritten: Sequence[Unwritten],
) -> tuple[tuple[MarkedPiece, ...], ...]:
    """Cut a turn's text into paragraphs, and these into pieces with their repairs.

    `own` are the turn's words in the transcript.
    """
    laid = _Laid(turn.words, [None] * len(turn.words))
    for correction in sorted(corrections, key=lambda c: (c.kind in SMALL, c.start)):
        _lay(laid, correction, _within(correction.word_ranges, own))
    extra = {
        n - own.first
        for passage in unwritten
        for each in passage.word_ranges
        if (common := each.within(own))
        for n in common.numbers
    }
    ends = [0, *paragraph_ends(turn.words)]
    return tuple(tuple(_pieces(laid, extra, first, last)) for first, last in pairwise(ends))


PARAGRAPH_WORDS = 90
"""A paragraph ends with the sentence that reaches so many words: about seven lines of the page."""


def paragraph_ends(words: Sequence[Word]) -> list[int]:
    """Find where the paragraphs of a turn end; a short last one is joined to the one before."""
    ends, begin = [], 0
    for n, word in enumerate(words, start=1):
        full = n - begin >= PARAGRAPH_WORDS and len(words) - n >= PARAGRAPH_WORDS // 3
        if full and word.text.rstrip("\"'”’)")[-1:] in (".", "?", "!"):
            ends.append(n)
            begin = n
    return [*ends, len(words)]


def _lay(laid: _Laid, correction: Correction, words: WordRange) -> None:
    """Assign a correction the words of the turn that it is about, or a place between two."""
    first, last = words
    if first == last or correction.kind in _PLACES:
        laid.places.setdefault(first, []).append(correction)
        return
    free = [n for n in range(first, last) if laid.owners[n] is None]
    if free:
        for n in free:
            laid.owners[n] = len(laid.repairs)
        laid.repairs.append([correction])
    elif correction.kind not in SMALL:
        laid.repairs[laid.owners[first] or 0].append(correction)


def _within(ranges: Sequence[WordRange], own: WordRange) -> WordRange:
    """Number a correction's words from the first of a turn; at its beginning if it has none."""
    common = [found for each in ranges if (found := each.within(own))]
    if not common:
        return WordRange(0, 0)
    first, last = min(c.first for c in common), max(c.last for c in common)
    return WordRange(first, last).shifted(-own.first)


def _pieces(laid: _Laid, extra: set[int], first: int, last: int) -> Iterator[MarkedPiece]:
    """Yield the pieces of a paragraph, words `first` to `last`."""

    def owner(n: int) -> tuple[int | None, int]:
        return laid.owners[n], sum(first < place <= n for place in laid.places)

    for (mine, _), group in groupby(range(first, last), owner):
        numbers = list(group)
        at = laid.words[numbers[0]].start
        if numbers[0] in laid.places:
            yield MarkedPiece((), at, tuple(laid.places[numbers[0]]))
        repairs = () if mine is None else tuple(laid.repairs[mine])
        yield MarkedPiece(tuple(_bits(laid.words, numbers, extra)), at, repairs)
    if last == len(laid.words) and last in laid.places:
        yield MarkedPiece((), laid.words[-1].end if last else 0.0, tuple(laid.places[last]))


def _bits(words: Sequence[Word], numbers: Sequence[int], extra: set[int]) -> Iterator[Bit]:
    def look(n: int) -> tuple[bool, bool]:
        return words[n].confidence < DOUBTFUL, n in extra

    for (doubtful, unwritten), group in groupby(numbers, look):
        yield Bit(" ".join(solid(words[n].text) for n in group), doubtful, unwritten)


def solid(text: str) -> str:
    """Make one word of a text: the page's script tells words apart by their spaces."""
    return "\u00a0".join(text.split())
