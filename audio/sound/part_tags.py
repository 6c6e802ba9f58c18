"""Write and read the map of a joined recording's parts, which is a tag of the joined file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from transcripts.recording import Part

TAG = "TAPELOG_PARTS"

_ADAPTER = TypeAdapter(tuple[Part, ...])

MOST_PARTS = 100
_LONGEST_TAG = 100_000  # characters
_LONGEST_NAME = 1_000


def tag_of_parts(parts: Sequence[Part]) -> str:
    """Return the value of the tag that describes the parts."""
    return json.dumps([asdict(part) for part in parts], ensure_ascii=False)


def parts_in_tags(tags: Mapping[str, str], seconds: float) -> tuple[Part, ...]:
    """Read the parts of a recording of length `seconds`; () if the tags have no valid parts.

    A file from outside may have any value in its tags, so impossible parts are rejected.
    """
    value = next((text for key, text in tags.items() if key.upper() == TAG), "")
    if not value or len(value) > _LONGEST_TAG:
        return ()
    try:
        parts = _ADAPTER.validate_json(value)
    except ValidationError:
        return ()
    return parts if 0 < len(parts) <= MOST_PARTS and _are_possible(parts, seconds) else ()


def _are_possible(parts: Sequence[Part], seconds: float) -> bool:
    sides = all(part.microphone is None for part in parts)
    numbers = [part.microphone for part in parts]
    in_order = all(a.end <= b.start + 0.01 for a, b in pairwise(parts))
    return (
        all(0 <= part.start < part.end <= seconds + 1 and part.offset >= 0 for part in parts)
        and all(len(t or "") <= _LONGEST_NAME for part in parts for t in (part.file, part.person))
        and (in_order if sides else numbers == list(range(1, len(parts) + 1)))
    )
