"""The vocabulary: every value that the rooms of the house hand to one another.

All times are seconds from the start of the recording, as float. All values are frozen: change a
copy with `dataclasses.replace`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from transcripts.ranges import WordRange, consecutive
from transcripts.run_options import RunOptions

SCHEMA = "tapelog.transcript/1"

Origin = Literal["both", "reference", "heard"]
ReasonKind = Literal[
    "introduces-self", "addressed", "described", "cast", "voiceprint", "editor", "elimination"
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

NAMELESS_ROLES = frozenset({"clip", "announcer"})
"""Roles that say enough to a reader where nobody has a name."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a recording: `start` to `end`."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds, never negative."""
        return max(0.0, self.end - self.start)

    @property
    def middle(self) -> float:
        """The moment halfway."""
        return (self.start + self.end) / 2

    def overlap(self, other: Span) -> float:
        """Seconds that both spans cover."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def gap(self, other: Span) -> float:
        """Seconds of nothing between the two; 0 where they touch or overlap."""
        return max(0.0, max(self.start, other.start) - min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Recording:
    """One audio file and what is known of it; `id` comes from the sha256 of its bytes."""

    id: str
    sha256: str
    file: str
    duration: float
    title: str | None = None
    programme: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A text with a span, a confidence from 0 to 1, and the witness that it comes from.

    `text` carries its punctuation and case, without spaces ("Hailsham.").
    """

    text: str
    start: float
    end: float
    confidence: float = 1.0
    origin: Origin = "heard"

    @property
    def span(self) -> Span:
        """Where the word is spoken."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Omission:
    """Words that the recogniser offered and that were kept out, and why."""

    text: str
    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """What the recogniser made of a recording: words in order of start, and what was left out."""

    words: tuple[Word, ...]
    omitted: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """Words with exact times, and of each the probability that a comma is heard behind it."""

    words: tuple[Word, ...]
    comma_probabilities: tuple[float, ...]

    def with_texts(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Give the same words as `words` write them, at their times."""
        return tuple(replace(t, text=w.text) for t, w in zip(self.words, words, strict=True))


@dataclass(frozen=True, slots=True)
class SpeakerSegment:
    """A span in which one voice speaks without a pause."""

    voice: str
    start: float
    end: float

    @property
    def span(self) -> Span:
        """Where the voice speaks."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Diarization:
    """What the diarizer hears.

    `stretches` keep overlaps, `exclusive` has at most one voice at any moment, `speech` is the
    union of all. Voices are called V1, V2 ... in order of first appearance. `prints` has one
    embedding of unit length per voice that spoke long enough for one.
    """

    speech: tuple[Span, ...]
    segments: tuple[SpeakerSegment, ...]
    exclusive_segments: tuple[SpeakerSegment, ...]
    embeddings: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a voice was given to a person. `at` is the moment of the quote, where it was spoken."""

    kind: ReasonKind
    quote: str
    at: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person: a name, a role, and the reasons why these voices were given to that person."""

    id: str
    voices: tuple[str, ...]
    name: str | None = None
    role: str | None = None
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """What a reader sees: the name, or an honest stand-in for it."""
        if self.name is None and self.role in NAMELESS_ROLES:
            return self.role.capitalize()
        return self.name or f"Speaker {self.id.removeprefix('S')}"

    @property
    def shown_role(self) -> str | None:
        """The role, where the label does not say it already."""
        return None if self.label.lower() == self.role else self.role


@dataclass(frozen=True, slots=True)
class Turn:
    """One voice speaking: a span with its words. Joining the words with spaces gives `text`.

    `words` are a slice of the transcript's; `Transcript.word_ranges` has their numbers.
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
        """Where the turn is spoken."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Correction:
    """One scored difference between reference and sound.

    `word_ranges` are the words of the transcript that it is about, in the order of the sound: more
    than one range where another turn begins among them. An empty range is a place between words.
    Without any range the words are not in the transcript. The ranges do not count for equality:
    they move when words are added or removed elsewhere.
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


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A passage of the reference that the sound does not have, and the place where it would be."""

    text: str
    after_turn: str | None
    words: int
    word_ranges: tuple[WordRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Speech that the reference does not have, and its words."""

    text: str
    start: float
    end: float
    word_ranges: tuple[WordRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two texts agree: jiwer's measures, 0 is best for all but `wip`."""

    wer: float
    mer: float
    wil: float
    wip: float
    cer: float


@dataclass(frozen=True, slots=True)
class TurnAgreement:
    """How well the reference's and the published words of one turn agree with what was heard."""

    turn: str
    reference_against_heard: Agreement
    published_against_heard: Agreement


@dataclass(frozen=True, slots=True)
class Scores:
    """What the run knows of its own quality; the reference's share is None without a reference.

    `turns` has each turn by itself, as the machine made them, where there is a reference.
    """

    reference_against_heard: Agreement | None
    published_against_heard: Agreement | None
    words: int
    corrections_applied: int
    turns: tuple[TurnAgreement, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedModel:
    """A model that took part, by the sha256 of its file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StepTiming:
    """How long a step took; a step taken from the cache keeps the time that it took first."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which program, models and options made a transcript, and when (ISO 8601, UTC)."""

    tapelog: str
    models: tuple[UsedModel, ...]
    options: RunOptions
    created: str
    steps: tuple[StepTiming, ...]
    notices: tuple[str, ...] = ()
    omitted: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A recording's turns, speakers and corrections at one revision.

    `words` are the words of all turns, one turn after the other; their places in this tuple are
    their numbers. `word_ranges` has the words of each turn, by the turn's id.
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
    words: tuple[Word, ...] = field(init=False, repr=False, compare=False)
    word_ranges: Mapping[str, WordRange] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the words."""
        words = tuple(word for turn in self.turns for word in turn.words)
        ranges = consecutive(len(turn.words) for turn in self.turns)
        names = (turn.id for turn in self.turns)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "word_ranges", dict(zip(names, ranges, strict=True)))

    def speaker(self, turn: Turn) -> Speaker:
        """Find the speaker of a turn."""
        return next(s for s in self.speakers if s.id == turn.speaker)
