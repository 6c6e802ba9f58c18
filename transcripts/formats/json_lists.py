"""Write JSON lists with one object per line, which are easy to compare and search."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def render_list(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write objects as a JSON list, one per line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]"
