"""Results of steps, kept as JSON under a key: who can write here can change data, not run code.

Prefect would keep them as pickles, and reads each by the serializer that the file itself names.
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
"""Of one result: a day of words has a tenth of that."""


def read(key: str, adapter: TypeAdapter[Any]) -> Any | None:
    """Return a kept result; None if there is none, or one that is damaged or of another type."""
    path = _path(key)
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def keep(key: str, value: object) -> None:
    """Keep a result, whole or not at all; UserError if it cannot be written."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, to_json(value, inf_nan_mode="constants", fallback=_number))


def _path(key: str) -> Path:
    given = os.environ.get("PREFECT_LOCAL_STORAGE_PATH", "")
    folder = parse_location(given) if "://" in given else Path(PREFECT_LOCAL_STORAGE_PATH.value())
    return folder / f"{key}.json"


def _number(value: Any) -> float:
    """Return a number of numpy as a float; TypeError for anything else."""
    if not hasattr(value, "item"):
        raise TypeError(f"a step's result has a {type(value).__name__}, which JSON cannot keep")
    return float(value.item())
