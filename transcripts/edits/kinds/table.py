"""List the kinds of edits for the database, the API and its schema, the docs and the tests.

Importing this module raises TypeError if a kind lacks a method, a name or a docstring, or uses the
name of another kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from inspect import isabstract
from typing import Any

from pydantic import ValidationError

from transcripts.checks import check_nesting
from transcripts.edits.change import Change, parameter_adapter
from transcripts.edits.kinds.add_comment import AddComment
from transcripts.edits.kinds.add_turn import AddTurn
from transcripts.edits.kinds.assign_recording import AssignRecording
from transcripts.edits.kinds.assign_speaker import AssignSpeaker, UnassignSpeaker
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_heard import MarkHeard
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord, RewriteWords
from transcripts.edits.kinds.set_checked import SetChecked
from transcripts.edits.kinds.set_metadata import SetMetadata
from transcripts.edits.kinds.set_times import SetTimes
from transcripts.edits.kinds.speakers import AddSpeaker, RemoveSpeaker, SetName, SetRole
from transcripts.edits.kinds.turns import JoinTurns, MoveBoundary, SplitTurn
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.kinds.voices import AssignVoice, MergeVoices, SplitVoice
from transcripts.edits.kinds.withhold import WithholdPassage, WithholdPerson, WithholdRecording
from transcripts.errors import UserError

UNSTORABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that XML 1.0 excludes (section 2.2) and databases store only in part."""


def index_kinds(*kinds: type[Change]) -> Mapping[str, type[Change]]:
    """Index the kinds of edits by name.

    Raises TypeError for a kind that is incomplete or uses the name of another kind.
    """
    table: dict[str, type[Change]] = {}
    for kind in kinds:
        _check(kind)
        for name in (kind.kind, *kind.aliases):
            if name in table:
                raise TypeError(f"{kind.__name__} and {table[name].__name__} both use {name!r}")
            table[name] = kind
    return table


def _check(kind: type[Change]) -> None:
    where = f"edit kind {kind.__module__}.{kind.__name__}"
    if isabstract(kind):
        missing = ", ".join(sorted(kind.__abstractmethods__))
        raise TypeError(f"{where} lacks {missing}: see transcripts.edits.change.Change")
    if not getattr(vars(kind).get("__dataclass_params__"), "frozen", False):
        raise TypeError(f"{where} must be a frozen dataclass: its fields are the parameters")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", getattr(kind, "kind", "")):
        raise TypeError(f"{where} has no valid `kind`: use lower-case words joined by hyphens")
    if (kind.__doc__ or "").startswith(f"{kind.__name__}("):
        raise TypeError(f"{where} needs a docstring, because the API's schema shows it")


_BY_ANY_NAME = index_kinds(
    AssignSpeaker,
    UnassignSpeaker,
    AssignVoice,
    AddSpeaker,
    SetName,
    SetRole,
    RemoveSpeaker,
    MergeVoices,
    SplitVoice,
    AddTurn,
    SplitTurn,
    JoinTurns,
    MoveBoundary,
    RewriteWord,
    RewriteWords,
    DecideCorrections,
    MarkPassage,
    SetChecked,
    WithholdPassage,
    WithholdPerson,
    WithholdRecording,
    SetTimes,
    SetMetadata,
    AddComment,
    AssignRecording,
    MarkHeard,
    Undo,
    Redo,
)

KINDS: Mapping[str, type[Change]] = {kind.kind: kind for kind in _BY_ANY_NAME.values()}
"""The kinds of edits by their current names; earlier names are still read."""

UNPUBLISHED_KINDS = frozenset(name for name, kind in _BY_ANY_NAME.items() if not kind.is_published)
"""The names of the kinds that change nothing in published files."""


def stored_names_of_kind(kind: type[Change]) -> tuple[str, ...]:
    """List the names under which a kind may be stored; the current name comes first."""
    return (kind.kind, *kind.aliases)


def parameter_schema(kind: type[Change]) -> dict[str, Any]:
    """Return the JSON schema of a kind's parameters."""
    return {**parameter_adapter(kind).json_schema(), "additionalProperties": False}


def parse_change(kind: str, parameters: Mapping[str, Any]) -> Change:
    """Build a change from its kind's name and JSON parameters.

    Raises UserError for an unknown kind or invalid parameters.
    """
    if kind not in _BY_ANY_NAME:
        raise UserError(f"{kind!r} is not an edit kind: use one of {', '.join(KINDS)}")
    check_nesting(parameters)
    if any(UNSTORABLE.search(text) for text in _texts_in_json(parameters)):
        raise UserError(f"an edit of kind {kind} has a character that cannot be stored: remove it")
    try:
        return _parse(kind, json.dumps(parameters))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the value"
        raise UserError(
            f"{place} is wrong in an edit of kind {kind} ({first['msg']}, found "
            f"{str(first['input'])[:40]!r}): correct it and try again"
        ) from None


def _texts_in_json(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, including keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.items() for text in _texts_in_json(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts_in_json(part))


@lru_cache(4096)  # each new edit of a recording parses all earlier edits
def _parse(kind: str, parameters: str) -> Change:
    change: Change = parameter_adapter(_BY_ANY_NAME[kind]).validate_json(parameters, extra="forbid")
    return change
