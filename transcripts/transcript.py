"""Define the data model: the values that the packages exchange.

Times are seconds from the start of the recording. Values are frozen; copy them with `replace`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from transcripts.agreement import Scores
from transcripts.provenance import Omission, Provenance
from transcripts.ranges import WordRange, consecutive_ranges
from transcripts.recording import Part as Part
from transcripts.recording import Recording as Recording
from transcripts.sound_events import SoundEvent
from transcripts.withheld import Withheld

SCHEMA = "tapelog.transcript/1"

Origin = Literal["both", "reference", "heard"]
ReasonKind = Literal[
    "introduces-self",
    "addressed",
    "described",
    "cast",
    "label",
    "voiceprint",
    "microphone",
    "same-person",
    "split",
    "editor",
    "elimination",
]
CorrectionKind = Literal[
    "punctuation",
    "case",
    "contraction",
    "spelling",
    "name",
    "substitution",
    "insertion",
    "deletion",
    "order",
    "turn-break",
]
Status = Literal["applied", "proposed", "rejected"]

VOICE_REASONS: frozenset[ReasonKind] = frozenset({"same-person", "split"})
"""Kinds of reasons why voices are one speaker or several; they do not say who the speaker is."""

NAMELESS_ROLES = frozenset({"clip", "announcer"})
"""Roles of speakers who need no name."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of time in a recording, from `start` to `end`."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Return the length in seconds, which is never negative."""
        return max(0.0, self.end - self.start)

    @property
    def middle(self) -> float:
        """Return the time halfway between start and end."""
        return (self.start + self.end) / 2

    def overlap(self, other: Span) -> float:
        """Return how many seconds both spans cover."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def gap(self, other: Span) -> float:
        """Return the seconds between two spans; 0 if they touch or overlap."""
        return max(0.0, max(self.start, other.start) - min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its span, a confidence from 0 to 1, and the text that it comes from.

    `text` includes punctuation and case, but no spaces ("Hailsham.").
    """

    text: str
    start: float
    end: float
    confidence: float = 1.0
    origin: Origin = "heard"

    @property
    def span(self) -> Span:
        """Return the span in which the word is spoken."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """The output of a recognizer: words in order of start, and what was left out.

    `comma_probabilities` has the probability of a comma after each word. It is empty unless the
    times come from a forced alignment of these words.
    """

    words: tuple[Word, ...]
    omitted: tuple[Omission, ...] = ()
    comma_probabilities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """Words with exact times, and for each word the probability of a comma after it."""

    words: tuple[Word, ...]
    comma_probabilities: tuple[float, ...]

    def with_texts(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return the timed words with the texts of `words`; the numbers of words must be equal."""
        return tuple(replace(t, text=w.text) for t, w in zip(self.words, words, strict=True))


@dataclass(frozen=True, slots=True)
class SpeakerSegment:
    """A span in which one voice speaks without a pause."""

    voice: str
    start: float
    end: float

    @property
    def span(self) -> Span:
        """Return the span in which the voice speaks."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Diarization:
    """The output of a diarizer.

    `segments` may overlap; `exclusive_segments` have at most one voice at any time; `speech` is the
    union of all. Voices are called V1, V2 ... in order of first appearance. `embeddings` has a
    vector of unit length for each voice that spoke long enough.
    """

    speech: tuple[Span, ...]
    segments: tuple[SpeakerSegment, ...]
    exclusive_segments: tuple[SpeakerSegment, ...]
    embeddings: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why a voice was assigned to a person.

    `at` is the time of the quote in seconds, if it was spoken.
    """

    kind: ReasonKind
    quote: str
    at: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person: name, role, voices, and the reasons why the voices were assigned to the person."""

    id: str
    voices: tuple[str, ...]
    name: str | None = None
    role: str | None = None
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """Return the name that readers see, or a placeholder."""
        if self.name is None and self.role in NAMELESS_ROLES:
            return self.role.capitalize()
        return self.name or f"Speaker {self.id.removeprefix('S')}"

    @property
    def shown_role(self) -> str | None:
        """Return the role, unless the label already contains it."""
        return None if self.label.lower() == self.role else self.role


@dataclass(frozen=True, slots=True)
class Turn:
    """A span in which one voice speaks, with its words. `text` is the words joined with spaces.

    `words` is a slice of the transcript's words; `Transcript.word_ranges` has their numbers.
    """

    id: str
    speaker: str
    voice: str
    start: float
    end: float
    text: str
    confidence: float
    words: tuple[Word, ...]
    overlaps: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Return the span of the turn."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Correction:
    """One scored difference between the reference and the audio.

    `word_ranges` are its words in the transcript, in spoken order; there are several ranges if
    another turn begins among them. An empty range is a position between words. Without any range,
    the words are not in the transcript. Equality ignores the ranges, because they shift when words
    before them are added or removed.
    """

    id: str
    turn: str
    kind: CorrectionKind
    before: str
    after: str
    start: float
    end: float
    score: float
    status: Status
    evidence: Mapping[str, Any] = field(default_factory=dict)
    word_ranges: tuple[WordRange, ...] = field(default=(), compare=False)

    @property
    def respelled_name(self) -> tuple[str, str] | None:
        """Return the misspelt and the known full name if their spelling was decided together."""
        written, known = self.evidence.get("written"), self.evidence.get("name")
        return (written, known) if isinstance(written, str) and isinstance(known, str) else None


@dataclass(frozen=True, slots=True)
class EditedPassage:
    """A passage whose words an editor changed.

    `before` is the reference's text, `machine` the machine's text, `after` the published text. `at`
    is the time of the edit (ISO 8601). `corrections` has the ids of the machine's corrections of
    these words. If no word is left, `word_ranges` is a position; equality ignores it, as in
    `Correction`.
    """

    turn: str
    before: str
    machine: str
    after: str
    start: float
    end: float
    author: str
    at: str
    corrections: tuple[str, ...] = ()
    word_ranges: tuple[WordRange, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class PersonalCheck:
    """Who checked a transcript from beginning to end, and when (ISO 8601)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A passage of the reference that is not in the audio, and the position where it would be."""

    text: str
    after_turn: str | None
    words: int
    word_ranges: tuple[WordRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Speech that is not in the reference, and its words."""

    text: str
    start: float
    end: float
    word_ranges: tuple[WordRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A recording's turns, speakers and corrections at one revision.

    `words` are the words of all turns, turn by turn; a word's number is its index in this tuple.
    `word_ranges` has the range of each turn's words, by turn id. `withheld` lists what must not be
    published; in a published transcript, it lists the times in which the sound is silent
    (`transcripts.withholding`). `events` are sounds beside speech, such as music.
    """

    recording: Recording
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]
    corrections: tuple[Correction, ...]
    unspoken: tuple[Unspoken, ...]
    unwritten: tuple[Unwritten, ...]
    scores: Scores
    provenance: Provenance
    voices: tuple[SpeakerSegment, ...] = ()
    schema: str = SCHEMA
    edited: tuple[EditedPassage, ...] = ()
    checked: PersonalCheck | None = None
    withheld: tuple[Withheld, ...] = ()
    events: tuple[SoundEvent, ...] = ()
    words: tuple[Word, ...] = field(init=False, repr=False, compare=False)
    word_ranges: Mapping[str, WordRange] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the words."""
        words = tuple(word for turn in self.turns for word in turn.words)
        ranges = consecutive_ranges(len(turn.words) for turn in self.turns)
        names = (turn.id for turn in self.turns)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "word_ranges", dict(zip(names, ranges, strict=True)))

    @property
    def end(self) -> float:
        """Return the end of the recording or of the last turn, in seconds, whichever is later."""
        return max([self.recording.duration, *(turn.end for turn in self.turns)])

    def speaker(self, turn: Turn) -> Speaker:
        """Find the speaker of a turn."""
        return next(s for s in self.speakers if s.id == turn.speaker)
