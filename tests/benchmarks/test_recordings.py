"""The scripts can be synthesized: every planted error occurs exactly once in the text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "benchmarks/recordings"
SCRIPTS = sorted([*RECORDINGS.glob("*.script.json"), *RECORDINGS.glob("fitted/*.script.json")])
KINDS = {
    "name", "homophone", "substitution", "contraction", "dropped-word", "dropped-sentence",
    "inserted-sentence", "swapped-turns", "turn-break",
}  # fmt: skip


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_every_kind_is_planted_once_or_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "examples"), *sys.path])
    import old_text

    script = json.loads(path.read_text(encoding="utf-8"))
    clean = "  ".join(old_text.strip_text(line["say"]) for line in script["lines"])
    for slip in script["slips"]:
        assert clean.count(slip["before"]) == 1, slip
    kinds = Counter(slip["kind"] for slip in script["slips"])
    assert set(kinds) >= KINDS
    assert kinds.total() >= 15
