"""Which words of a transcript stand for which passage of the reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from transcripts.ranges import numbers_in
from transcripts.transcript import Correction

MINOR = frozenset({"punctuation", "case"})
"""Corrections of punctuation and case; a correction of the wording of their words includes them."""

WHOLE_PASSAGES = frozenset({"order", "turn-break"})
"""Corrections that are not about the wording of their words."""


@dataclass(frozen=True, slots=True)
class WordingUnit:
    """Words that corrections replace as a whole, by number; without words, a place before one."""

    words: tuple[int, ...]
    corrections: tuple[Correction, ...]

    @property
    def is_applied(self) -> bool:
        """Whether the words differ from the reference."""
        return any(c.status == "applied" for c in self.corrections)

    @property
    def old(self) -> str:
        """What the reference has instead of the words, if they differ from it."""
        return " ".join(c.before for c in self.corrections if c.status == "applied" and c.before)


@dataclass(frozen=True, slots=True)
class WordingUnits:
    """The units of a transcript: of each word that has one, and those at places between words."""

    of_word: Mapping[int, WordingUnit]
    at_place: Mapping[int, Sequence[Correction]]

    @classmethod
    def of(cls, corrections: Sequence[Correction], covered: Collection[str] = ()) -> WordingUnits:
        """Find the units of corrections that were not rejected, without those that are `covered`.

        A word belongs to one unit: to the correction of its wording before one of its punctuation.
        """
        owner: dict[int, int] = {}
        units: list[tuple[list[int], list[Correction]]] = []
        places: dict[int, list[Correction]] = {}
        for c in sorted(corrections, key=lambda c: (c.kind in MINOR, c.start)):
            if c.status == "rejected" or c.id in covered or c.kind in WHOLE_PASSAGES:
                continue
            numbers = numbers_in(c.word_ranges)
            free = [n for n in numbers if n not in owner]
            if not numbers and c.word_ranges:
                places.setdefault(c.word_ranges[0].first, []).append(c)
            elif free:
                owner |= dict.fromkeys(free, len(units))
                units.append((free, [c]))
            elif numbers and c.kind not in MINOR:
                units[owner[numbers[0]]][1].append(c)
        made = [WordingUnit(tuple(sorted(words)), tuple(found)) for words, found in units]
        return cls({n: made[at] for n, at in owner.items()}, places)
