"""Golden files: expected output that a person reviews. TAPELOG_GOLDEN=write updates them."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare a text with the golden file of this name."""
    path = FOLDER / name
    if os.environ.get("TAPELOG_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
