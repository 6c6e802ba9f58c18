"""The corrections of a draft: as they were decided, each in the turn that has its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.edits.draft import Draft
from transcripts.edits.pieces import Piece
from transcripts.text.normalize import plain
from transcripts.transcript import Correction

Decided = tuple[Correction | None, ...]
"""What became of each of the machine's corrections; None where its words are not speech."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Which turn each word is in."""

    starts: Sequence[int]
    names: Sequence[str | None]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Homes:
        """Take the turns of pieces."""
        return cls([p.run[0] for p in pieces], [p.turn.id if p.turn else None for p in pieces])

    def find(self, word: int) -> str | None:
        """Give the turn of a word, or the nearest before it that is left, or else after it."""
        at = bisect_right(self.starts, max(0, word)) - 1
        if at >= 0 and self.names[at]:
            return self.names[at]
        nearest = [*reversed(self.names[: at + 1]), *self.names[at + 1 :]]
        return next((name for name in nearest if name), None)


def decided(draft: Draft, homes: Homes) -> Decided:
    """Give the corrections as decided, each with its turn."""
    if _as_made(draft, homes):
        return draft.machine.corrections
    return tuple(_correction(draft, homes, at) for at in range(len(draft.machine.corrections)))


def decided_anew(
    draft: Draft, homes: Homes, former: tuple[Draft, Decided], words: Iterable[int]
) -> Decided:
    """Give the corrections where only these words, and the turns that they are in, changed."""
    before, found = former[0], list(former[1])
    if _as_made(draft, homes):
        return draft.machine.corrections
    stale = {at for n in words for at in draft.ground.near.get(n, ())}
    names = _changed_keys(draft.decided, before.decided)
    stale |= {draft.ground.ranks[name] for name in names}
    for at in stale:
        correction = _correction(draft, homes, at)
        found[at] = found[at] if found[at] == correction else correction
    return tuple(found)


def _as_made(draft: Draft, homes: Homes) -> bool:
    """Whether turns, words and decisions are the machine's."""
    if draft.silent or draft.written or draft.behind or draft.decided:
        return False
    return list(homes.starts) == [first for first, last in draft.runs if first < last]


def _changed_keys(now: Mapping[str, object], then: Mapping[str, object]) -> set[str]:
    return {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)}


def _correction(draft: Draft, homes: Homes, at: int) -> Correction | None:
    correction, around = draft.machine.corrections[at], draft.ground.around[at]
    home = homes.find(around[0])
    if home is None or (draft.silent and draft.silent.issuperset(around)):
        return None
    place = draft.places.get(correction.id)
    by_hand = draft.by_hand.keys()
    if correction.id in draft.decided or (place and not by_hand.isdisjoint(place.words)):
        correction = _decided(draft, correction)
    return correction if correction.turn == home else replace(correction, turn=home)


def _decided(draft: Draft, correction: Correction) -> Correction:
    """Give a correction the status that a person gave it, in so many words or by rewriting them."""
    if correction.id in draft.decided:
        status, author = draft.decided[correction.id]
        return replace(
            correction, status=status, evidence={**correction.evidence, "editor": author}
        )
    place = draft.places[correction.id]
    author = next(draft.by_hand[n] for n in place.words if n in draft.by_hand)
    reads = " ".join(word.text for n in place.words for word in draft.reading(n))
    wanted, other = correction.after, correction.before
    same = reads == wanted if plain(wanted) == plain(other) else plain(reads) == plain(wanted)
    evidence = {**correction.evidence, "editor": author}
    return replace(correction, status="applied" if same else "rejected", evidence=evidence)
