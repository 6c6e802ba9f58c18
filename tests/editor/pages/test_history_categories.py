"""The history of the editor can be filtered by every kind of edit."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from transcripts.edits.kinds.table import KINDS

SCRIPT = ROOT / "editor" / "static" / "edit_history.js"


def test_every_kind_is_in_exactly_one_category() -> None:
    table = SCRIPT.read_text(encoding="utf-8").partition("const CATEGORIES = {")[2]
    listed = re.findall(r'"([a-z]+(?:-[a-z]+)+)"', table.partition("};")[0])
    assert sorted(listed) == sorted(KINDS.keys() - {"undo", "redo"})
