"""What the JSON API gives and takes. Ids are those of transcript.json, times seconds."""

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
"""A text without what no file or database can keep."""


class Shape(BaseModel):
    """Anything that the API gives or takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Shape):
    """What went wrong, in one sentence for the person at the screen."""

    error: str


class Health(Shape):
    """Whether the editor answers and its database does."""

    ok: bool
    tapelog: str


class Listed(Shape):
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


class Recordings(Shape):
    """Recordings in a row; `next` is the place to go on from, null at the end."""

    recordings: tuple[Listed, ...]
    next: str | None


class Place(Shape):
    """The words of a correction by number; without any, the place after word `after`."""

    words: tuple[int, ...]
    after: int


class LeftOut(Shape):
    """An edit that does not apply (any more), and why."""

    edit: str
    reason: str


Runs = dict[str, tuple[int, int]]
"""By turn: the machine's words that it spans, from the first to before the last."""

Numbers = dict[str, tuple[int, ...]]
"""By turn: the machine's word that each of its words comes from, where that is not plain counting
from the first."""


Labels = dict[str, str]
"""By speaker: what readers see, the name or a stand-in such as "Speaker 2"."""


class Opened(Shape):
    """A transcript at its newest revision, with what an editor needs to name its words."""

    revision: int
    published: int | None
    transcript: Transcript
    labels: Labels
    runs: Runs
    numbers: Numbers
    places: dict[str, Place]
    unapplied: tuple[LeftOut, ...]


class Doubts(Shape):
    """The doubtful places, the one whose answer is worth most first."""

    revision: int
    doubts: tuple[Doubt, ...]


class Made(Shape):
    """An edit that was made; `undone` says that it does not count now."""

    id: str
    kind: str
    parameters: dict[str, Any]
    author: str
    at: str
    why: str | None
    undone: bool
    text: str


class History(Shape):
    """Every edit, the oldest first."""

    revision: int
    edits: tuple[Made, ...]
    unapplied: tuple[LeftOut, ...]


def _kinds() -> JsonDict:
    """Describe what an edit of each kind is made of."""
    parts: list[JsonValue] = []
    properties: JsonDict
    for kind in KINDS.values():
        properties = {"kind": {"enum": [*names_of(kind)]}, "parameters": schema_of(kind)}
        parts.append({"properties": properties})
    return {"anyOf": parts}


class Wish(Shape):
    """An edit that a person wants to make; `base` is the revision on their screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_kinds())

    base: Annotated[int, Field(ge=0, le=2**31 - 1)]
    kind: Annotated[str, Field(max_length=40)]
    parameters: dict[str, Any]
    why: Plain | None = None


class Changed(Shape):
    """What differs between two revisions; turns stand in order of start, `speakers` are all."""

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
    unapplied: tuple[LeftOut, ...]


class Saved(Changed):
    """An edit that was saved, and what differs from the revision that its author saw."""

    edit: Made
    published: int | None


class Clash(Changed):
    """What another changed meanwhile: nothing was saved.

    `theirs` is the edit that is in the way; where it is null the machine made the transcript anew,
    and it has to be opened again.
    """

    error: str
    theirs: Made | None
    yours: Wish


class Publishing(Shape):
    """The newest revision, and the one that readers see.

    `waiting` says that publishing is under way, or will be in a moment; `error` why it failed the
    last time.
    """

    revision: int
    published: int | None
    waiting: bool
    error: str | None
