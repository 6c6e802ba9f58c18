"""What an edit touches, so that two editors never overwrite each other without knowing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    Release,
    Reword,
    Rewrite,
    Role,
    Run,
    Split,
    SplitVoice,
)
from transcripts.edits.places import Place


@dataclass(frozen=True, slots=True)
class Touched:
    """The words of whole turns, the things that change, and the things that must stay."""

    words: tuple[Run, ...] = ()
    changes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def clash(self, other: Touched) -> str | None:
        """Say what two edits both touch, None where each can be made without the other."""
        for first, last in self.words:
            if any(first < end and start < last for start, end in other.words):
                return "the same turn"
        common = (self.changes & (other.changes | other.needs)) | (other.changes & self.needs)
        return min(common).partition(":")[2] if common else None


def touched(edit: Edit, before: Applied) -> Touched:
    """Say what an edit touches in the transcript as its author saw it.

    Of Undo and Redo it says nothing: they touch what the edit touched that they are about.
    """
    return Touched(
        words=tuple(sorted(_turns(before, _words(edit.change, before)))),
        changes=frozenset(_changes(edit)),
        needs=frozenset(_needs(edit.change)),
    )


def _turns(before: Applied, words: Iterable[Run]) -> set[Run]:
    """Give the turns, as words, that have any of these words."""
    wanted = list(words)
    return {
        (first, last)
        for first, last in before.runs.values()
        if any(first < end and start < last for start, end in wanted)
    }


def _words(change: Change, before: Applied) -> Iterator[Run]:
    match change:
        case Give(words) | Release(words) | SplitVoice(words) | Mark(words):
            yield from words
        case Join(run):
            yield run
        case Split(at):
            yield at, at + 1
        case Move(at, to):
            yield min(at, to) - 1, max(at, to) + 1
        case Rewrite(word):
            yield word, word + 1
        case Reword(words):
            yield from ((word, word + 1) for word, _ in words)
        case GiveVoice(voice):
            yield from _said_by(before, {voice})
        case MergeVoices(voice, into):
            yield from _said_by(before, {voice, into})
        case Decide(corrections):
            for name in corrections:
                if name in before.places:
                    yield from _about(before.places[name])


def _about(place: Place) -> Iterator[Run]:
    """Give the words of a correction, or those on both sides of its place."""
    if place.words:
        yield from ((n, n + 1) for n in place.words)
    else:
        yield place.after, place.after + 2


def _said_by(before: Applied, voices: set[str]) -> Iterator[Run]:
    for turn in before.transcript.turns:
        if turn.voice in voices and turn.id in before.runs:
            yield before.runs[turn.id]


def _changes(edit: Edit) -> Iterator[str]:
    match edit.change:
        case AddSpeaker():
            yield f"is:S{edit.id}"
        case SplitVoice():
            yield from (f"is:S{edit.id}", f"is:V{edit.id}")
        case Name(speaker):
            yield f"name:the name of {speaker}"
        case Role(speaker):
            yield f"role:the role of {speaker}"
        case GiveVoice(voice):
            yield f"voice:{voice}"
        case MergeVoices(voice, into):
            yield from (f"voice:{voice}", f"voice:{into}", f"is:{voice}")
        case Decide(corrections):
            yield from (f"correction:{name}" for name in corrections)


def _needs(change: Change) -> Iterator[str]:
    match change:
        case Give(_, speaker) | Name(speaker) | Role(speaker):
            yield f"is:{speaker}"
        case GiveVoice(voice, speaker):
            yield from (f"is:{voice}", f"is:{speaker}")
        case MergeVoices(voice, into):
            yield from (f"is:{voice}", f"is:{into}")
