"""Where in the words a correction is, and what its words read one way and the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.languages.language import Language
from transcripts.text.marks import core, trail
from transcripts.text.normalize import plain
from transcripts.transcript import Correction, Transcript, Word

# transcript.json has times to the millisecond, so a time that was read from it may be half of one
# away from where it was.
_SAME_TIME = 0.0011

_ENDS = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class Place:
    """The words of a correction, by number; without any, the place after word `after`.

    `after` is -1 at the very beginning.
    """

    words: tuple[int, ...]
    after: int

    @property
    def around(self) -> tuple[int, ...]:
        """The words, or the one beside the place."""
        return self.words or (max(0, self.after),)


def places(machine: Transcript) -> Mapping[str, Place]:
    """Find the corrections of a machine's transcript in its words, numbered through all turns.

    One that is not found, because the words there read otherwise, is left out.
    """
    listened = _listened(machine)
    found = ((correction.id, _place(correction, listened)) for correction in machine.corrections)
    return {name: place for name, place in found if place is not None}


@dataclass(frozen=True, slots=True)
class _Listened:
    """The words as they come in the sound: `order` has their numbers, `at` each one's place in it.

    `turns` has the numbers of each turn's words, in the same order.
    """

    words: Sequence[Word]
    order: Sequence[int]
    at: Mapping[int, int]
    turns: Mapping[str, Sequence[int]]


def _listened(machine: Transcript) -> _Listened:
    words = [word for turn in machine.turns for word in turn.words]
    turn_of = [turn.id for turn in machine.turns for _ in turn.words]
    order = sorted(range(len(words)), key=lambda n: (words[n].start, words[n].end, n))
    turns: dict[str, list[int]] = {turn.id: [] for turn in machine.turns}
    for n in order:
        turns[turn_of[n]].append(n)
    return _Listened(words, order, {n: at for at, n in enumerate(order)}, turns)


def present(correction: Correction) -> str:
    """Give the wording of a correction that its status puts into the text."""
    return correction.after if correction.status == "applied" else correction.before


def _place(correction: Correction, listened: _Listened) -> Place | None:
    words, near = listened.words, listened.turns.get(correction.turn, ())
    if not present(correction) or correction.kind == "turn-break":
        before = [n for n in near if words[n].end <= correction.start + _SAME_TIME]
        return Place((), before[-1]) if before else Place((), near[0] - 1) if near else None
    for first in near:
        if abs(words[first].start - correction.start) <= _SAME_TIME:
            at = listened.at[first]
            numbers = _until(correction.end, words, listened.order[at : at + _most(correction)])
            if numbers and _reads([words[n].text for n in numbers], present(correction)):
                return Place(numbers, numbers[0] - 1)
    return None


def _most(correction: Correction) -> int:
    """Give how many words a correction can have: hyphens may make several of one."""
    return 4 * len(present(correction).split()) + 4


def _until(end: float, words: Sequence[Word], order: Sequence[int]) -> tuple[int, ...]:
    last = next((i for i, n in enumerate(order) if abs(words[n].end - end) <= _SAME_TIME), -1)
    return tuple(order[: last + 1])


def _reads(texts: Sequence[str], wording: str) -> bool:
    return plain(" ".join(texts)) == plain(wording)


def reworded(
    texts: Sequence[str], former: str, wording: str, language: Language
) -> tuple[str, ...]:
    """Put a wording in the place of words that read `former`, with their marks and capital."""
    if " ".join(texts) == former:
        return tuple(wording.split())
    new = wording.split()
    if not new:
        return ()
    opening = texts[0][: len(texts[0]) - len(texts[0].lstrip("\"'“‘(["))]
    closing = trail(texts[-1], language)
    if _capital(core(texts[0], language)) and not _capital(former):
        new[0] = new[0][:1].upper() + new[0][1:]
    new[0] = opening + new[0] if not new[0].startswith(opening) else new[0]
    new[-1] = new[-1] + closing if not new[-1].endswith(closing) else new[-1]
    return tuple(new)


def _capital(text: str) -> bool:
    return text[:1].isupper()
