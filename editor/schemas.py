"""Schemas of the JSON API. Ids are those of transcript.json; times are in seconds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict, JsonValue

from transcripts.doubts import Doubt
from transcripts.edits.kinds.table import KINDS, names_of, schema_of
from transcripts.identifiers import PATTERN
from transcripts.transcript import Correction, Speaker, Transcript, Turn

RecordingId = Annotated[str, Field(pattern=f"^{PATTERN}$")]
"""The id of a recording, as every part of tapelog checks it."""

Plain = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]
"""A text without characters that files or databases cannot store."""


class Schema(BaseModel):
    """The base of everything that the API sends or receives."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorMessage(Schema):
    """What went wrong, in one sentence for the editor."""

    error: str


class Health(Schema):
    """Whether the editor answers and its database does."""

    ok: bool
    tapelog: str


class RecordingSummary(Schema):
    """A recording in the list; `published` is the revision that readers see."""

    id: str
    title: str | None
    programme: str | None
    date: str | None
    file: str
    duration: float
    speakers: tuple[str, ...]
    revision: int
    doubts: int
    edits: int
    published: int | None
    entered: str


class RecordingPage(Schema):
    """A page of recordings; `next` is where the next page begins, null at the end."""

    recordings: tuple[RecordingSummary, ...]
    next: str | None


class Place(Schema):
    """The words of a correction by number; without any, the place after word `after`."""

    words: tuple[int, ...]
    after: int


class UnappliedEdit(Schema):
    """An edit that cannot be applied, and the reason."""

    edit: str
    reason: str


Runs = dict[str, tuple[int, int]]
"""By turn: the machine's words that it spans, first to last, last excluded."""

Numbers = dict[str, tuple[int, ...]]
"""By turn: the machine's word that each of its words comes from, where that is not plain counting
from the first."""


Labels = dict[str, str]
"""By speaker: what readers see, the name or a stand-in such as "Speaker 2"."""


class OpenRecording(Schema):
    """A transcript at its newest revision, with the numbers of its words."""

    revision: int
    published: int | None
    transcript: Transcript
    labels: Labels
    runs: Runs
    numbers: Numbers
    places: dict[str, Place]
    unapplied: tuple[UnappliedEdit, ...]


class Doubts(Schema):
    """The doubtful places, the most valuable first."""

    revision: int
    doubts: tuple[Doubt, ...]


class EditRecord(Schema):
    """A saved edit with its description; `undone` if it does not count now."""

    id: str
    kind: str
    parameters: dict[str, Any]
    author: str
    at: str
    why: str | None
    undone: bool
    text: str


class History(Schema):
    """Every edit, the oldest first."""

    revision: int
    edits: tuple[EditRecord, ...]
    unapplied: tuple[UnappliedEdit, ...]


def _kinds() -> JsonDict:
    """Return the kinds and the schemas of their parameters."""
    parts: list[JsonValue] = []
    properties: JsonDict
    for kind in KINDS.values():
        properties = {"kind": {"enum": [*names_of(kind)]}, "parameters": schema_of(kind)}
        parts.append({"properties": properties})
    return {"anyOf": parts}


class EditRequest(Schema):
    """An edit to save; `base` is the revision on the editor's screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_kinds())

    base: Annotated[int, Field(ge=0, le=2**31 - 1)]
    kind: Annotated[str, Field(max_length=40)]
    parameters: dict[str, Any]
    why: Plain | None = None


class Differences(Schema):
    """The differences between two revisions; turns are in order of start, `speakers` complete."""

    revision: int
    turns: tuple[Turn, ...]
    runs: Runs
    numbers: Numbers
    removed: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    labels: Labels
    corrections: tuple[Correction, ...]
    removed_corrections: tuple[str, ...]
    doubts: int
    unapplied: tuple[UnappliedEdit, ...]


class SavedEdit(Differences):
    """A saved edit, and the differences from the revision that its author saw."""

    edit: EditRecord
    published: int | None


class ConflictReport(Differences):
    """Somebody else changed the same in the meantime: nothing was saved.

    `theirs` is the other edit; null if the recording was processed again, and must be reloaded.
    """

    error: str
    theirs: EditRecord | None
    yours: EditRequest


class PublicationState(Schema):
    """The newest revision, and the one that readers see.

    `waiting` says that publishing is under way, or will be in a moment; `error` why it failed the
    last time.
    """

    revision: int
    published: int | None
    waiting: bool
    error: str | None
