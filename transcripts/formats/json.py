"""Read and write transcript.json: the complete transcript, with a published schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from transcripts.checks import check_references, check_values
from transcripts.errors import UserError
from transcripts.formats.descriptions import DESCRIPTIONS
from transcripts.formats.located import add_word_ranges
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import SCHEMA, Transcript

_ADAPTER = TypeAdapter(Transcript)
_FAMILY = SCHEMA.partition("/")[0]
_ORDER = (
    "schema",
    "recording",
    "speakers",
    "turns",
    "corrections",
    "unspoken",
    "unwritten",
    "edited",
    "checked",
    "withheld",
    "events",
    "scores",
    "voices",
    "provenance",
)

# Keys of times, which are rounded to milliseconds; other numbers are rounded to 0.0001.
_TIMES = frozenset({"start", "end", "at", "duration", "seconds"})
_TIME_DECIMALS, _RATIO_DECIMALS = 3, 4

_PARTS = "parts"
_TURN_RANGE, _RANGES = "word_range", "word_ranges"
_EDITED = "edited"
_DESCRIPTION = "description"
_MEDIUM, _SOUND = "medium", "sound"
"""The key of the medium, and the medium that is not written."""
_BY_PEOPLE = (_EDITED, "checked", "withheld")
"""Keys that are written only if a person changed something; earlier versions did not have them."""

_IF_ANY = (*_BY_PEOPLE, "events")
"""Keys that are left out if their value is empty."""

_OPTIONAL = ("tone", _TURN_RANGE, _RANGES, _PARTS, _DESCRIPTION, _MEDIUM, *_IF_ANY)

_LINE = 110
"""Largest number of characters in an object or list that is written on one line."""

_CONTAINERS = (dict, list)
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript with one word per line and times in seconds with 3 decimals."""
    values = round_numbers(_ADAPTER.dump_python(options.apply_names(transcript), mode="json"))
    for key in (_PARTS, _DESCRIPTION):
        if not values["recording"][key]:
            del values["recording"][key]
    if values["recording"][_MEDIUM] == _SOUND:
        del values["recording"][_MEDIUM]
    for turn in values["turns"]:
        turn[_TURN_RANGE] = list(transcript.word_ranges[turn["id"]])
    written = [key for key in _ORDER if values[key] or key not in _IF_ANY]
    lines: list[str] = []
    _append_lines(lines, {key: values[key] for key in written})
    return "".join(lines) + "\n"


def parse(text: str) -> Transcript:
    """Read a transcript; unknown keys are dropped.

    Word ranges are added to files from versions that did not write them. Raises UserError with the
    place and the reason if the text is not a transcript of this schema.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number with thousands of digits
        raise UserError(
            f"this is not valid JSON ({error}): use a complete transcript.json"
        ) from None
    _check_schema(values)
    check_values(text, values)
    try:
        transcript = _ADAPTER.validate_python(values)
        check_references(transcript)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UserError(
            f"{place} does not match {SCHEMA} ({first['msg']}, found "
            f"{str(first['input'])[:40]!r}): correct it, or process the recording again"
        ) from None
    if not _has_ranges(values):
        return add_word_ranges(transcript)
    _check_ranges(values, transcript)
    return transcript


def schema() -> dict[str, Any]:
    """Return the JSON Schema of transcript.json, with a description of every key."""
    made = _ADAPTER.json_schema(mode="serialization")
    made["$defs"]["Turn"]["properties"][_TURN_RANGE] = {"$ref": "#/$defs/WordRange"}
    made["$defs"] = {name: _add_descriptions(name, part) for name, part in made["$defs"].items()}
    made = _add_descriptions("Transcript", made)
    made["properties"] = {key: made["properties"][key] for key in _ORDER}
    made["properties"]["schema"] |= {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        **made,
    }


def round_numbers(value: Any, key: str = "") -> Any:
    """Round the numbers in a value of dicts and lists: times to 3 decimals, others to 4."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return round(value, _TIME_DECIMALS if key in _TIMES else _RATIO_DECIMALS)
    if isinstance(value, dict):
        return {name: round_numbers(part, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [round_numbers(part, key) for part in value]
    return value


def _check_schema(values: Any) -> None:
    found = values.get("schema") if isinstance(values, dict) else None
    if found == SCHEMA:
        return
    if isinstance(found, str) and found.startswith(f"{_FAMILY}/"):
        raise UserError(
            f"this file has schema {found}, and this version of tapelog reads {SCHEMA}: use the "
            "version that wrote it, or process the recording again"
        )
    raise UserError(f"this is not a transcript (schema {found!r}): use a file with {SCHEMA!r}")


def _has_ranges(values: Mapping[str, Any]) -> bool:
    """Check whether a file has word ranges; a valid file has all of them or none."""
    places = (*values["corrections"], *values["unspoken"], *values["unwritten"])
    return all(_RANGES in place for place in places)


def _check_ranges(values: Mapping[str, Any], transcript: Transcript) -> None:
    """Raise UserError if the word ranges do not fit the words.

    They do not fit if somebody changed only the words or only the ranges.
    """
    for n, turn in enumerate(values["turns"]):
        own = list(transcript.word_ranges[turn["id"]])
        if turn.get(_TURN_RANGE, own) != own:
            raise _build_range_error(
                f"turns.{n}.{_TURN_RANGE}", turn[_TURN_RANGE], f"its words are {own}"
            )
    count = len(transcript.words)
    for key in ("corrections", "unspoken", "unwritten", _EDITED):
        for n, place in enumerate(values.get(key, ())):
            for first, last in place[_RANGES]:
                if not 0 <= first <= last <= count:
                    found = f"the transcript has {count} words"
                    raise _build_range_error(f"{key}.{n}.{_RANGES}", [first, last], found)


def _build_range_error(location: str, value: object, words: str) -> UserError:
    return UserError(
        f"{location} is {value!r}, but {words}: correct it, or remove every {_TURN_RANGE} and "
        f"{_RANGES} to have them recomputed from the times of the words"
    )


def _add_descriptions(name: str, schema_part: dict[str, Any]) -> dict[str, Any]:
    """Add descriptions to a part of the schema, and list its required keys.

    Word ranges, parts, the description, the medium and the keys in `_IF_ANY` are optional, so that
    files from earlier versions stay valid.
    """
    if "properties" not in schema_part:
        return {**schema_part, "description": DESCRIPTIONS[name]}
    properties = {
        key: {**about, "description": DESCRIPTIONS[f"{name}.{key}"]}
        for key, about in schema_part["properties"].items()
    }
    required = [key for key in properties if key not in _OPTIONAL]
    return {**schema_part, "properties": properties, "required": required}


def _append_lines(lines: list[str], value: Any, margin: str = "\n") -> None:
    """Append JSON, with each short flat object or list (a word, a reason) on one line."""
    is_dict = isinstance(value, dict)
    parts = value.values() if is_dict else value if isinstance(value, list) else ()
    for part in parts:
        if part and isinstance(part, _CONTAINERS):
            break
    else:
        line = _encode(value)
        if len(line) <= _LINE or not parts:
            lines.append(line)
            return
    inner = margin + " "
    if is_dict:
        for n, (key, part) in enumerate(value.items()):
            lines.append(f"{',' if n else '{'}{inner}{json.dumps(key)}: ")
            _append_lines(lines, part, inner)
        lines.append(margin + "}")
    else:
        for n, part in enumerate(value):
            lines.append(f"{',' if n else '['}{inner}")
            _append_lines(lines, part, inner)
        lines.append(margin + "]")
