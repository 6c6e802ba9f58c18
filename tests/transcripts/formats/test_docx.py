from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import docx as word
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def turns(data: bytes) -> list[str]:
    return [p.text for p in docx.Document(BytesIO(data)).paragraphs if p.style.name == "Turn"]


@given(odd_transcripts())
@settings(max_examples=10)
def test_a_foreign_reader_finds_every_turn_as_it_is(transcript: Transcript) -> None:
    shown = turns(word.render(transcript))
    for text, turn in zip(shown, transcript.turns, strict=True):
        assert text.endswith(f": {' '.join(turn.text.split())}")


def test_times_stand_in_the_margin_names_in_bold() -> None:
    document = docx.Document(BytesIO(word.render(EXAMPLE)))
    first = next(p for p in document.paragraphs if p.style.name == "Turn")
    assert first.text.startswith("0:01\tMARIAN WHITLOCK, host: From the river")
    layout = first.style.paragraph_format
    assert layout.first_line_indent == -layout.left_indent == -layout.tab_stops[0].position
    assert [run.style.name for run in first.runs] == [
        "Time",
        "Default Paragraph Font",
        "Name",
        "Default Paragraph Font",
    ]


def test_times_can_be_left_out() -> None:
    data = word.render(EXAMPLE, RenderOptions(shows_times=False))
    assert turns(data)[0].startswith("MARIAN WHITLOCK, host: From the river")


def test_the_properties_are_the_transcript_s_own() -> None:
    data = word.render(EXAMPLE)
    about = docx.Document(BytesIO(data)).core_properties
    assert about.title == "The Keeper Who Wouldn’t Leave"
    assert about.author == "tapelog 0.1.0"
    assert about.created.isoformat() == EXAMPLE.provenance.created
    with ZipFile(BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.testzip() is None


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_reads_every_word_of_it(tmp_path: Path) -> None:
    data = word.render(EXAMPLE)
    (tmp_path / "t.docx").write_bytes(data)
    command = [
        *(OFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
        *("--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, tmp_path / "t.docx"),
    ]
    subprocess.run([str(part) for part in command], check=True, timeout=300, capture_output=True)
    read = (tmp_path / "t.txt").read_text("utf-8-sig").splitlines()
    written = [p.text for p in docx.Document(BytesIO(data)).paragraphs]
    assert [line.lstrip(" •") for line in read if line] == [text for text in written if text]
