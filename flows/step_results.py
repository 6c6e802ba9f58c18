"""Results of steps, stored as JSON by key, so a tampered file can change data but not run code.

Prefect would pickle them, and would read each with the serializer that the file itself names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from prefect.settings import PREFECT_LOCAL_STORAGE_PATH
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from archive.storage.files import parse_location, write_atomically

MOST_BYTES = 512 * 2**20
"""Most bytes of one result; a day of words has a tenth of that."""


def read(key: str, adapter: TypeAdapter[Any]) -> Any | None:
    """Return a stored result; None if it is missing, damaged or of another type."""
    path = _path(key)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def keep(key: str, value: object) -> None:
    """Store a result atomically; UserError if it cannot be written."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, to_json(value, inf_nan_mode="constants", fallback=_number))


def _path(key: str) -> Path:
    given = os.environ.get("PREFECT_LOCAL_STORAGE_PATH", "")
    folder = parse_location(given) if "://" in given else Path(PREFECT_LOCAL_STORAGE_PATH.value())
    return folder / f"{key}.json"


def _number(value: Any) -> float:
    """Convert a numpy number to float; TypeError for anything else."""
    if not hasattr(value, "item"):
        raise TypeError(f"a step's result has a {type(value).__name__}, which JSON cannot keep")
    return float(value.item())
