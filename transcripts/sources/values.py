"""Read values of untrusted JSON documents, by the type that they should have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Object = Mapping[str, Any]


def objects_in_list(value: object) -> Iterator[Object]:
    """Yield the objects in a list; anything else is ignored."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text_or_number(value: object) -> str:
    """Return a text, or a number as text; "" for any other value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def has_list(value: object, key: str, *inner: str) -> bool:
    """Check for a list under `key` whose first object has one of the keys `inner`."""
    if not isinstance(value, dict) or not isinstance(value.get(key), list):
        return False
    first = next(objects_in_list(value[key]), None)
    return first is not None and any(name in first for name in inner)
