"""Find which words of a transcript replace which passage of the reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from transcripts.ranges import numbers_in
from transcripts.transcript import Correction

MINOR = frozenset({"punctuation", "case"})
"""Corrections of punctuation and case; a correction of the wording of the same words includes them.
"""

WHOLE_PASSAGES = frozenset({"order", "turn-break"})
"""Corrections that do not concern the wording of words."""


@dataclass(frozen=True, slots=True)
class WordingUnit:
    """Words that corrections replace together, by number; an empty range is a position."""

    words: tuple[int, ...]
    corrections: tuple[Correction, ...]

    @property
    def is_applied(self) -> bool:
        """Check whether the words differ from the reference."""
        return any(c.status == "applied" for c in self.corrections)

    @property
    def reference_text(self) -> str:
        """Return the reference's text in place of the words, if it differs."""
        return " ".join(c.before for c in self.corrections if c.status == "applied" and c.before)


@dataclass(frozen=True, slots=True)
class WordingUnits:
    """The wording units of a transcript, by word and by position between words."""

    unit_by_word: Mapping[int, WordingUnit]
    corrections_by_position: Mapping[int, Sequence[Correction]]

    @classmethod
    def from_corrections(
        cls, corrections: Sequence[Correction], covered_ids: Collection[str] = ()
    ) -> WordingUnits:
        """Find the units of all corrections, except rejected ones and those in `covered_ids`.

        A word belongs to one unit; corrections of its wording take precedence over those of its
        punctuation.
        """
        owner: dict[int, int] = {}
        units: list[tuple[list[int], list[Correction]]] = []
        places: dict[int, list[Correction]] = {}
        for c in sorted(corrections, key=lambda c: (c.kind in MINOR, c.start)):
            if c.status == "rejected" or c.id in covered_ids or c.kind in WHOLE_PASSAGES:
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
