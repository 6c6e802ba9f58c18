"""Schemas of the JSON API. Ids are those in transcript.json; times are in seconds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict, JsonValue

from archive.catalogue.find_text import FoundInRecording
from archive.catalogue.replace_all import ReplacementResult, TickedPassage
from archive.catalogue.versions import PublishedVersion
from speakers.voiceprints.alike import AlikeTurn
from transcripts.checks import MOST_SECONDS
from transcripts.comments import Comment
from transcripts.compare import ChangedPassage
from transcripts.doubts import Doubt
from transcripts.edits.kinds.table import KINDS, parameter_schema, stored_names_of_kind
from transcripts.identifiers import PATTERN
from transcripts.transcript import (
    Correction,
    PersonalCheck,
    Recording,
    Speaker,
    Transcript,
    Turn,
)
from transcripts.withheld import Withheld

RecordingId = Annotated[str, Field(pattern=f"^{PATTERN}$")]
"""The id of a recording, validated as everywhere in tapelog."""

Plain = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]
"""A text without characters that files or databases cannot store."""


class Schema(BaseModel):
    """The base class of everything that the API sends or receives."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorMessage(Schema):
    """An error message: one sentence for the user."""

    error: str


class Health(Schema):
    """The response of the health check: the editor and its database are up."""

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
    """A page of recordings; `next` is the position of the next page, null on the last one."""

    recordings: tuple[RecordingSummary, ...]
    next: str | None


class Place(Schema):
    """The words that a correction replaces, by number.

    For an insertion `words` is empty, and the new text follows word `after`.
    """

    words: tuple[int, ...]
    after: int


class UnappliedEdit(Schema):
    """An edit that cannot be applied, and the reason."""

    edit: str
    reason: str


Runs = dict[str, tuple[int, int]]
"""For each turn, the half-open range of machine words that it spans."""

Numbers = dict[str, tuple[int, ...]]
"""For each turn without consecutive word numbers: the machine word number of each word."""


Labels = dict[str, str]
"""For each speaker, the displayed name, or a placeholder such as "Speaker 2"."""


class OpenRecording(Schema):
    """A transcript at its newest revision, with the numbers of its words.

    `version` is the latest revision at which something changed that published files show.
    `estimated` has the turns with typed words whose times nobody has measured yet. `reviewed` is
    the number of turns that a person has heard or changed.
    """

    revision: int
    published: int | None
    transcript: Transcript
    labels: Labels
    runs: Runs
    numbers: Numbers
    places: dict[str, Place]
    unapplied: tuple[UnappliedEdit, ...]
    estimated: tuple[str, ...]
    comments: tuple[Comment, ...]
    assignee: str | None
    reviewed: int
    version: int


class Doubts(Schema):
    """The doubtful places, those with the most useful answers first.

    `comparing` is true while the voices of turns are compared, which may add more places.
    """

    revision: int
    comparing: bool
    doubts: tuple[Doubt, ...]


class EditRecord(Schema):
    """A saved edit with its description; `undone` is true if it is not in effect.

    The history also has `decision`, the first edit of the same decision, `start`, its position in
    seconds, and the affected text `before` and `after` the edit.
    """

    id: str
    kind: str
    parameters: dict[str, Any]
    author: str
    at: str
    why: str | None
    undone: bool
    text: str
    decision: str | None = None
    start: float | None = None
    before: str | None = None
    after: str | None = None


class AlikeTurns(Schema):
    """Turns that sound like corrected turns, the likeliest first.

    `ready` is false until the voices of the recording have been computed; `error` is the reason if
    they cannot be.
    """

    revision: int
    ready: bool
    error: str | None
    turns: tuple[AlikeTurn, ...]


class Comparison(Schema):
    """The passages in which two versions differ; `total` also counts those not returned."""

    before: int
    after: int
    newest: int
    published: tuple[PublishedVersion, ...]
    total: int
    passages: tuple[ChangedPassage, ...]


class FoundPlaces(Schema):
    """The places in the archive where a text occurs, by recording; `total` counts them all."""

    total: int
    recordings: tuple[FoundInRecording, ...]


class ReplaceRequest(Schema):
    """The ticked places of a recording, as they were found, and their new text."""

    find: Plain
    replacement: Plain
    whole: bool = True
    case: bool = False
    sounds: bool = False
    passages: tuple[TickedPassage, ...] = ()
    speakers: tuple[Plain, ...] = ()


class ReplacementReport(Schema):
    """Counts of the replaced and of the unchanged places of a recording."""

    done: ReplacementResult


class ListenRequest(Schema):
    """A passage to recognize again, in seconds.

    `model` and `language` are those of the recording unless given; `hint` has names and words that
    may be said, separated by commas.
    """

    start: Annotated[float, Field(ge=0, le=MOST_SECONDS)]
    end: Annotated[float, Field(ge=0, le=MOST_SECONDS)]
    model: Plain | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None
    hint: Plain | None = None


class ClipRequest(Schema):
    """A part to cut out, with options like those of `tapelog clip`.

    Times are in seconds; `level` is the mean level of the speech in dB of full scale, null if the
    loudness is not changed.
    """

    start: Annotated[float, Field(ge=0, le=MOST_SECONDS)]
    end: Annotated[float, Field(ge=0, le=MOST_SECONDS)]
    pad: Annotated[float, Field(ge=0, le=10)] = 0.15
    fade: Annotated[float, Field(ge=0, le=10)] = 0.05
    level: Annotated[float, Field(ge=-60, le=0)] | None = None
    form: Literal["wav", "mp3"] = "wav"


class HeardWording(Schema):
    """The words of a passage as [text, start, end]; empty until `ready` and after an error."""

    ready: bool
    error: str | None
    words: tuple[tuple[str, float, float], ...]


class Suggestions(Schema):
    """Names of people and spellings of rare words to suggest, likeliest first."""

    people: tuple[str, ...]
    spellings: tuple[str, ...]


class History(Schema):
    """All edits, oldest first."""

    revision: int
    edits: tuple[EditRecord, ...]
    unapplied: tuple[UnappliedEdit, ...]


def _describe_edit_kinds() -> JsonDict:
    """Return the edit kinds with the JSON schemas of their parameters."""
    parts: list[JsonValue] = []
    properties: JsonDict
    for kind in KINDS.values():
        properties = {
            "kind": {"enum": [*stored_names_of_kind(kind)]},
            "parameters": parameter_schema(kind),
        }
        parts.append({"properties": properties})
    return {"anyOf": parts}


class EditRequest(Schema):
    """An edit to save; `base` is the revision on the editor's screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_describe_edit_kinds())

    base: Annotated[int, Field(ge=0, le=2**31 - 1)]
    kind: Annotated[str, Field(max_length=40)]
    parameters: dict[str, Any]
    why: Plain | None = None


class Differences(Schema):
    """The differences between two revisions, with turns in order of start and all speakers.

    `version` is the latest revision at which something changed that published files show.
    """

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
    checked: PersonalCheck | None
    withheld: tuple[Withheld, ...]
    unapplied: tuple[UnappliedEdit, ...]
    estimated: tuple[str, ...]
    recording: Recording
    comments: tuple[Comment, ...]
    assignee: str | None
    reviewed: int
    version: int


class SavedEdit(Differences):
    """A saved edit, and the differences from the revision on its author's screen."""

    edit: EditRecord
    published: int | None


class ConflictReport(Differences):
    """A conflict: somebody else changed the same words or speakers, so nothing was saved.

    `theirs` is the other edit; null if the recording was processed again and must be reloaded.
    """

    error: str
    theirs: EditRecord | None
    yours: EditRequest


class PublicationState(Schema):
    """The newest and the published revision.

    `waiting` is true if the recording is being published or will be soon, and `publishing` if it is
    being published or somebody asked for it. If the last publication failed, `reason` says why in
    words for editors, and `error` is the technical message; `can_publish_inside` is true if
    publishing to the archive's own folder solves the problem. `folder` is the name of the published
    folder if it is outside the archive.
    """

    revision: int
    published: int | None
    waiting: bool
    publishing: bool
    reason: str | None
    error: str | None
    can_publish_inside: bool
    folder: str | None
