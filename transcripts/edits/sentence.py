"""Edits in plain words, each to go on from its author's name: "gave “Right.” to Ann"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from transcripts.edits.apply import Applied
from transcripts.edits.edit import (
    AddSpeaker,
    Change,
    Decide,
    Edit,
    Give,
    GiveVoice,
    Join,
    Mark,
    MergeVoices,
    Move,
    Name,
    Redo,
    Release,
    Reword,
    Rewrite,
    Role,
    Run,
    Split,
    SplitVoice,
    Undo,
)
from transcripts.transcript import Turn

_QUOTED = 6
"""Words of a passage that are quoted: enough to know it again."""

_MARKS = {"clip": "a clip", "announcer": "an announcement", "not speech": "no speech"}


def sentences(edits: Sequence[Edit], now: Applied) -> tuple[str, ...]:
    """Say what each edit does, with the words and names of the transcript as it is now."""
    text = _Text.of(now)
    return tuple(_sentence(edit, text) for edit in edits)


@dataclass(frozen=True, slots=True)
class _Text:
    """A transcript to quote from: its turns in the order of the machine's words."""

    now: Applied
    turns: Sequence[Turn]
    firsts: Sequence[int]

    @classmethod
    def of(cls, now: Applied) -> _Text:
        spoken = [turn for turn in now.transcript.turns if turn.id in now.runs]
        spoken.sort(key=lambda turn: now.runs[turn.id])
        return cls(now, spoken, [now.runs[turn.id][0] for turn in spoken])

    def quote(self, runs: Iterable[Run]) -> str:
        """Give the first words of a passage, and how many there are."""
        runs = list(runs)
        total = sum(last - first for first, last in runs)
        words = list(islice((w for run in runs for w in self._words(run)), _QUOTED))
        if not words:
            return "words that are gone"
        said = " ".join(words)
        return f"“{said} …” ({total} words)" if total > _QUOTED else f"“{said}”"

    def person(self, speaker: str) -> str:
        """Give what a reader sees of a speaker."""
        people = {s.id: s.label for s in self.now.transcript.speakers}
        return people.get(speaker, f"speaker {speaker}")

    def correction(self, name: str) -> str:
        """Give both sides of a correction."""
        for c in self.now.transcript.corrections:
            if c.id == name:
                return f"“{c.before}” to “{c.after}”"
        return name

    def _words(self, run: Run) -> Iterator[str]:
        first, last = run
        at = max(0, bisect_right(self.firsts, first) - 1)
        for turn in self.turns[at:]:
            if self.now.runs[turn.id][0] >= last:
                return
            numbers = self.now.numbers[turn.id]
            for number, word in zip(numbers, turn.words, strict=True):
                if first <= number < last:
                    yield word.text


def _sentence(edit: Edit, text: _Text) -> str:
    match edit.change:
        case Give(runs, speaker):
            return f"gave {text.quote(runs)} to {text.person(speaker)}"
        case Release(runs):
            return f"gave {text.quote(runs)} back to the voice that was heard"
        case SplitVoice(runs):
            return f"made {text.quote(runs)} a voice of its own"
        case Mark(runs, passage):
            return f"marked {text.quote(runs)} as {_MARKS[passage]}"
        case Split(at):
            return f"began a turn at {text.quote([(at, at + 1)])}"
        case Join(run):
            return f"made one turn of {text.quote([run])}"
        case Move(at, to):
            places = text.quote([(at, at + 1)]), text.quote([(to, to + 1)])
            return f"moved where a turn begins, from {places[0]} to {places[1]}"
        case Rewrite(_, written):
            return f"wrote “{written}”" if written.strip() else "took a word out"
        case Reword(words):
            return _reworded([" ".join(written.split()) for _, written in words])
        case Decide(names, accept):
            return _decided(names, accept, text)
        case _:
            return _of_people(edit.change, text)


def _reworded(texts: Sequence[str]) -> str:
    written = [f"“{text}”" for text in texts if text]
    if not written:
        return f"took {len(texts)} words out"
    more = " …" if len(written) > _QUOTED else ""
    return f"wrote {', '.join(written[:_QUOTED])}{more}"


def _decided(names: Sequence[str], accept: bool, text: _Text) -> str:
    what = "accepted" if accept else "rejected"
    if len(names) == 1:
        return f"{what} the correction of {text.correction(names[0])}"
    return f"{what} {len(names)} corrections"


def _of_people(change: Change, text: _Text) -> str:
    match change:
        case GiveVoice(voice, speaker):
            return f"gave the voice {voice} to {text.person(speaker)} everywhere"
        case AddSpeaker(name):
            return f"added {name}"
        case Name(speaker, None):
            return f"took the name of speaker {speaker} away"
        case Name(speaker, name):
            return f"named speaker {speaker} {name}"
        case Role(speaker, None):
            return f"took the role of {text.person(speaker)} away"
        case Role(speaker, role):
            return f"made {text.person(speaker)} the {role}"
        case MergeVoices(voice, into):
            return f"made the voices {voice} and {into} one"
        case Undo(edit):
            return f"undid {edit}"
        case Redo(edit):
            return f"did {edit} again"
        case _:
            raise TypeError(change)
