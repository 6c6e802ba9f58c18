"""One table of shortcuts: a key runs one action, and the documentation has the same table."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from editor.pages.shortcuts import SHORTCUTS, table

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "editor" / "static" / "recording.js").read_text(encoding="utf-8")
PLAYBACK = (ROOT / "editor" / "static" / "playback.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["turns", "box"])
def test_every_key_has_one_action(where: str) -> None:
    counts = Counter(k for key in SHORTCUTS for k in getattr(key, where))
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_action_is_implemented_by_the_page() -> None:
    actions = PAGE.partition("const actions = {")[2].partition("\n};")[0]
    playback = PLAYBACK.partition("  return {\n")[2].partition("\n  };")[0]
    name = re.compile(r'^ +(?:"([\w-]+)"|(\w+))', re.MULTILINE)
    known = {a or b for a, b in name.findall(f"{actions}\n{playback}")}
    assert {key.action for key in SHORTCUTS} <= known


def test_shortcuts_do_not_block_browser_keys_or_typing() -> None:
    keys = [k for key in SHORTCUTS for k in (*key.turns, *key.box)]
    assert not [k for k in keys if "Alt" in k or k == "Tab"]
    assert not [k for k in keys if k in ("Mod+N", "Mod+T", "Mod+W", "Mod+F")]
    assert not [k for key in SHORTCUTS for k in key.box if len(k) == 1]


def test_the_documentation_has_the_same_table() -> None:
    written = (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in written
