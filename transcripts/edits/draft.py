"""Represent a transcript while edits are applied to it.

A draft is the only mutable value in this folder: edits change it, and `materialize_transcript`
makes a transcript of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, fields

from transcripts.comments import Comment
from transcripts.edits.added_turns import AddedTurns, is_added
from transcripts.edits.baseline import Baseline, MachineWordRange
from transcripts.edits.spread import replace_segment_voice, split_into_runs, spread_into_pause
from transcripts.transcript import (
    NAMELESS_ROLES,
    PersonalCheck,
    Reason,
    Recording,
    Span,
    Speaker,
    SpeakerSegment,
    Status,
    Transcript,
    Word,
)
from transcripts.withheld import Withheld

Note = tuple[str, str, Reason]
"""An editor's reason: the time of the edit, its id, and the reason."""

_EDITOR_WEIGHT = 1.0
"""The weight of an editor's reason; the machine's own reasons weigh less."""

_NAMELESS = tuple(Speaker(f"S{role}", (), None, role) for role in sorted(NAMELESS_ROLES))
"""The speakers of passages that are marked as a clip or an announcement; they are listed only if
they have turns.
"""


class Refused(Exception):
    """An edit cannot be applied; the message tells the editor the reason."""


@dataclass
class Draft:
    """The edits applied so far, word by word.

    Attributes:
        voice_by_word: The voice of each word.
        assigned_speaker_by_word: The speaker that an edit assigned each word to, or None to follow
            the voice.
        speakers: Each speaker by id.
        speaker_by_voice: The speaker of each voice.
        turn_starts: The words at which a turn begins.
        segments: When each voice is heard.
        replaced: The words that replace a word.
        inserted: The words that were inserted after a word; -1 stands for the beginning.
        adjusted: Words that got a capital or a full stop from a removed neighbor.
        rewritten_by: Who rewrote a word by hand.
        changed_by: Who changed a word in any way, and when.
        assigned_by: Who assigned a word to its speaker.
        not_speech: Words marked as not speech.
        added_speakers: Speakers added by an edit, listed even if they have no turns.
        removed_speakers: Speakers removed by an edit, listed only if they still have turns.
        decisions: The status that an editor gave a correction, and that editor.
        notes: Editors' reasons for a name, under the id of the speaker.
        checked: Who checked the transcript, and when.
        withheld: What must not be published, under the id of the edit that withheld it.
        comments: Comments of editors, under the id of the edit; not published.
        assignee: Who works on the recording; not published.
        heard: The parts that somebody listened to, under the id of the edit; not published.
        added: Turns that an edit added.
        recording: The recording with its metadata.
    """

    baseline: Baseline
    voice_by_word: dict[int, str]
    assigned_speaker_by_word: dict[int, str | None]
    speakers: dict[str, Speaker]
    speaker_by_voice: dict[str, str]
    turn_starts: set[int]
    segments: list[SpeakerSegment]
    replaced: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    inserted: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    adjusted: set[int] = field(default_factory=set)
    rewritten_by: dict[int, str] = field(default_factory=dict)
    changed_by: dict[int, tuple[str, str]] = field(default_factory=dict)
    assigned_by: dict[int, str] = field(default_factory=dict)
    not_speech: set[int] = field(default_factory=set)
    added_speakers: set[str] = field(default_factory=set)
    removed_speakers: set[str] = field(default_factory=set)
    decisions: dict[str, tuple[Status, str]] = field(default_factory=dict)
    notes: dict[str, tuple[Note, ...]] = field(default_factory=dict)
    checked: PersonalCheck | None = None
    withheld: dict[str, Withheld] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    assignee: str | None = None
    heard: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    added: AddedTurns = field(default_factory=AddedTurns)
    recording: Recording = field(init=False)

    def __post_init__(self) -> None:
        """Start with the machine's metadata."""
        self.recording = self.machine.recording

    @classmethod
    def from_baseline(cls, baseline: Baseline) -> Draft:
        """Start a draft without edits."""
        machine = baseline.machine
        return cls(
            baseline=baseline,
            voice_by_word=dict(enumerate(baseline.voice_by_word)),
            assigned_speaker_by_word=dict(enumerate(baseline.assigned_speaker_by_word)),
            speakers={speaker.id: speaker for speaker in (*_NAMELESS, *machine.speakers)},
            speaker_by_voice=dict(baseline.speaker_by_voice),
            turn_starts={first for first, _ in baseline.turn_of_run},
            segments=list(machine.voices),
        )

    def copy(self) -> Draft:
        """Copy the draft, so that further edits leave this one unchanged."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "baseline"}
        recording = values.pop("recording")
        made = Draft(self.baseline, **{name: copy(value) for name, value in values.items()})
        made.recording = recording
        return made

    @property
    def machine(self) -> Transcript:
        """Return the machine's transcript."""
        return self.baseline.machine

    @property
    def machine_words(self) -> Sequence[Word]:
        """Return the machine's words."""
        return self.baseline.words

    def word(self, number: int) -> Word:
        """Return a word of the machine, or a word of an added turn without later changes."""
        return self.added.words[number] if is_added(number) else self.machine_words[number]

    def span(self, run: MachineWordRange) -> Span:
        """Return the time span of words of the machine or of an added turn."""
        return self.added.span(run) if is_added(run[0]) else self.baseline.span(run)

    def speaker_of(self, word: int) -> str:
        """Return the speaker of a word: the assigned speaker, or else its voice's speaker."""
        return (
            self.assigned_speaker_by_word[word] or self.speaker_by_voice[self.voice_by_word[word]]
        )

    def current_words(self, word: int) -> tuple[Word, ...]:
        """Return the words that currently stand in place of one of the machine's words."""
        return self.replaced[word] if word in self.replaced else (self.word(word),)

    def turn_runs(self) -> list[MachineWordRange]:
        """Return the range of words of each turn; a turn has one speaker and one voice."""
        starts = sorted(self.turn_starts)
        blocks = [(0, len(self.machine_words)), *self.added.runs()]
        return [run for block in blocks for run in split_into_runs(starts, block)]

    def split_at(self, runs: Iterable[MachineWordRange]) -> None:
        """Begin a turn at the start and after the end of each run."""
        ends = {n for run in runs for n in run}
        self.turn_starts |= ends - {len(self.machine_words)}

    def text_of(self, numbers: Iterable[int]) -> str:
        """Return the current text of some of the machine's words; "…" marks gaps."""
        ordered, parts = sorted(numbers), list[str]()
        for at, n in enumerate(ordered):
            if at and n != ordered[at - 1] + 1:
                parts.append("…")
            if n not in self.not_speech:
                parts += [w.text for w in (*self.current_words(n), *self.inserted.get(n, ()))]
        return " ".join(parts)

    def text_around(self, first: int, last: int) -> str:
        """Return the text of a passage, with "¶" at the beginning of each turn but the first."""
        block = self.added.run_with((first + last) // 2) or (0, len(self.machine_words))
        first, last = max(block[0], first), min(last, block[1])
        texts = [
            ("¶ " if n in self.turn_starts and n > first else "") + self.text_of([n])
            for n in range(first, last)
        ]
        return " ".join(filter(None, texts))

    def label_of(self, speaker: str) -> str:
        """Return the label of a speaker."""
        return self.speakers[speaker].label

    def labels_of(self, numbers: Iterable[int]) -> str:
        """Return the labels of the speakers of words, in order."""
        return ", ".join(dict.fromkeys(self.label_of(self.speaker_of(n)) for n in numbers))

    def check_speaker(self, speaker: str) -> None:
        """Raise Refused if the speaker does not exist."""
        if speaker not in self.speakers:
            raise Refused(f"there is no speaker {speaker}")

    def check_voice(self, voice: str) -> None:
        """Raise Refused if the voice does not exist."""
        if voice not in self.speaker_by_voice:
            raise Refused(f"there is no voice {voice}")

    def check_word(self, word: int) -> None:
        """Raise Refused if a word number is out of range."""
        if not self.has_words(word, word + 1):
            raise Refused(f"there is no word {word}: the transcript has {len(self.machine_words)}")

    def word_numbers(self, runs: Iterable[MachineWordRange]) -> list[int]:
        """List the word numbers of runs.

        Raises Refused for runs that are empty or out of range.
        """
        found: list[int] = []
        for first, last in runs:
            if not self.has_words(first, last):
                raise Refused(
                    f"there are no words {first} to {last}: "
                    f"the transcript has {len(self.machine_words)}"
                )
            found += range(first, last)
        if not found:
            raise Refused("the edit names no words: choose the words to change")
        return found

    def has_words(self, first: int, last: int) -> bool:
        """Check whether a range has words, all from the machine or all from one added turn."""
        if last <= len(self.machine_words):
            return 0 <= first < last
        block = self.added.run_with(first)
        return block is not None and first < last <= block[1]

    def assign(self, runs: Sequence[MachineWordRange], speaker: str, author: str) -> None:
        """Assign words to a speaker; each run becomes a turn."""
        for n in self.word_numbers(runs):
            self.assigned_speaker_by_word[n] = speaker
            self.assigned_by[n] = author
        self.split_at(runs)

    def restore_speaker(self, word: int) -> None:
        """Undo assignments of a word; it gets the speaker of the machine, or of its added turn."""
        if is_added(word):
            self.assigned_speaker_by_word[word] = self.added.speaker_of(word)
        else:
            self.assigned_speaker_by_word[word] = self.baseline.assigned_speaker_by_word[word]
            self.assigned_by.pop(word, None)

    def copy_voice_and_speaker(self, numbers: Iterable[int], source_word: int) -> None:
        """Copy the voice and the speaker of the word `source_word` to other words."""
        for n in numbers:
            self.voice_by_word[n], self.assigned_speaker_by_word[n] = (
                self.voice_by_word[source_word],
                self.assigned_speaker_by_word[source_word],
            )
            self.assigned_by.pop(n, None)

    def set_segment_voice(self, run: MachineWordRange, voice: str | None) -> None:
        """Change the voice of the segments during these words; None removes the segments."""
        if is_added(run[0]):
            return  # the machine heard nobody there
        span, former = self.baseline.span(run), {self.voice_by_word[n] for n in range(*run)}
        self.segments = [
            part
            for segment in self.segments
            for part in (
                replace_segment_voice(segment, span, voice)
                if segment.voice in former
                else (segment,)
            )
        ]

    def rewrite(self, word: int, text: str, author: str, edited_at: str) -> None:
        """Replace a word with text written by hand, at estimated times."""
        self.replaced[word] = self.estimate_times(word, text.split())
        self.rewritten_by[word] = author
        self.changed_by[word] = author, edited_at

    def add_turn(self, first: int, words: Sequence[Word], speaker: str, author: str) -> None:
        """Add a turn of these words; its voice is "", because the machine heard no voice for it."""
        numbers = range(first, first + len(words))
        self.added.add(first, words, speaker)
        self.voice_by_word |= dict.fromkeys(numbers, "")
        self.assigned_speaker_by_word |= dict.fromkeys(numbers, speaker)
        self.assigned_by |= dict.fromkeys(numbers, author)
        self.turn_starts.add(first)

    def estimate_times(self, word: int, texts: Sequence[str]) -> tuple[Word, ...]:
        """Spread texts over a word's time, and over the pause after it if they need more."""
        is_last = not self.has_words(word, word + 2)
        return spread_into_pause(
            texts, self.word(word), None if is_last else self.word(word + 1).start
        )

    def has_text(self, word: int, text: str) -> bool:
        """Check whether a word currently has this text."""
        return text.split() == [w.text for w in self.current_words(word)]

    def add_note(self, speaker: str, edited_at: str, edit: str, text: str) -> None:
        """Add an editor's reason to a speaker."""
        reason = Reason("editor", text, None, _EDITOR_WEIGHT)
        self.notes[speaker] = (*self.notes.get(speaker, ()), (edited_at, edit, reason))
