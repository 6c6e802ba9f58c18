"""The edit, and the interface that every edit kind must implement.

An edit refers to words by their numbers in the machine's transcript: 0, 1, 2 ... through all turns
in order. No edit changes these numbers, so an edit means the same regardless of which other edits
come before it or are undone.
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
from transcripts.ranges import overlapping


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit touches: words, the objects that it changes, and those that it requires.

    Objects are written as "space:label"; the label names the object in a conflict message.
    """

    words: tuple[Run, ...] = ()
    changes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def conflict(self, other: Touched) -> str | None:
        """Return the label of something that both edits touch; None if they are independent."""
        if any(overlapping(self.words, other.words)):
            return "the same turn"
        common = (self.changes & (other.changes | other.needs)) | (other.changes & self.needs)
        return min(common).partition(":")[2] if common else None


@dataclass(frozen=True, slots=True)
class WordsConfirmed:
    """An editor confirmed who speaks these words; speaker None withdraws earlier confirmations."""

    words: tuple[Run, ...]
    speaker: str | None


@dataclass(frozen=True, slots=True)
class VoiceConfirmed:
    """An editor confirmed whose voice this is."""

    voice: str
    speaker: str


@dataclass(frozen=True, slots=True)
class NameConfirmed:
    """An editor confirmed a speaker's name."""

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

        It must include everything that `apply` changes or reads; otherwise two editors could
        overwrite each other's work. The caller extends words to whole turns.
        """

    @abstractmethod
    def rebase(self, mapping: RunMapping) -> Self:
        """Return the same change with the words and ids of another run of the machine.

        Raises NotFound if the new run lacks something that the change refers to.
        """

    @abstractmethod
    def describe(self, quotes: Quotes) -> str:
        """Describe the change in a phrase that follows its author's name."""

    def reads(self, draft: Draft, edit: str) -> str | None:
        """Return the text, speaker or name that the change affects, as it is in a draft.

        The history shows it before and after the edit with this id. None if there is nothing to
        show.
        """
        return None

    def place(self, draft: Draft) -> int | None:
        """Return the first word that the change is about; None if it is not about words."""
        return None

    def continues(self, edit: Edit, former: Edit) -> bool:
        """Check whether the edit continues the decision of its author's previous edit."""
        return False

    @abstractmethod
    def confirms(self, edit: str) -> Iterable[Confirmation]:
        """Return what the edit with this id confirms about the speakers of words or voices.

        Confirmed turns may be used to enrol a person's voice. Most kinds of edits confirm nothing.
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
        """Add the edit's reason to a speaker; without a reason, `text` and the author's name."""
        draft.add_note(speaker, self.at, self.id, self.why or f"{text} by {self.author}")


@cache
def adapter(kind: type[Change]) -> TypeAdapter[Any]:
    """Return the pydantic adapter that reads and writes a kind's parameters."""
    return TypeAdapter(kind)
