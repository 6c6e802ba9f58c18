"""A transcript while edits are made in it: what is said of each word, voice, speaker, correction.

The only values here that change; nobody sees them but `transcripts.edits.apply`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise

from transcripts.edits.edit import Run
from transcripts.edits.places import Place, places
from transcripts.transcript import (
    NAMELESS_ROLES,
    Correction,
    Reason,
    Span,
    Speaker,
    Status,
    Stretch,
    Transcript,
    Turn,
    Word,
)

Note = tuple[str, str, Reason]
"""When an editor gave a reason, in which edit, and the reason."""


_NAMELESS = tuple(Speaker(f"S{role}", (), None, role) for role in sorted(NAMELESS_ROLES))
"""Whoever speaks in passages that an editor marks: not shown while nobody does."""


class Refused(Exception):
    """An edit that cannot be made here; the message says why, in words for the editor."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What edits of a machine's transcript stand on: worked out once, for any number of edits.

    `runs` has the words of each turn; `whole` has the turn of each run that has words, and
    `numbers` its words one by one. `around` has, for each correction, its words or the one beside
    it, and `near` for each word the corrections that it is around; `ranks` has their places among
    all. `voices` and `born` are the `voice` and `given` of a draft at its beginning.
    """

    machine: Transcript
    corrections: Mapping[str, Correction]
    places: Mapping[str, Place]
    around: Sequence[tuple[int, ...]]
    near: Mapping[int, Sequence[int]]
    ranks: Mapping[str, int]
    words: Sequence[Word]
    runs: Sequence[Run]
    whole: Mapping[Run, Turn]
    numbers: Mapping[Run, tuple[int, ...]]
    owner: Mapping[str, str]
    voices: Sequence[str]
    born: Sequence[str | None]

    @classmethod
    def of(cls, machine: Transcript) -> Ground:
        """Look a machine's transcript through."""
        owner = {voice: speaker.id for speaker in machine.speakers for voice in speaker.voices}
        spoken = [turn for turn in machine.turns for _ in turn.words]
        runs = tuple(_runs(machine.turns))
        found = places(machine)
        around = tuple(_around(machine, runs, found))
        return cls(
            machine=machine,
            corrections={correction.id: correction for correction in machine.corrections},
            places=found,
            around=around,
            near=_near(around),
            ranks={correction.id: at for at, correction in enumerate(machine.corrections)},
            words=tuple(word for turn in machine.turns for word in turn.words),
            runs=runs,
            whole={r: t for r, t in zip(runs, machine.turns, strict=True) if r[0] < r[1]},
            numbers={run: tuple(range(*run)) for run in runs},
            owner=owner,
            voices=tuple(turn.voice for turn in spoken),
            born=tuple(None if owner.get(t.voice) == t.speaker else t.speaker for t in spoken),
        )


@dataclass
class Draft:
    """What editors made of the ground so far, word by word.

    `voice` and `given` have one entry a word: the voice that says it, and the speaker who got it
    by hand. `written` has the words that stand in the place of a word, `behind` those that come
    after it (-1: before all); `mended` are those that took over a capital or a mark from a word
    that went. `by_hand` and `givers` say who rewrote a word and who gave it to its speaker. A turn
    begins at each of `cuts`; `notes` are the reasons that editors gave.
    """

    ground: Ground
    voice: list[str]
    given: list[str | None]
    speakers: dict[str, Speaker]
    owner: dict[str, str]
    cuts: set[int]
    stretches: list[Stretch]
    written: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    behind: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    mended: set[int] = field(default_factory=set)
    by_hand: dict[int, str] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    decided: dict[str, tuple[Status, str]] = field(default_factory=dict)
    notes: dict[str, tuple[Note, ...]] = field(default_factory=dict)
    givers: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground) -> Draft:
        """Begin with what the machine made."""
        return cls(
            ground=ground,
            voice=list(ground.voices),
            given=list(ground.born),
            speakers={speaker.id: speaker for speaker in (*_NAMELESS, *ground.machine.speakers)},
            owner=dict(ground.owner),
            cuts={first for first, _ in ground.whole},
            stretches=list(ground.machine.voices),
        )

    def copy(self) -> Draft:
        """Begin with what was made of the ground already; this draft stays as it is."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "ground"}
        return Draft(self.ground, **{name: copy(value) for name, value in values.items()})

    @property
    def machine(self) -> Transcript:
        """What the machine made."""
        return self.ground.machine

    @property
    def words(self) -> Sequence[Word]:
        """The machine's words."""
        return self.ground.words

    @property
    def runs(self) -> Sequence[Run]:
        """The words of each of the machine's turns."""
        return self.ground.runs

    @property
    def places(self) -> Mapping[str, Place]:
        """Where the machine's corrections are in its words."""
        return self.ground.places

    def speaker_of(self, word: int) -> str:
        """Say whose a word is: by hand, or else by its voice."""
        return self.given[word] or self.owner[self.voice[word]]

    def reading(self, word: int) -> tuple[Word, ...]:
        """Give the words that stand in the place of a word."""
        return self.written.get(word, (self.words[word],))

    def turn_runs(self) -> list[Run]:
        """Cut the words into turns; whoever speaks is the same from one cut to the next."""
        return list(pairwise([*sorted(self.cuts), len(self.words)]))

    def cut(self, runs: Iterable[Run]) -> None:
        """Let a turn begin where each of the runs begins, and where it ends."""
        ends = {n for run in runs for n in run}
        self.cuts |= ends - {len(self.words)}

    def check_speaker(self, speaker: str) -> None:
        """Refuse a speaker who is not there."""
        if speaker not in self.speakers:
            raise Refused(f"there is no speaker {speaker}")

    def check_voice(self, voice: str) -> None:
        """Refuse a voice that is not there."""
        if voice not in self.owner:
            raise Refused(f"there is no voice {voice}")

    def check_word(self, word: int) -> None:
        """Refuse the number of a word that is not there."""
        if not 0 <= word < len(self.words):
            raise Refused(f"there is no word {word}: the transcript has {len(self.words)}")

    def numbers(self, runs: Iterable[Run]) -> list[int]:
        """Give the words of runs; refuse runs that are empty or have words that are not there."""
        found: list[int] = []
        for first, last in runs:
            if not 0 <= first < last <= len(self.words):
                raise Refused(
                    f"there are no words {first} to {last}: the transcript has {len(self.words)}"
                )
            found += range(first, last)
        if not found:
            raise Refused("it names no words")
        return found

    def span(self, run: Run) -> Span:
        """Say when words are spoken; the ends of the machine's turns reach beyond their words."""
        first, last = run
        said = self.words[first:last]
        near = list(self.machine_turns(run))
        starts = [w.start for w in said] + [t.start for r, t in near if first <= r[0]]
        ends = [w.end for w in said] + [t.end for r, t in near if r[1] <= last]
        return Span(min(starts), max(ends))

    def machine_turns(self, run: Run) -> Iterator[tuple[Run, Turn]]:
        """Give the machine's turns that have words in a run, each with the words that it spans."""
        at = max(0, bisect_right(self.runs, (run[0], -1)) - 1)
        while at < len(self.runs) and self.runs[at][0] < run[1]:
            first, last = self.runs[at]
            if max(first, run[0]) < min(last, run[1]):
                yield (first, last), self.machine.turns[at]
            at += 1

    def recast(self, run: Run, voice: str | None) -> None:
        """Say that another voice, or none, is heard while these words are spoken."""
        span, former = self.span(run), set(self.voice[run[0] : run[1]])
        self.stretches = [
            piece
            for stretch in self.stretches
            for piece in (_cut(stretch, span, voice) if stretch.voice in former else (stretch,))
        ]


def spread(texts: Sequence[str], span: Span, like: Word) -> tuple[Word, ...]:
    """Give words that a person wrote times: each as much of the span as it has letters."""
    letters = sum(map(len, texts)) or 1
    made, passed = [], 0
    for text in texts:
        start = span.start + span.duration * passed / letters
        passed += len(text)
        end = span.start + span.duration * passed / letters
        made.append(
            replace(like, text=text, start=round(start, 3), end=round(end, 3), confidence=1.0)
        )
    return tuple(made)


def _around(
    machine: Transcript, runs: Sequence[Run], found: Mapping[str, Place]
) -> Iterator[tuple[int, ...]]:
    """Give the words of each correction, or one beside it: of its turn, where it has no place."""
    firsts = {turn.id: first for turn, (first, _) in zip(machine.turns, runs, strict=True)}
    for correction in machine.corrections:
        place = found.get(correction.id)
        yield place.around if place else (firsts.get(correction.turn, 0),)


def _near(around: Sequence[tuple[int, ...]]) -> Mapping[int, Sequence[int]]:
    near: dict[int, list[int]] = {}
    for at, words in enumerate(around):
        for n in words:
            near.setdefault(n, []).append(at)
    return near


def _runs(turns: Iterable[Turn]) -> Iterator[Run]:
    first = 0
    for turn in turns:
        yield first, first + len(turn.words)
        first += len(turn.words)


def _cut(stretch: Stretch, span: Span, voice: str | None) -> Iterator[Stretch]:
    """Give what a stretch becomes when another voice, or none, has the part of it in `span`."""
    first, last = max(stretch.start, span.start), min(stretch.end, span.end)
    if first >= last:
        yield stretch
        return
    if stretch.start < first:
        yield replace(stretch, end=first)
    if voice is not None:
        yield Stretch(voice, first, last)
    if last < stretch.end:
        yield replace(stretch, start=last)
