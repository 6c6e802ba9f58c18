"""An account: what one source says was said in a recording, and by whom.

Every format that can be scored is read into this one value; what a format does not know stays
empty (RTTM has no words, CTM no speakers), and decides which measures there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from transcripts.transcript import Span, Stretch, Transcript, Word

PAUSE = 0.25
"""Seconds of silence inside one voice that end a stretch of speech: the convention of NIST's
rich-transcription truths and of transcript.rttm. More makes pauses count as speech."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands behind a speaker label, as far as the source says so."""

    name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one speaker in a row; where they are not `timed` one by one they carry the span."""

    speaker: str
    span: Span | None
    words: tuple[Word, ...]
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says of one recording.

    `stretches` say who is heard when, labelled as the utterances' speakers; `people` is keyed by
    these labels.
    """

    recording: str
    utterances: tuple[Utterance, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)

    @property
    def has_words(self) -> bool:
        """Whether the source knows any words."""
        return any(u.words for u in self.utterances)

    @property
    def has_speakers(self) -> bool:
        """Whether every word has a speaker."""
        return self.has_words and all(u.speaker for u in self.utterances)

    @property
    def timed(self) -> bool:
        """Whether every word has its own time."""
        return self.has_words and all(u.timed for u in self.utterances if u.words)


def utterance(speaker: str, span: Span | None, text: str) -> Utterance:
    """Make an utterance of a text whose words have no times of their own."""
    at = span or Span(0.0, 0.0)
    return Utterance(speaker, span, tuple(Word(w, at.start, at.end) for w in text.split()))


def from_utterances(
    recording: str, utterances: Sequence[Utterance], people: Mapping[str, Person] | None = None
) -> Account:
    """Make an account of utterances; without `people` a label is read as the person's name."""
    stretches = tuple(
        Stretch(u.speaker, u.span.start, u.span.end)
        for u in utterances
        if u.span and u.speaker and not u.timed
    )
    if people is None:
        people = {u.speaker: Person(label_name(u.speaker)) for u in utterances if u.speaker}
    return Account(recording, tuple(utterances), stretches + _spoken(utterances), people)


def from_transcript(transcript: Transcript) -> Account:
    """Read a transcript: speakers are its speakers' ids, stretches are the voices as heard."""
    utterances = tuple(Utterance(t.speaker, t.span, t.words, timed=True) for t in transcript.turns)
    return Account(
        recording=file_id(transcript.recording.file),
        utterances=utterances,
        stretches=_heard(transcript) or _spoken(utterances),
        people={s.id: Person(s.name, s.role) for s in transcript.speakers},
    )


def file_id(file: str) -> str:
    """Name a recording as the line-based formats do: the file without suffix and spaces."""
    return "_".join(file.rpartition(".")[0].split()) or "recording"


def label_name(label: str) -> str | None:
    """Read a name off a speaker label ("David_Greene"); a label with a digit (spk1) is no name."""
    name = label.replace("_", " ").strip()
    return name if len(name) > 1 and not any(c.isdigit() for c in name) else None


def _heard(transcript: Transcript) -> tuple[Stretch, ...]:
    """Label the diarizer's stretches by the speaker to whom their voice was given."""
    owner = {voice: s.id for s in transcript.speakers for voice in s.voices}
    return tuple(Stretch(owner.get(s.voice, s.voice), s.start, s.end) for s in transcript.voices)


def _spoken(utterances: Sequence[Utterance]) -> tuple[Stretch, ...]:
    """Make stretches of the times that words have of their own, cut at pauses."""
    words = sorted(
        (u.speaker, w.start, w.end) for u in utterances if u.timed and u.speaker for w in u.words
    )
    return tuple(
        Stretch(speaker, *edge)
        for speaker, rows in groupby(words, key=lambda row: row[0])
        for edge in _joined([(start, end) for _, start, end in rows])
    )


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join spans in order of start that have less than a pause between them."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < PAUSE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
