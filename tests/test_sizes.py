"""No file is longer than the limit for its type."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT

MOST_LINES = {
    **dict.fromkeys(("flows", "editor", "archive", "audio", "speakers", "transcripts"), 350),
    **dict.fromkeys(("benchmarks", "examples", "tools"), 350),
    "tests": 400,
}


@pytest.mark.parametrize("folder", MOST_LINES)
def test_no_module_is_too_long(folder: str) -> None:
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert lines
    assert {name: n for name, n in lines.items() if n > MOST_LINES[folder]} == {}
