"""The chosen formats are published again after every edit."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.publishing.publish import render_files
from archive.publishing.republish import ingest_and_publish, republish
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName
from transcripts.formats.table import ALWAYS, BY_NAME, FORMATS
from transcripts.transcript import Transcript

PAGES = {"transcript.json", "index.html", "repairs.html", "repairs.txt"}


def choosing(*formats: str) -> Transcript:
    options = replace(EXAMPLE.provenance.options, formats=formats)
    return replace(EXAMPLE, provenance=replace(EXAMPLE.provenance, options=options))


@pytest.mark.parametrize(
    ("formats", "files"),
    [
        (("docx", "tei"), {"transcript.docx", "transcript.tei.xml"}),
        ((), set()),
        (("json", "html", "srt"), {"transcript.srt"}),
        (("srt", "a format of a later tapelog"), {"transcript.srt"}),
        (tuple(BY_NAME), {kind.file for kind in FORMATS if kind.name not in ALWAYS}),
    ],
)
def test_chosen_formats_and_pages_are_published(formats: tuple[str, ...], files: set[str]) -> None:
    made = render_files(choosing(*formats), "audio.m4a")
    assert set(made) == PAGES | files
    for name in files:
        assert f'href="{name}"' in str(made["index.html"])


def test_the_same_formats_are_published_after_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    audio, folder = tmp_path / "copy.m4a", tmp_path / "published" / "it"
    audio.write_bytes(b"sound")
    ingest_and_publish(choosing("docx", "csv"), audio, folder, tmp_path)
    before = {path.name for path in folder.iterdir()}
    assert before == PAGES | {"transcript.docx", "transcript.csv", "audio.m4a", "manifest.json"}
    with open_catalogue(tmp_path) as catalogue:
        change = SetName("S3", "Ada Bell")
        append(catalogue, EXAMPLE.recording.id, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", 0))
        republish(catalogue, EXAMPLE.recording.id)
    assert {path.name for path in folder.iterdir()} == before
    assert "Ada Bell" in (folder / "transcript.csv").read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "transcript.docx") as docx:
        assert "ADA BELL" in docx.read("word/document.xml").decode().upper()
