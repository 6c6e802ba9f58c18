"""Define the edit, and the interface that every kind of edit implements.

An edit refers to words by their numbers in the machine's transcript: 0, 1, 2 ... through all turns
in order. No edit changes these numbers, so the meaning of an edit does not depend on which other
edits precede it or are undone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

from transcripts.edits.baseline import MachineWordRange
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.ranges import overlapping_ranges


@dataclass(frozen=True, slots=True)
class AffectedParts:
    """The words that an edit affects, and the objects that it changes or requires.

    An object is written as a prefix and a label ("name:the name of S2"); a conflict message shows
    the label.
    """

    words: tuple[MachineWordRange, ...] = ()
    changes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()

    def conflict(self, other: AffectedParts) -> str | None:
        """Return the label of an object that both edits affect; None if they are independent."""
        if any(overlapping_ranges(self.words, other.words)):
            return "the same turn"
        common = (self.changes & (other.changes | other.needs)) | (other.changes & self.needs)
        return min(common).partition(":")[2] if common else None


@dataclass(frozen=True, slots=True)
class WordsConfirmed:
    """An editor confirmed who speaks these words; speaker None withdraws earlier confirmations."""

    words: tuple[MachineWordRange, ...]
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

    `kind` is the name in the database and the API; `aliases` are earlier names, which are still
    read. Every subclass must be listed in `transcripts.edits.kinds.table`.
    """

    __slots__ = ()

    kind: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    is_internal: ClassVar[bool] = False
    """Whether the edit is left out of the history that readers see."""
    is_published: ClassVar[bool] = True
    """Whether published files show what the edit changes."""

    @abstractmethod
    def apply(self, draft: Draft, edit: Edit) -> None:
        """Apply the edit to a draft.

        `edit` is the whole edit: its id, author, time and reason. Raises Refused, and leaves the
        draft unchanged, if the edit cannot be applied.
        """

    @abstractmethod
    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return which words and objects the edit affects in the transcript that its author saw.

        `edit_id` is the edit's id. The result must include everything that `apply` changes or
        reads; otherwise two editors could overwrite each other's work. The caller extends words to
        whole turns.
        """

    @abstractmethod
    def rebase_to_new_run(self, run_mapping: RunMapping) -> Self:
        """Return this change for another run of the machine, with the words and ids of that run.

        Raises NotFound if the new run lacks something that the change refers to.
        """

    @abstractmethod
    def describe(self, quotes: Quotes) -> str:
        """Describe the change in a phrase that follows the author's name ("undid edit 4")."""

    def affected_text(self, draft: Draft, edit_id: str) -> str | None:
        """Return the current text, speaker or name that the change affects, to show in the history.

        The history calls this for a draft before and a draft after the edit with this id. None
        means that there is nothing to show.
        """
        return None

    def first_word(self, draft: Draft) -> int | None:
        """Return the number of the first word that the change affects, or None."""
        return None

    def continues_previous_edit(self, edit: Edit, previous_edit: Edit) -> bool:
        """Check whether the edit belongs to the same decision as its author's previous edit."""
        return False

    @abstractmethod
    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Return what the edit with this id confirms: who says words, whose voice it is, or a name.

        Confirmed turns may be used to enrol a person's voice. Most kinds of edits confirm nothing.
        """


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by an editor, with its author, its time (ISO 8601), and a reason."""

    id: str
    change: Change
    author: str
    at: str
    why: str | None = None

    @property
    def kind(self) -> str:
        """Return the name of the kind of edit."""
        return self.change.kind

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the change as JSON values."""
        values: dict[str, Any] = parameter_adapter(type(self.change)).dump_python(
            self.change, mode="json", by_alias=True
        )
        return values

    def add_note(self, draft: Draft, speaker: str, text: str) -> None:
        """Add a note to a speaker: the edit's reason, or else `text` and the author's name."""
        draft.add_note(speaker, self.at, self.id, self.why or f"{text} by {self.author}")


@cache
def parameter_adapter(kind: type[Change]) -> TypeAdapter[Any]:
    """Return the pydantic adapter that reads and writes a kind's parameters."""
    return TypeAdapter(kind)
