"""An old text laid over a transcript that is there already; models listen only where they must."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from archive.files import read_transcript
from audio.sound.recording import load, probe
from audio.words.listener import ListenOptions
from flows import progress
from flows.request import read_cast, read_text
from speakers.cast import Member
from speakers.context import rare_words
from transcripts.attribution.attribute import attribute
from transcripts.compose import Pieces, compose
from transcripts.corrections.correct import correct
from transcripts.corrections.thresholds import Thresholds
from transcripts.errors import UserError
from transcripts.realignment.questions import Question
from transcripts.realignment.realign import ENOUGH, realign
from transcripts.transcript import Heard, Speaker, Step, Timed, Transcript, Turn, Voices, Word

T = TypeVar("T")

SAME_LENGTH = 1.0
"""Seconds by which two files of one recording may differ: MP3 puts a little silence at its ends."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to lay over what: `sound` is the recording, where it shall be asked."""

    place: Path
    reference: Path
    sound: Path | None = None
    context: tuple[Path, ...] = ()
    cast: Path | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    verbatim: bool = False


def realign_again(task: Task) -> Transcript:
    """Give the transcript anew, repaired reference in the place of its words.

    Its words are taken for what was heard, its voices and names stay. Questions that only the sound
    can answer are asked of it; without it the two texts decide alone. Raises UserError where a file
    cannot be used, or where the reference is of another recording.
    """
    old = read_transcript(task.place)
    heard = tuple(word for turn in old.turns for word in turn.words)
    alignment = realign(read_text(task.reference, "reference"), heard, _names(old, task))
    if alignment.match < ENOUGH:
        raise UserError(
            f"only {alignment.match:.0%} of the words of {task.reference} are in {task.place}: it "
            "seems to be of another recording; give the text of this one"
        )
    ears = Ears.of(task.sound, old) if task.sound else None
    weights = ears.weigh(alignment.questions) if ears else None
    write = partial(correct, alignment, weights, task.thresholds, task.verbatim)
    corrected = write()
    words = corrected.words
    if ears and any(word.origin != "both" for word in words):
        timed = ears.time(words)
        corrected = write(commas=timed.commas)
        words = timed.written(corrected.words)
    attributed = attribute(words, _voices(old), corrected.breaks, corrected.told)
    return compose(
        Pieces(
            recording=old.recording,
            heard=Heard(heard, old.provenance.omitted),
            voices=_voices(old),
            corrected=corrected,
            words=words,
            attributed=attributed,
            speakers=_speakers(old, attributed.turns),
        ),
        replace(
            old.provenance,
            tapelog=version("tapelog"),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            options=dict(old.provenance.options)
            | {"transcript": str(task.reference), "verbatim": task.verbatim},
            steps=(*old.provenance.steps, *(ears.steps if ears else ())),
        ),
    )


def sound_beside(place: Path) -> Path | None:
    """Give the recording that was published beside a transcript, if it is there."""
    folder = place if place.is_dir() else place.parent
    return next(iter(sorted(folder.glob("audio.*"))), None)


def _names(old: Transcript, task: Task) -> tuple[str, ...]:
    """Give the names and rare words to offer: those of the papers, and of the speakers."""
    papers = [read_text(path, "context") for path in task.context]
    members = list(read_cast(task.cast)) if task.cast else []
    known = {member.name for member in members}
    members += [Member(s.name, s.role) for s in old.speakers if s.name and s.name not in known]
    return rare_words(papers, members)


def _voices(old: Transcript) -> Voices:
    """Give the voices that the transcript was made with."""
    speech = tuple(stretch.span for stretch in old.voices)
    return Voices(speech, old.voices, old.voices)


def _speakers(old: Transcript, turns: Sequence[Turn]) -> tuple[Speaker, ...]:
    """Keep who the voices are; one that had no words before is somebody without a name."""
    known = {voice for speaker in old.speakers for voice in speaker.voices}
    new = dict.fromkeys(turn.voice for turn in turns if turn.voice not in known)
    numbers = (int(s.id.lstrip("S")) for s in old.speakers if s.id.lstrip("S").isdecimal())
    first = max(numbers, default=0) + 1
    return (*old.speakers, *(Speaker(f"S{n}", (v,)) for n, v in enumerate(new, start=first)))


@dataclass
class Ears:
    """The recording of a transcript and the model that it was heard with; loaded when asked."""

    path: Path
    options: ListenOptions
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, old: Transcript) -> Ears:
        """Take a recording; raises UserError where it is not the transcript's."""
        seconds = probe(path).seconds
        if abs(seconds - old.recording.duration) > SAME_LENGTH:
            raise UserError(
                f"{path} lasts {seconds:.1f} s and the transcript's recording "
                f"{old.recording.duration:.1f} s: give the recording that it was made of"
            )
        made = old.provenance.options
        return cls(path, ListenOptions(made.get("model", "base"), made.get("language", "en")))

    def weigh(self, questions: Sequence[Question]) -> tuple[tuple[float, ...], ...]:
        """Ask the sound about wordings."""
        from audio.words.weigh import weigh

        return self._listen("weigh wordings", weigh, questions) if questions else ()

    def time(self, words: Sequence[Word]) -> Timed:
        """Find the exact times of words, and hear where commas are."""
        from audio.words.align import time_words

        return self._listen("time words", time_words, words)

    def _listen(self, name: str, function: Callable[..., T], asked: Sequence[object]) -> T:
        with progress.step(name) as report:
            began = time.perf_counter()
            answer = function(load(self.path), asked, self.options, report)
        self.steps.append(Step(name, round(time.perf_counter() - began, 3)))
        return answer
