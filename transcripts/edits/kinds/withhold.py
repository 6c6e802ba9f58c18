"""Withhold a passage, a person or a whole recording from publication.

Undoing such an edit releases what it withheld.

A passage is a span of time, not a range of words: words that a later run or edit puts into this
time are withheld, too. A new run never loses these edits, and they never conflict with other edits.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from transcripts.checks import MOST_SECONDS
from transcripts.dates import parse_date
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import NotFound, RunMapping
from transcripts.errors import UserError
from transcripts.formats.clock import clock
from transcripts.hidden_names import name_parts
from transcripts.identifiers import check_name
from transcripts.withheld import Level, Withheld

_LEVELS = {
    "on-site": "from everybody but visitors to the reading room",
    "closed": "from everybody",
}


class Withholding(Change):
    """The base class of the edits that withhold a passage, a person or a recording."""

    __slots__ = ()
    is_internal: ClassVar[bool] = True

    @property
    @abstractmethod
    def phrase(self) -> str:
        """A phrase that follows the author's name, without any withheld word."""

    def describe(self, quotes: Quotes) -> str:
        """Return the phrase, which quotes no words of the transcript."""
        return self.phrase

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return nothing: the edit changes neither words nor speakers."""
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> Self:
        """Return this edit unchanged, because times do not depend on the run."""
        return self

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()


@dataclass(frozen=True, slots=True)
class WithholdPassage(Withholding):
    """Withhold what is said from `start` to `end` (seconds), words and sound.

    With `tone`, a tone replaces the sound; otherwise silence does.
    """

    kind: ClassVar[str] = "withhold-passage"

    start: float
    end: float
    level: Level = "closed"
    until: str | None = None
    tone: bool = False

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Record the span of time; raise Refused if it is empty."""
        _check_day(self.until)
        if not 0 <= self.start < self.end <= MOST_SECONDS:
            raise Refused("a passage must end after it begins")
        draft.withheld[edit.id] = Withheld(
            self.level, self.until, self.start, self.end, tone=self.tone
        )

    @property
    def phrase(self) -> str:
        """A phrase with the times and the level of the passage."""
        return self._describe_part(f"{clock(self.start)} to {clock(self.end)}")

    def describe(self, quotes: Quotes) -> str:
        """Return the phrase; leave times out if they are estimates that only preserve the order."""
        has_times = quotes.edited.transcript.recording.has_times
        return self.phrase if has_times else self._describe_part("a passage")

    def _describe_part(self, part: str) -> str:
        return f"withheld {part} {_LEVELS[self.level]}{_format_until(self.until)}"

    def first_word(self, draft: Draft) -> int | None:
        """Return the first word of the passage."""
        return next(
            (n for n, word in enumerate(draft.machine_words) if word.end > self.start), None
        )


@dataclass(frozen=True, slots=True)
class WithholdPerson(Withholding):
    """Withhold a person's name, or replace it with a pseudonym.

    With `level`, everything that the person says is withheld, too.
    """

    kind: ClassVar[str] = "withhold-person"

    name: str
    speaker: str | None = None
    pseudonym: str | None = None
    level: Level | None = None
    until: str | None = None
    tone: bool = False

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Record the person; raise Refused if the pseudonym has a part of the name.

        A missing speaker is accepted, because a later run may name the person; until then,
        `remove_withheld` withholds the whole recording.
        """
        _check_day(self.until)
        try:
            name = check_name(" ".join(self.name.split()))
            pseudonym = check_name(" ".join((self.pseudonym or "").split())) or None
        except UserError as error:
            raise Refused(str(error)) from None
        if not name_parts(name):
            raise Refused(f"{self.name!r} is not a name: use at least one letter")
        if pseudonym and set(name_parts(pseudonym)) & set(name_parts(name)):
            raise Refused(f"the pseudonym {pseudonym!r} contains a part of the name {name!r}")
        draft.withheld[edit.id] = Withheld(
            self.level,
            self.until,
            name=name,
            speaker=self.speaker,
            pseudonym=pseudonym,
            tone=self.tone,
        )

    def rebase_to_new_run(self, run_mapping: RunMapping) -> WithholdPerson:
        """Return this edit with the speaker of the new run, or without a speaker."""
        try:
            return replace(self, speaker=self.speaker and run_mapping.new_speaker(self.speaker))
        except NotFound:
            return replace(self, speaker=None)

    @property
    def phrase(self) -> str:
        """A phrase with the person's name, the level and the pseudonym."""
        until = _format_until(self.until)
        what = f"and words of {self.name} {_LEVELS[self.level]}" if self.level else f"{self.name}"
        instead = f", shown as {self.pseudonym}" if self.pseudonym else ""
        return f"withheld the name {what}{until}{instead}"


@dataclass(frozen=True, slots=True)
class WithholdRecording(Withholding):
    """Withhold the whole recording: nothing of it is published."""

    kind: ClassVar[str] = "withhold-recording"

    level: Level = "closed"
    until: str | None = None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Record that nothing may be published."""
        _check_day(self.until)
        draft.withheld[edit.id] = Withheld(self.level, self.until)

    @property
    def phrase(self) -> str:
        """A phrase with the level of the recording."""
        return f"withheld the recording {_LEVELS[self.level]}{_format_until(self.until)}"


WITHHOLDING = (WithholdPassage.kind, WithholdPerson.kind, WithholdRecording.kind)
"""The kinds whose edits withhold something."""


def _check_day(until: str | None) -> None:
    """Raise Refused unless a day is complete, so that days can be compared as texts."""
    try:
        is_day = until is None or (parse_date(until) == until and len(until) == len("2040-01-01"))
    except UserError:
        is_day = False
    if not is_day:
        raise Refused(f"{until!r} is not a day: write it as 2040-01-01")


def _format_until(day: str | None) -> str:
    return f" until {day}" if day else ""
