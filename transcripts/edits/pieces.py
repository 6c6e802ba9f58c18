"""The words of a draft cut into turns; where nothing was changed these are the turns of before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.edits.draft import Draft
from transcripts.edits.edit import Run
from transcripts.transcript import Turn, Word


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words as a turn; `turn` is None where no word of it is left.

    `giver` is the author who gave the first of those words that were given by hand.
    """

    run: Run
    turn: Turn | None
    numbers: tuple[int, ...]
    giver: str | None = None


def pieces(draft: Draft, known: Mapping[Run, Piece], changed: set[int]) -> tuple[Piece, ...]:
    """Cut the words into turns: those that are known, and that have no changed word, stay."""
    fresh, ordered = _Fresh.of(draft), sorted(changed)
    made = []
    for run in draft.turn_runs():
        piece = None if _any_within(ordered, run) else known.get(run)
        made.append(piece or fresh.piece(run))
    return tuple(made)


def changed(draft: Draft, former: Draft) -> set[int] | None:
    """Give the words that another draft reads or gives otherwise; None: it may be any of them."""
    if draft.ground is not former.ground or draft.owner != former.owner:
        return None
    found = draft.silent ^ former.silent
    for now, then in (
        (draft.written, former.written),
        (draft.behind, former.behind),
        (draft.by_hand, former.by_hand),
        (draft.givers, former.givers),
    ):
        found |= _changed_keys(now, then)
    for said, before in ((draft.voice, former.voice), (draft.given, former.given)):
        if said != before:
            pairs = zip(said, before, strict=True)
            found |= {n for n, (one, other) in enumerate(pairs) if one != other}
    return {max(0, n) for n in found}  # what stands before all is with the first word


def _changed_keys(now: Mapping[int, object], then: Mapping[int, object]) -> set[int]:
    if now == then:
        return set()
    return {n for n in now.keys() | then.keys() if now.get(n) != then.get(n)}


def _any_within(ordered: Sequence[int], run: Run) -> bool:
    at = bisect_left(ordered, run[0])
    return at < len(ordered) and ordered[at] < run[1]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What it takes to make pieces of a draft: which words read otherwise, where turns begin."""

    draft: Draft
    touched: Sequence[int]
    firsts: Sequence[int]
    begins: Mapping[int, int]

    @classmethod
    def of(cls, draft: Draft) -> _Fresh:
        touched = {max(0, n) for n in draft.written.keys() | draft.behind.keys() | draft.silent}
        begins = {run[0]: n for n, run in enumerate(draft.runs) if run[0] < run[1]}
        return cls(draft, sorted(touched), sorted(begins), begins)

    def piece(self, run: Run) -> Piece:
        draft, whole = self.draft, self.draft.ground.whole
        numbers: tuple[int, ...]
        if run in whole and not _any_within(self.touched, run):
            made, numbers = whole[run], draft.ground.numbers[run]
        else:
            numbered = list(_said(draft, run))
            numbers = tuple(n for n, _ in numbered)
            words = tuple(word for _, word in numbered)
            if not words:
                return Piece(run, None, ())
            made = _turn(draft, run, self._name(run), words)
        givers = (draft.givers[n] for n in range(*run) if n in draft.givers)
        return Piece(run, _attributed(draft, made, run), numbers, next(givers, None))

    def _name(self, run: Run) -> str:
        """Name a turn by the first of the machine's that begins in it, or by its first word."""
        turns, firsts = self.draft.machine.turns, self.firsts
        at = bisect_right(firsts, run[0] - 1)
        if at < len(firsts) and firsts[at] < run[1]:
            return turns[self.begins[firsts[at]]].id
        return f"{turns[self.begins[firsts[at - 1]]].id}w{run[0]}"


def _said(draft: Draft, run: Run) -> Iterator[tuple[int, Word]]:
    """Give the words of a run as they read now, each with its number."""
    if run[0] == 0:
        yield from ((0, word) for word in draft.behind.get(-1, ()))
    for n in range(*run):
        if n not in draft.silent:
            yield from ((n, word) for word in draft.reading(n))
            yield from ((n, word) for word in draft.behind.get(n, ()))


def _turn(draft: Draft, run: Run, name: str, words: tuple[Word, ...]) -> Turn:
    span = draft.span(run)
    return Turn(
        id=name,
        speaker="",
        voice="",
        start=min(span.start, words[0].start),
        end=max(span.end, words[-1].end),
        text=" ".join(word.text for word in words),
        confidence=0.0,
        words=words,
    )


def _attributed(draft: Draft, turn: Turn, run: Run) -> Turn:
    """Say whose a turn is, and how sure that is: certain, where a person said so."""
    speaker, voice = draft.speaker_of(run[0]), draft.voice[run[0]]
    confidence = _confidence(draft, run)
    if (turn.speaker, turn.voice, turn.confidence) == (speaker, voice, confidence):
        return turn
    return replace(turn, speaker=speaker, voice=voice, confidence=confidence)


def _confidence(draft: Draft, run: Run) -> float:
    """Give the mean of how sure the machine was of its turns, by the words that each has here."""
    given = len(draft.givers.keys() & range(*run)) if draft.givers else 0
    if run in draft.ground.whole and not given:
        return draft.ground.whole[run].confidence
    shares = [
        (min(run[1], last) - max(run[0], first), turn.confidence)
        for (first, last), turn in draft.machine_turns(run)
    ]
    total = run[1] - run[0]
    sure = {confidence for _, confidence in shares}
    machine = (
        sure.pop()
        if len(sure) == 1
        else sum(count * confidence for count, confidence in shares) / total
    )
    return machine + (1.0 - machine) * given / total if given else machine
