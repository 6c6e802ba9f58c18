"""Odd but real names, titles and paths, through the whole command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import webvtt

from archive.storage.published import read_transcript
from tests.flows.conftest import House

pytestmark = pytest.mark.models

ODD = """--odd "quoted" 'name' & <script>alert(1)</script> \N{STUDIO MICROPHONE}\n"""
ODD_FILE = ODD.replace("/", "\N{DIVISION SLASH}") + ".ogg"


def test_odd_names_are_handled_as_data(
    house: House, sentence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = tmp_path / "cast 'of' \"two\".txt"
    cast.write_text("Siobhán O'Brien <script>alert(2)</script>: host\n-Dash Lane: author\n")
    monkeypatch.chdir(tmp_path)
    Path(ODD_FILE).symlink_to(sentence)
    out = tmp_path / ODD_FILE.removesuffix(".ogg") / "out"
    given = {
        "title": f"A/B {ODD}",
        "programme": ODD,
        "cast": cast,
        "out": Path(out.relative_to(tmp_path)),
    }
    folder = House(tmp_path / "an 'archive'").process(Path(ODD_FILE), **given)
    assert folder.samefile(out)
    found = read_transcript(out)
    assert found.recording.file == ODD_FILE
    assert found.recording.title == " ".join(f"A/B {ODD}".split())
    page = (out / "index.html").read_text()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    captions = webvtt.read(out / "transcript.vtt")
    assert "censor the bad news" in " ".join(c.text.replace("\n", " ") for c in captions)
    listed = {row["name"] for row in json.loads((out / "manifest.json").read_text())["files"]}
    assert listed == {path.name for path in out.iterdir()} - {"manifest.json"}
