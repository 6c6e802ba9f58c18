"""The table of forms in docs/formats.md matches the program."""

from __future__ import annotations

from tests.conftest import ROOT
from transcripts.sources.table import FORMS


def test_the_page_lists_every_form_with_what_it_can_contain() -> None:
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    table = page.partition("## Formats that tapelog reads\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|")[:4] for line in table.splitlines() if line.startswith("| ")]
    found = [tuple(cell.strip() for cell in row) for row in rows[1:]]
    yes = {True: "yes", False: ""}
    assert found == [(f.name, f.title, yes[f.has_times], yes[f.has_speakers]) for f in FORMS]
