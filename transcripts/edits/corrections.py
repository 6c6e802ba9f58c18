"""Compute the corrections of a draft, each with its current status and turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.edits.draft import Draft
from transcripts.edits.turns import DraftTurn
from transcripts.ranges import numbers_in
from transcripts.text.normalize import plain
from transcripts.transcript import Correction

DecidedCorrections = tuple[Correction | None, ...]
"""The machine's corrections after the edits, with the machine's word numbers; None for a correction
whose words are marked as not speech.
"""


@dataclass(frozen=True, slots=True)
class TurnLookup:
    """A lookup of the turn of a word.

    `starts` has the first word of each turn; `ids` has the turn's id, if the turn has text.
    """

    starts: Sequence[int]
    ids: Sequence[str | None]

    @classmethod
    def from_turns(cls, turns: Sequence[DraftTurn]) -> TurnLookup:
        """Index the turns of a draft."""
        return cls([t.run[0] for t in turns], [t.turn.id if t.turn else None for t in turns])

    def turn_of_word(self, word: int) -> str | None:
        """Return the id of the turn that a word is in.

        If that turn has no text left, return the nearest turn before it, or else the nearest turn
        after it.
        """
        at = bisect_right(self.starts, max(0, word)) - 1
        if at >= 0 and self.ids[at]:
            return self.ids[at]
        nearest = [*reversed(self.ids[: at + 1]), *self.ids[at + 1 :]]
        return next((turn for turn in nearest if turn), None)


def decided_corrections(draft: Draft, lookup: TurnLookup) -> DecidedCorrections:
    """Return all corrections with their current status and turn."""
    if _is_unchanged(draft, lookup):
        return draft.machine.corrections
    return tuple(
        _update_correction(draft, lookup, at) for at in range(len(draft.machine.corrections))
    )


def update_corrections(
    draft: Draft,
    lookup: TurnLookup,
    earlier_corrections: tuple[Draft, DecidedCorrections],
    words: Iterable[int],
) -> DecidedCorrections:
    """Update the corrections of an earlier draft that differs from `draft` only in `words`.

    `earlier_corrections` is the earlier draft with its corrections. A correction is computed again
    only if it is at one of these words, or if an editor's decision on it differs.
    """
    before, corrections = earlier_corrections[0], list(earlier_corrections[1])
    if _is_unchanged(draft, lookup):
        return draft.machine.corrections
    stale = {at for n in words for at in draft.baseline.corrections_at.get(n, ())}
    names = _find_changed_keys(draft.decisions, before.decisions)
    stale |= {draft.baseline.correction_index[name] for name in names}
    for at in stale:
        correction = _update_correction(draft, lookup, at)
        corrections[at] = corrections[at] if corrections[at] == correction else correction
    return tuple(corrections)


def _is_unchanged(draft: Draft, lookup: TurnLookup) -> bool:
    """Check whether turns, words and decisions are those of the machine."""
    if draft.not_speech or draft.replaced or draft.inserted or draft.decisions:
        return False
    return list(lookup.starts) == [first for first, last in draft.baseline.runs if first < last]


def _find_changed_keys(
    new_values: Mapping[str, object], old_values: Mapping[str, object]
) -> set[str]:
    return {
        name
        for name in new_values.keys() | old_values.keys()
        if new_values.get(name) != old_values.get(name)
    }


def _update_correction(draft: Draft, lookup: TurnLookup, index: int) -> Correction | None:
    correction = draft.machine.corrections[index]
    around = draft.baseline.correction_words[index]
    turn = lookup.turn_of_word(around[0])
    if turn is None or (draft.not_speech and draft.not_speech.issuperset(around)):
        return None
    words = numbers_in(draft.baseline.correction_ranges.get(correction.id, ()))
    by_hand = not draft.rewritten_by.keys().isdisjoint(words)
    if correction.id in draft.decisions or by_hand:
        correction = _apply_decision(draft, correction)
    return correction if correction.turn == turn else replace(correction, turn=turn)


def _apply_decision(draft: Draft, correction: Correction) -> Correction:
    """Return a correction with the status that follows from editors' decisions and rewriting."""
    if correction.id in draft.decisions:
        status, author = draft.decisions[correction.id]
        return replace(
            correction, status=status, evidence={**correction.evidence, "editor": author}
        )
    words = numbers_in(draft.baseline.correction_ranges[correction.id])
    author = next(draft.rewritten_by[n] for n in words if n in draft.rewritten_by)
    reads = " ".join(word.text for n in words for word in draft.current_words(n))
    wanted, other = correction.after, correction.before
    same = reads == wanted if plain(wanted) == plain(other) else plain(reads) == plain(wanted)
    evidence = {**correction.evidence, "editor": author}
    return replace(correction, status="applied" if same else "rejected", evidence=evidence)
