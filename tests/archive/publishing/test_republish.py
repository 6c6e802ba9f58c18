"""Publish recordings again after edits and new runs."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.publishing.republish import ingest_and_publish, republish
from archive.storage.published import read_transcript
from tests.archive.catalogue.test_append import ID, decide
from tests.archive.conftest import problems
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.mark_passage import MarkPassage
from transcripts.edits.kinds.rewrite import RewriteWord
from transcripts.edits.kinds.speakers import AddSpeaker, SetName
from transcripts.edits.kinds.voices import MergeVoices, SplitVoice
from transcripts.errors import UserError
from transcripts.formats.table import BY_NAME


def test_all_files_are_published_again_after_an_edit(catalogue: Catalogue, published: Path) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert "Ada Bell" not in (published / "transcript.vtt").read_text()
    assert republish(catalogue, ID) == (1, published)
    for name in ("transcript.vtt", "transcript.txt", "transcript.json", "index.html"):
        assert "ada bell" in (published / name).read_text().lower(), name
    assert "Corrected by Ann (version 1)" in (published / "index.html").read_text()
    assert json.loads((published / "manifest.json").read_text())["revision"] == 1
    assert read_transcript(published) == load_snapshot(catalogue, ID).transcript
    assert (published / "audio.m4a").read_bytes() == b"sound" * 1000
    assert republish(catalogue, ID) == (1, published)
    assert problems(catalogue) == []
    assert load_snapshot(catalogue, ID, 0).transcript == EXAMPLE


@pytest.mark.slow
def test_edited_transcripts_render_in_every_format(catalogue: Catalogue, published: Path) -> None:
    first, last = apply_edits(EXAMPLE, ()).run_by_turn["T11"]
    for change in (
        RewriteWord(first, ""),
        DecideCorrections(("C7", "C13"), True),
        MarkPassage(((first + 4, first + 9),), "announcer"),
        MarkPassage(((last - 6, last),), "not speech"),
        SplitVoice(((first + 20, first + 30),)),
        AddSpeaker("<script>alert(1)</script>"),
        MergeVoices("V5", "V2"),
        SetName("S1", None),
    ):
        decide(catalogue, change)
    transcript = load_snapshot(catalogue, ID).transcript
    assert all(kind.render(transcript) for kind in BY_NAME.values())
    republish(catalogue, ID)
    assert "<script>alert" not in (published / "index.html").read_text()
    assert problems(catalogue) == []


def test_a_new_run_is_published_with_earlier_edits(
    catalogue: Catalogue, published: Path, audio: Path
) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    again = replace(EXAMPLE, unwritten=())
    now = ingest_and_publish(again, audio, published, catalogue.archive)
    assert (now.speakers[2].name, now.provenance.options.revision) == ("Ada Bell", 2)
    assert "Ada Bell" in (published / "transcript.srt").read_text()
    assert problems(catalogue) == []


def test_a_copy_does_not_publish_over_the_folder_of_the_original(
    tmp_path: Path, audio: Path
) -> None:
    """The documented way to back up an archive is to copy it, so copies are common."""
    out, original, copy = tmp_path / "out", tmp_path / "archive", tmp_path / "backup"
    with open_catalogue(original) as catalogue:
        ingest_and_publish(EXAMPLE, audio, out, original)
        assert republish(catalogue, ID) == (0, out)
    shutil.copytree(original, copy)
    page = (out / "index.html").read_bytes()
    with open_catalogue(copy) as catalogue:
        decide(catalogue, SetName("S3", "Ada Bell"))
        with pytest.raises(UserError, match=r"copied or moved to .*backup: choose"):
            republish(catalogue, ID)
        assert (out / "index.html").read_bytes() == page
        assert republish(catalogue, ID, tmp_path / "new") == (1, tmp_path / "new")
        assert republish(catalogue, ID) == (1, tmp_path / "new")
    assert (out / "index.html").read_bytes() == page
    with open_catalogue(original) as catalogue:
        assert republish(catalogue, ID) == (0, out)


def test_missing_audio_is_reported(catalogue: Catalogue, published: Path) -> None:
    (published / "audio.m4a").unlink()
    with pytest.raises(UserError, match="has no audio of r-5f2c9a71e0b4"):
        republish(catalogue, ID)
