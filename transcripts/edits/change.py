"""What an edit is, and what every edit kind must implement.

An edit names words by their numbers in the machine's transcript: 0, 1, 2 ... through all turns in
order. No edit changes these numbers, so an edit means the same whichever other edits come before
it or are undone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

from transcripts.edits.baseline import Run
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit touches: words, the objects that it changes, and those that it requires.

    Objects are written as "space:label"; the label names the object in a conflict message.
    """

    words: tuple[Run, ...] = ()
    changes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def conflict(self, other: Touched) -> str | None:
        """Return what two edits both touch; None if they are independent."""
        for first, last in self.words:
            if any(first < end and start < last for start, end in other.words):
                return "the same turn"
        common = (self.changes & (other.changes | other.needs)) | (other.changes & self.needs)
        return min(common).partition(":")[2] if common else None


@dataclass(frozen=True, slots=True)
class WordsConfirmed:
    """An editor says whose words these are; None takes earlier statements about them back."""

    words: tuple[Run, ...]
    speaker: str | None


@dataclass(frozen=True, slots=True)
class VoiceConfirmed:
    """An editor says whose voice this is."""

    voice: str
    speaker: str


@dataclass(frozen=True, slots=True)
class NameConfirmed:
    """An editor says what a speaker is called."""

    speaker: str
    name: str


Confirmation = WordsConfirmed | VoiceConfirmed | NameConfirmed


class Change(ABC):
    """A kind of edit. Subclasses are frozen dataclasses; their fields are the edit's parameters.

    `kind` is the name that the database and the API use; `aliases` are former names, which are
    still read. Every subclass must be listed in `transcripts.edits.kinds.table`.
    """

    __slots__ = ()

    kind: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def apply(self, draft: Draft, edit: Edit) -> None:
        """Apply the edit to a draft.

        Raises Refused, with the draft unchanged, if the edit cannot be applied. `edit` is the edit
        with this change: its id, author, time and reason.
        """

    @abstractmethod
    def touches(self, edit: str, before: EditedTranscript) -> Touched:
        """Return what the edit with this id touches in the transcript that its author saw.

        Must cover all that `apply` changes and reads, or two editors overwrite each other. Words
        are extended to whole turns by the caller.
        """

    @abstractmethod
    def rebase(self, mapping: RunMapping) -> Self:
        """Return the same change for another run of the machine; raises NotFound if it is lost."""

    @abstractmethod
    def describe(self, quotes: Quotes) -> str:
        """Describe the change in a phrase that follows its author's name."""

    @abstractmethod
    def confirms(self, edit: str) -> Iterable[Confirmation]:
        """Return what the edit with this id says about whose words or voices these are.

        Turns that an editor confirmed may enrol a person's voice; most kinds confirm nothing.
        """


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision of an editor: the change, its author, its time (ISO 8601), and a reason."""

    id: str
    change: Change
    author: str
    at: str
    why: str | None = None

    @property
    def kind(self) -> str:
        """The name of the edit kind."""
        return self.change.kind

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the change as JSON values."""
        values: dict[str, Any] = adapter(type(self.change)).dump_python(self.change, mode="json")
        return values

    def add_note(self, draft: Draft, speaker: str, text: str) -> None:
        """Add the edit's reason to a speaker; `text` and the author stand in for a missing one."""
        draft.add_note(speaker, self.at, self.id, self.why or f"{text} by {self.author}")


@cache
def adapter(kind: type[Change]) -> TypeAdapter[Any]:
    """Return the reader and writer of a kind's parameters."""
    return TypeAdapter(kind)
