"""The types of values that a column can hold. SQLite itself accepts text in a numeric column."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, String

_KINDS: tuple[tuple[type[Any], type[Any] | tuple[type[Any], ...]], ...] = (
    (LargeBinary, bytes),
    (Boolean, bool),
    (Integer, int),
    (Float, (int, float)),
    (String, str),
    (JSON, (dict, list)),
)


def fits_column(column: Column[Any], value: Any, max_integer: int | None = None) -> bool:
    """Check whether a value that is not null has the type of a column and can be stored anywhere.

    `max_integer` is the largest magnitude of integers.
    """
    wanted = next(kind for of, kind in _KINDS if isinstance(column.type, of))
    is_valid = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    return is_valid and is_storable(value, max_integer)


def is_storable(value: Any, max_integer: int | None = None) -> bool:
    """Check whether any database and file can store a value: finite numbers and valid UTF-8."""
    if isinstance(value, bool | bytes) or value is None:
        return True
    if isinstance(value, int):
        return max_integer is None or abs(value) <= max_integer
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return "\0" not in value and _is_utf8(value)
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return all(is_storable(part, max_integer) for part in parts)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True
