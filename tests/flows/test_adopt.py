"""`tapelog adopt`: a transcript with times is published, edited and found without any model."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalogue.append import Decision, append
from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from archive.storage.published import read_transcript, verify
from archive.transfer.layout import is_expected
from flows.adopting import Adoption, adopt_transcript
from tests.conftest import ROOT
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

SENTENCE = ROOT / "tests" / "audio" / "data" / "censor.ogg"
VTT = (
    "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann Lee>We sailed, [laughs]\n\n"
    "00:01.000 --> 00:02.000\n<v Tom Ray>Never.\n"
)


def adopted(folder: Path, text: str = VTT) -> tuple[Path, Path]:
    path = folder / "old.html"  # the content counts, not the name
    path.write_text(text)
    archive = folder / "archive"
    _, published = adopt_transcript(Adoption(path, SENTENCE, archive, title="At sea"))
    return archive, published


def test_it_is_published_as_it_is_with_its_source(tmp_path: Path) -> None:
    _, folder = adopted(tmp_path)
    made = read_transcript(folder)
    assert [(made.speaker(t).name, t.text) for t in made.turns] == [
        ("Ann Lee", "We sailed,"),
        ("Tom Ray", "Never."),
    ]
    assert made.recording.title == "At sea"
    assert made.provenance.models == ()
    assert "1 marks such as '[laughs]' are in the source only" in made.provenance.notices
    assert (folder / "old-text.vtt").read_text() == VTT
    assert not verify(folder)
    assert is_expected(f"published/{made.recording.id}/old-text.vtt")


def test_edits_and_the_source_stay(tmp_path: Path) -> None:
    archive, folder = adopted(tmp_path)
    recording = read_transcript(folder).recording.id
    with open_catalogue(archive) as catalogue:
        change = SetName("S1", "Ann Leigh")
        append(catalogue, recording, Decision(change, "Ann", "2026-05-04T21:07:33+00:00", 0))
        republish(catalogue, recording)
    adopted(tmp_path)  # once more, as it was
    found = read_transcript(folder)
    assert [s.name for s in found.speakers] == ["Ann Leigh", "Tom Ray"]
    assert (folder / "old-text.vtt").read_text() == VTT
    assert not verify(folder)


def test_a_page_is_kept_so_that_no_browser_runs_it(tmp_path: Path) -> None:
    page = (
        "<html><cite>Ann:</cite><time>0:00</time><p>Yes.</p>"
        "<cite>Tom:</cite><time>0:01</time><p>No."
    )
    _, folder = adopted(tmp_path, page)
    assert (folder / "old-text.html.txt").read_text() == page
    assert not is_expected("published/r-1/old-text.html")


def test_one_line_says_why_not(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"old.html: it has no times, so it cannot be adopted"):
        adopted(tmp_path, "ANN: Yes.\n\nTOM: No.\n")
    assert not (tmp_path / "archive" / "published").exists()
