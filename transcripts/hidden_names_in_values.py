"""Replace hidden names in every text of a transcript except its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from transcripts.hidden_names import HiddenNames
from transcripts.transcript import Transcript

_IDENTIFIERS = frozenset(
    {"id", "sha256", "schema", "turn", "speaker", "voice", "voices", "after_turn", "turns"}
)
"""Fields that cannot contain a name; `turns` are handled word by word elsewhere."""


def replace_names(public_transcript: Transcript, names: HiddenNames) -> Transcript:
    """Replace hidden names in every text except the turns, whose words are already withheld."""
    return cast(Transcript, _replace_names_in_value(public_transcript, names))


def _replace_names_in_value(value: Any, names: HiddenNames) -> Any:
    if isinstance(value, str):
        return names.replace_in(value)
    if isinstance(value, Mapping):
        return {key: _replace_names_in_value(part, names) for key, part in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(_replace_names_in_value(part, names) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: made
        for field in fields(value)
        if field.init and field.name not in _IDENTIFIERS
        for former in [getattr(value, field.name)]
        for made in [_replace_names_in_value(former, names)]
        if made != former
    }
    return replace(value, **changed) if changed else value
