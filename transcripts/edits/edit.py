"""The decisions that an editor can make: each a frozen value, none ever changed or taken away.

Words are named by their numbers in the machine's transcript: 0, 1, 2 ... through all turns in
order. Splitting, joining and rewriting leave these numbers as they are, so that an edit means
the same whatever stands before or after it, and whichever other edits are undone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from transcripts.errors import UserError

Run = tuple[int, int]
"""Words by number, from the first to before the last."""

Passage = Literal["clip", "announcer", "not speech"]


@dataclass(frozen=True, slots=True)
class Give:
    """These words are this speaker's: a turn, several turns, or part of one."""

    words: tuple[Run, ...]
    speaker: str


@dataclass(frozen=True, slots=True)
class Release:
    """These words go back to whoever their voice belongs to."""

    words: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class GiveVoice:
    """A voice is this speaker's everywhere, but for words that were given by hand."""

    voice: str
    speaker: str


@dataclass(frozen=True, slots=True)
class AddSpeaker:
    """There is one more person; the id is "S" and the edit's id."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker is called so; None takes the name away."""

    speaker: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Role:
    """A speaker has this role; None takes it away."""

    speaker: str
    role: str | None


@dataclass(frozen=True, slots=True)
class MergeVoices:
    """Two voices are one: what the first said, the second said."""

    voice: str
    into: str


@dataclass(frozen=True, slots=True)
class SplitVoice:
    """These words are another voice: "V" and the edit's id, of a speaker "S" and the edit's id."""

    words: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A turn begins at this word."""

    at: int


@dataclass(frozen=True, slots=True)
class Join:
    """These words are one turn, of whoever says the first of them."""

    words: Run


@dataclass(frozen=True, slots=True)
class Move:
    """The turn that began at one word begins at another."""

    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A word reads so: one word, several with spaces between them, or none."""

    word: int
    text: str


@dataclass(frozen=True, slots=True)
class Reword:
    """Several words read so, each as if rewritten alone: what was typed over a passage."""

    words: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Decide:
    """These corrections are right, or they are not."""

    corrections: tuple[str, ...]
    accept: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """These words are a clip, an announcement, or no speech at all."""

    words: tuple[Run, ...]
    passage: Passage


@dataclass(frozen=True, slots=True)
class Undo:
    """An edit counts no more."""

    edit: str


@dataclass(frozen=True, slots=True)
class Redo:
    """An edit counts again."""

    edit: str


Change = (
    Give
    | Release
    | GiveVoice
    | AddSpeaker
    | Name
    | Role
    | MergeVoices
    | SplitVoice
    | Split
    | Join
    | Move
    | Rewrite
    | Reword
    | Decide
    | Mark
    | Undo
    | Redo
)

UNKEPT = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that XML cannot have (version 1.0, section 2.2), and databases only partly."""

KINDS: Mapping[str, type[Change]] = {
    "".join("-" * (c.isupper() and n > 0) + c.lower() for n, c in enumerate(made.__name__)): made
    for made in get_args(Change)
}
"""The changes by the names that they are kept under: give, give-voice, split ..."""

_KIND_OF = {made: kind for kind, made in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision: what changes, by whom, when (ISO 8601) and, if they said so, why."""

    id: str
    change: Change
    author: str
    at: str
    why: str | None = None

    @property
    def kind(self) -> str:
        """The name of the change: give, name, split ..."""
        return _KIND_OF[type(self.change)]

    @property
    def parameters(self) -> dict[str, Any]:
        """What the change is made of, as values of JSON."""
        values: dict[str, Any] = _adapter(self.kind).dump_python(self.change, mode="json")
        return values


def change_of(kind: str, parameters: Mapping[str, Any]) -> Change:
    """Make a change of its kind and parameters; UserError says what is wrong with them."""
    if kind not in KINDS:
        raise UserError(f"{kind!r} is no kind of edit: use one of {', '.join(KINDS)}")
    if any(UNKEPT.search(text) for text in _texts(parameters)):
        raise UserError(f"this {kind} has a character that no file can keep: take it out")
    try:
        return _read(kind, json.dumps(parameters))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "it"
        raise UserError(
            f"{place} of this {kind} is wrong ({first['msg']}, found "
            f"{str(first['input'])[:40]!r}): correct it and try again"
        ) from None


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.items() for text in _texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))


@lru_cache(4096)  # what was decided is read again with every edit that follows
def _read(kind: str, parameters: str) -> Change:
    made: Change = _adapter(kind).validate_json(parameters, extra="forbid")
    return made


def _adapter(kind: str) -> TypeAdapter[Any]:
    return _ADAPTERS[kind]


_ADAPTERS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(made) for kind, made in KINDS.items()}
